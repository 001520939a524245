import { expect } from "chai";
import { destinations } from "../../design/destinations";
import { approvedDomains } from "../../design/derive/dns";
import { destinationTable } from "../../design/derive/destinationTable";
import { edgeUses } from "../../design/derive/edgeUses";
import { endpointServices } from "../../design/derive/endpoints";
import { packageUpstreams } from "../../design/derive/gateway";
import { firewallSets } from "../../design/derive/hostFirewall";
import { probeMatrix } from "../../design/derive/probes";
import { egressRules } from "../../design/derive/securityGroups";
import type { StackConfig } from "../../model/config";
import { endpointPolicy } from "../../model/endpointPolicies";
import { Naming } from "../../model/naming";
import { nobodyNamed } from "../../model/operators";
import { designedRoles } from "../../model/roles";
import { gatewayOf } from "../../stacks/environment";
import { hostFiles } from "../../stacks/hostFiles";
import { hostAddresses } from "../../design/addresses";
import { parseConfig } from "../../stacks/config";
import { rawConfig } from "../fixtures/config";

const naming = new Naming("prod", "111122223333", "us-east-1");
const listOf = (config: StackConfig) => destinations({ ...config, naming });
const base = parseConfig(rawConfig());

const policyOf = (service: string, config: StackConfig) => {
    const roles = designedRoles(naming, {
        ...edgeUses(listOf(config), config.access, "10.0.2.10"),
        sealed: true,
        verifierZones: 1,
        operators: nobodyNamed,
    });
    return endpointPolicy(service, roles, naming);
};

/** Every layer that is derived from the list, as data. */
function layers(config: StackConfig) {
    const list = listOf(config);
    const gateway = gatewayOf(config, list);
    const place = {
        naming,
        allowlist: list,
        gateway,
        addresses: hostAddresses(config.network.cidr, 1),
        balancers: ["10.0.0.0/24"],
    };
    const files = hostFiles(config, place);
    return {
        gateway,
        packages: packageUpstreams(list),
        dns: approvedDomains(list),
        securityGroups: {
            edge: egressRules(list, "edge"),
            agent: egressRules(list, "agent"),
            verifier: egressRules(list, "verifier"),
        },
        endpoints: endpointServices(list).map((service) => [service, policyOf(service, config)]),
        hostFirewall: {
            edge: firewallSets(list, "edge"),
            agent: firewallSets(list, "agent"),
            verifier: firewallSets(list, "verifier"),
        },
        probes: probeMatrix(list),
        docs: destinationTable(list),
        // Programs are the same whatever the list says, and their messages have examples.
        bundles: [files.edge, files.agent, ...files.verifiers].flatMap((host) =>
            host.filter(({ path }) => !path.endsWith(".js")).map(({ path, content }) => [path, content.toString()]),
        ),
    };
}

const withEndpoint = (change: object) =>
    parseConfig(rawConfig({ "llm.endpoints": [{ ...base.llm.endpoints[0], ...change }] }));

