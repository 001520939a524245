import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineSuite } from "./deployment";
import { packs } from "./packs";
import { inPairs } from "./pairs";
import { Project } from "./project";

/** Preflight and the packs in the real policy host on the same stack: level, pack, rule, resource and message are the same. */

interface Case {
    readonly what: string;
    readonly line: string;
    /** Rules that are broken; none when the stack is accepted. */
    readonly rules: readonly string[];
}

const cases: readonly Case[] = [
    {
        what: "an external component with such outputs",
        line: 'const external = new pulumi.ComponentResource("acme:index:Thing", "x", {}, opts); (external as unknown as { registerOutputs(outputs: object): void }).registerOutputs({ subnetIds: ["subnet-0aaaaaaaaaaaaaaaa"] });',
        rules: ["known-types"],
    },
    {
        what: "a secret where a rule reads",
        line: 'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: openHands.securityGroupId, description: "x", cidrIpv4: pulumi.secret("203.0.113.77/32"), ipProtocol: "tcp", fromPort: 443, toPort: 443 }, opts);',
        rules: [
            "known-network",
            "gateway-forwards-only",
            "doors-only",
            "agent-egress-only",
            "verifier-egress-only",
            "web-proxy-egress-only",
            "workloads-apart",
            "no-dns-exfiltration",
            "session-manager-only",
            "allowed-paths-work",
        ],
    },
    {
        what: "stack outputs named like what puts a thing into a subnet",
        line: 'return { ...outputs(config, { naming, webProxy, openHands, verifier, artifacts, release }), subnetIds: ["subnet-0aaaaaaaaaaaaaaaa"], securityGroupIds: ["sg-1"] };',
        rules: [],
    },
    {
        what: "a subnet that a transform of the whole stack makes public",
        line: 'pulumi.runtime.registerResourceTransform(({ type, props, opts: own }) => type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: true }, opts: own } : undefined); new aws.ec2.Subnet("x", { vpcId: "vpc-0aaaaaaaaaaaaaaaa", cidrBlock: "10.0.99.0/24" }, opts);',
        rules: [
            "subnet-no-public-ip",
            "known-network",
            "ids-own",
            "gateway-forwards-only",
            "doors-only",
            "agent-egress-only",
            "verifier-egress-only",
            "web-proxy-egress-only",
            "workloads-apart",
            "no-dns-exfiltration",
            "session-manager-only",
            "allowed-paths-work",
        ],
    },
    {
        what: "a group whose rules AWS keeps whatever the program says, by its own options and by a transform",
        line: 'new aws.ec2.SecurityGroup("x", { vpcId: network.vpcId, description: "x", ingress: [], egress: [] }, { ...opts, ignoreChanges: ["ingress"] }); new aws.ec2.SecurityGroup("y", { vpcId: network.vpcId, description: "y", ingress: [], egress: [] }, { ...opts, transforms: [({ props, opts: own }) => ({ props, opts: { ...own, ignoreChanges: ["egress"] } })] });',
        rules: ["changes-not-ignored", "group-used"],
    },
    {
        what: "a key of this account that the stack does not make",
        line: 'new aws.ebs.Volume("x", { availabilityZone: "us-east-1a", size: 1, encrypted: true, kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000" }, { ...opts, protect: true });',
        rules: ["ids-own"],
    },
    {
        what: "a disk beside the data volume that nobody protects, one that is, and one that its component protects",
        line: 'const disk = { availabilityZone: "us-east-1a", size: 1, encrypted: true }; new aws.ebs.Volume("x", disk, { ...opts, parent: openHands, protect: false }); new aws.ebs.Volume("y", disk, { ...opts, parent: openHands, protect: true }); const kept = new pulumi.ComponentResource("isolated:compute:HardenedInstance", "z", {}, { ...opts, parent: openHands, protect: true }); new aws.ebs.Volume("z", disk, { ...opts, parent: kept });',
        rules: ["protected-kept"],
    },
    {
        what: "plain parameters, which the SDK takes for secrets, one of which may be one",
        line: 'for (const [name, value] of Object.entries({ "token-ttl": "3600", url: "https://status.example.org/health", key: "hunter2" })) new aws.ssm.Parameter(name, { name: `/app/${name}`, type: "String", value }, opts);',
        rules: ["parameter-no-secret"],
    },
];

interface Policy {
    readonly policyPackName: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn: string;
    readonly message: string;
}