describe("allowlist", () => {
    it("names exactly the destinations of the checked-in form", () => {
        expect(listOf(base).map(({ host, route }) => `${host} ${route}`)).to.deep.equal([
            "api.anthropic.com internet",
            "mirrors.edge.kernel.org internet",
            "ssm.us-east-1.amazonaws.com endpoint",
            "ssmmessages.us-east-1.amazonaws.com endpoint",
            "logs.us-east-1.amazonaws.com endpoint",
            "secretsmanager.us-east-1.amazonaws.com internet",
            "isolated-openhands-release-111122223333.s3.us-east-1.amazonaws.com s3",
            "ttb-verifier-artifacts-111122223333.s3.us-east-1.amazonaws.com s3",
        ]);
    });

    it("gives sealed hosts no way to the internet, and the agent no LLM endpoint of its own", () => {
        const list = listOf(base);
        for (const role of ["agent", "verifier"] as const) {
            expect(egressRules(list, role).map(({ route }) => route)).to.deep.equal(["endpoint", "s3"]);
        }
        const llm = list.filter(({ purpose }) => purpose === "llm");
        expect(llm.flatMap(({ clients }) => clients.map(({ role }) => role))).to.deep.equal(["edge"]);
    });

    it("changes in every layer when one entry changes", () => {
        const before = layers(base);
        const after = layers(withEndpoint({ host: "llm.example.org" }));
        for (const layer of [
            "gateway",
            "dns",
            "securityGroups",
            "hostFirewall",
            "probes",
            "docs",
            "bundles",
        ] as const) {
            expect(JSON.stringify(after[layer]), layer).to.include("llm.example.org");
            expect(JSON.stringify(after[layer]), layer).to.not.include("api.anthropic.com");
            expect(JSON.stringify(before[layer]), layer).to.include("api.anthropic.com");
        }
    });

    it("adds an endpoint with its policy when Bedrock is approved", () => {
        const bedrock = {
            name: "bedrock",
            kind: "bedrock",
            region: "us-east-1",
            models: ["us.anthropic.claude-x", "jp.anthropic.claude-z", "amazon.nova-y"],
        };
        const start = { endpoint: "bedrock", model: "bedrock/amazon.nova-y" };
        const config = parseConfig(rawConfig({ "llm.endpoints": [bedrock], "llm.default": start }));
        const list = listOf(config);
        expect(endpointServices(list)).to.deep.equal(["bedrock-runtime", "logs", "ssm", "ssmmessages"]);
        const policy = policyOf("bedrock-runtime", config);
        expect(policy.Statement.map(({ Resource }) => Resource)).to.deep.equal([
            [
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-y",
                "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-x",
                "arn:aws:bedrock:us-east-1:111122223333:inference-profile/jp.anthropic.claude-z",
            ],
            [
                "arn:aws:bedrock:*::foundation-model/anthropic.claude-x",
                "arn:aws:bedrock:*::foundation-model/anthropic.claude-z",
            ],
            "*",
        ]);
        expect(approvedDomains(list)).to.include("bedrock-runtime.us-east-1.amazonaws.com");
        expect(approvedDomains(list)).to.not.include("secretsmanager.us-east-1.amazonaws.com");
    });

    it("asks for ec2messages only for old agents", () => {
        const legacy = parseConfig(rawConfig({ "host.legacySsmAgent": true }));
        expect(endpointServices(listOf(legacy))).to.include("ec2messages");
        expect(endpointServices(listOf(base))).to.not.include("ec2messages");
    });

    it("has ACME names only when Let's Encrypt is chosen", () => {
        const certificate = { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: "Z0123456789ABC" };
        const config = parseConfig(rawConfig({ "access.openHands.certificate": certificate }));
        expect(approvedDomains(listOf(config))).to.include.members([
            "acme-v02.api.letsencrypt.org",
            "route53.amazonaws.com",
        ]);
        expect(approvedDomains(listOf(base)).filter((name) => /letsencrypt|route53/.test(name))).to.deep.equal([]);
    });

    it("has exact names only", () => {
        for (const domain of approvedDomains(listOf(base))) expect(domain).to.match(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    });

    it("limits every endpoint to roles of hosts of this account, and S3's to buckets of it", () => {
        for (const service of [...endpointServices(listOf(base)), "s3"]) {
            const { Statement } = policyOf(service, base);
            expect(Statement, service).to.not.have.length(0);
            for (const { Condition } of Statement) {
                const owner = service === "s3" ? { "aws:ResourceAccount": "111122223333" } : {};
                expect(Condition?.StringEquals).to.deep.equal({ "aws:PrincipalAccount": "111122223333", ...owner });
                for (const role of [Condition?.ArnEquals["aws:PrincipalArn"]].flat())
                    expect(role).to.match(/^arn:aws:iam::111122223333:role\/openhands-(edge|agent|verifier)-host/);
            }
        }
    });

    it("bounds a host firewall set by published ranges only when all its hosts publish some", () => {
        const [llm] = firewallSets(listOf(base), "edge").filter(({ process }) => process === "llm-gateway");
        expect(llm.cidrs).to.deep.equal(["160.79.104.0/23"]);
        const [open] = firewallSets(listOf(withEndpoint({ cidrs: [] })), "edge").filter(
            ({ process }) => process === "llm-gateway",
        );
        expect(open.cidrs).to.deep.equal([]);
    });

    it("gives each LLM endpoint a set of its own, so that one without published ranges opens no other", () => {
        const other = { ...base.llm.endpoints[0], name: "other", host: "api.example.org", cidrs: [] };
        const config = parseConfig(rawConfig({ "llm.endpoints": [base.llm.endpoints[0], other] }));
        const sets = firewallSets(listOf(config), "edge").filter(({ process }) => process === "llm-gateway");
        expect(sets.map(({ endpoint, hosts, cidrs }) => [endpoint, hosts, cidrs])).to.deep.equal([
            ["anthropic", ["api.anthropic.com"], ["160.79.104.0/23"]],
            ["other", ["api.example.org"], []],
        ]);
    });

    it("expects of every host: its own destinations work, everything else is blocked", () => {
        const probes = probeMatrix(listOf(base));
        expect(new Set(probes.map(({ id }) => id)).size).to.equal(probes.length);
        const agent = probes.filter(({ from, expect: expected }) => from === "agent" && expected === "allowed");
        expect(agent.map(({ to }) => to)).to.deep.equal([
            "ssm.us-east-1.amazonaws.com",
            "ssmmessages.us-east-1.amazonaws.com",
            "logs.us-east-1.amazonaws.com",
            "isolated-openhands-release-111122223333.s3.us-east-1.amazonaws.com",
        ]);
        expect(probes.find(({ id }) => id === "agent-anthropic")?.expect).to.equal("blocked");
    });

    it("is the only source of host names: no layer holds one that the list does not", () => {
        const names = new Set(listOf(base).map(({ host }) => host));
        const texts = ["agent.example.com", "labels.example.com"];
        const forbidden = new Set(
            probeMatrix(listOf(base))
                .filter(({ id }) => id.includes("forbidden"))
                .map(({ to }) => to),
        );
        const hostLike = /\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|ai|cloud)\b/g;
        for (const [layer, content] of Object.entries(layers(base))) {
            // Image names and file names of the bundle's program are not destinations of the network.
            const text = layer === "bundles" ? configOnly(content as string[][]) : JSON.stringify(content);
            const found = [...text.matchAll(hostLike)].map(([host]) => host);
            const outsiders = found.filter((host) => !names.has(host) && !texts.includes(host) && !forbidden.has(host));
            expect(outsiders, layer).to.deep.equal([]);
        }
    });
});

function configOnly(files: string[][]): string {
    const configs = files.filter(([path]) => path.endsWith("config.json")).map(([, content]) => JSON.parse(content));
    return JSON.stringify(configs.map((config) => ({ ...config, image: undefined })));
}