interface Told {
    readonly level: string;
    readonly pack: string;
    readonly rule: string;
    readonly urn: string;
}

const line = ({ level, pack, rule, urn }: Told) => `${level} ${pack}/${rule} ${urn}`;

engineSuite("preflight and the policy host", function () {
    let project: Project;
    const host = new Map<string, { status: number | null; said: string[]; stdout: string }>();
    const own = new Map<string, { said: string[]; rules: string[] }>();

    const preview = async (name: string, ...args: string[]) => {
        const log = join(project.folder, `events-${name}.json`);
        const environment = { CASE: name, PULUMI_DEBUG_COMMANDS: "true" };
        const { status, stdout } = await project.beside(
            environment,
            ...["preview", "--stack", "prod", "--event-log", log, ...args],
        );
        const events = readFileSync(log, "utf8").trim().split("\n");
        const said = events.flatMap((event) => {
            const { policyEvent } = JSON.parse(event) as { policyEvent?: Policy };
            if (policyEvent === undefined) return [];
            const { policyPackName: pack, policyName: rule, enforcementLevel: level, resourceUrn: urn } = policyEvent;
            return [line({ level, pack, rule, urn })];
        });
        return { status, said: said.sort(), stdout };
    };

    before(async function () {
        this.timeout(1_800_000);
        project = new Project();
        project.succeed("stack", "init", "prod");
        const file = join(project.folder, "stacks/prod.ts");
        const end = "    return outputs(config";
        const asleep = cases
            .map(({ line: text }, i) => `    if (process.env.CASE === "${i}") {\n${text}\n}\n`)
            .join("");
        const program = project.read("stacks/prod.ts").replace(end, `${asleep}${end}`);
        writeFileSync(
            file,
            `import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\n${program}`,
        );
        const copied = <T>(module: string) => import(join(project.folder, module)) as Promise<T>;
        const { planStack } = await copied<typeof import("../../preflight/plan")>("preflight/plan.ts");
        const { judge } = await copied<typeof import("../../preflight/evaluate")>("preflight/evaluate.ts");
        const { settingsOf } = await copied<typeof import("../../preflight/preflight")>("preflight/preflight.ts");
        for (const i of cases.keys()) {
            process.env.CASE = String(i);
            const { violations } = judge(await planStack("prod"), settingsOf("prod"));
            own.set(String(i), { said: violations.map(line).sort(), rules: violations.map(({ rule }) => rule) });
        }
        delete process.env.CASE;
        await inPairs([...cases.keys()].map(String), async (name) => {
            host.set(name, await preview(name, ...packs("prod")));
        });
    });
    after(() => project?.remove());

    for (const [i, { what, rules }] of cases.entries()) {
        it(`${rules.length === 0 ? "accept" : "refuse"} ${what} alike, each finding once and its cause first`, () => {
            const inHost = host.get(String(i));
            expect(inHost?.said, inHost?.stdout).to.deep.equal(own.get(String(i))?.said);
            const told = own.get(String(i))?.rules ?? [];
            expect([...new Set(told)]).to.deep.equal(rules);
            expect(inHost?.said.some((text) => text.includes("-resource "))).to.equal(false);
            expect(inHost?.stdout).to.not.include("203.0.113.77");
            expect(inHost?.status === 0, inHost?.stdout).to.equal(rules.length === 0);
        });
    }

    it("say what is wrong with a config that is not the stack's file, whatever its path", async () => {
        const given = {
            all: "disabled",
            "doors-olny": "advisory",
            "disk-encrypted": {
                enforcementLevel: "mandatory",
                exemptions: [
                    { resource: "a", reason: "because", expires: "2020-01-01" },
                    { resource: "b", reason: "because", expires: "3026-01-01" },
                ],
            },
        };
        const elsewhere = join(project.folder, "elsewhere.json");
        writeFileSync(elsewhere, JSON.stringify(given));
        const both = ["isolation", "baseline"].flatMap((pack) => [
            ...["--policy-pack", `policies/${pack}`, "--policy-pack-config", elsewhere],
        ]);
        const { status, stdout } = await preview("none", ...both);
        expect(status, stdout).to.not.equal(0);
        expect(stdout).to.include('"all" may not be disabled');
        expect(stdout).to.include('"doors-olny" names no rule: did you mean "doors-only"?');
        expect(stdout).to.include("the exemption of disk-encrypted for a expired on 2020-01-01");
        expect(stdout).to.include("the exemption of disk-encrypted for b is not needed");
    });
});
