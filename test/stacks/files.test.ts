import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { messageOf } from "../fixtures/config";

const base = readFileSync(join(__dirname, "..", "fixtures", "stack-files", "Pulumi.acme.yaml"), "utf8");

type Values = Record<string, never>;

/** The stack file with one value changed; undefined takes it away. */
function changed(path: readonly (string | number)[], value: unknown): Values {
    const { config } = parse(base) as { config: Values };
    const last = path[path.length - 1];
    const place = path.slice(0, -1).reduce<Record<PropertyKey, unknown>>((at, part) => at[part] as never, config);
    if (value === undefined) delete place[last];
    else place[last] = value;
    return config;
}

function said(config: Values): string[] {
    const of = (namespace: string) =>
        Object.fromEntries(
            Object.entries(config)
                .filter(([key]) => key.startsWith(`${namespace}:`))
                .map(([key, value]) => [key.slice(namespace.length + 1), value]),
        );
    const strange = Object.entries(config).filter(([key]) => !/^(aws|isolated-openhands):/.test(key));
    const raw = { stack: "acme", project: of("isolated-openhands"), aws: of("aws") };
    return messageOf({ ...raw, strange: Object.fromEntries(strange), exempted: new Set() })
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
}

const at = (section: string, ...path: (string | number)[]) => [`isolated-openhands:${section}`, ...path];
const network = (...path: (string | number)[]) => at("network", ...path);
const access = (...path: (string | number)[]) => at("access", ...path);
const endpoint = (i: number, ...path: (string | number)[]) => at("llm", "endpoints", i, ...path);
const https = 1;
const bedrock = 2;
const blocks = (count: number) => Array.from({ length: count }, (_, i) => `198.51.${i}.0/24`);

const mistakes: readonly (readonly [what: string, path: (string | number)[], value: unknown, says: RegExp])[] = [
    // Names of keys.
    ["a section that is misspelt", at("operatoins"), {}, /did you mean operations\?/],
    ["a key of the network", network("azcount"), 2, /did you mean azCount\?/],
    ["British spelling", access("authorisedCidrs"), ["198.51.100.0/24"], /did you mean authorizedCidrs\?/],
    ["a key of a user", access("users", 0, "nmae"), "x", /did you mean name\?/],
    ["a key of a certificate", access("openHands", "certificate", "mail"), "x@y.org", /did you mean email\?/],
    ["a key of an endpoint", endpoint(https, "path"), ["/v1/responses"], /did you mean paths\?/],
    ["a key of Bedrock that https has", endpoint(bedrock, "host"), "x.y.org", /is no key of this section/],
    ["a key of the default", at("llm", "default", "modle"), "x", /did you mean model\?/],
    ["a key of the image", at("openHands", "image", "dijest"), "x", /did you mean digest\?/],
    [
        "a namespace that nothing reads",
        ["isolated-openhand:network"],
        {},
        /write isolated-openhands:network, or remove it/,
    ],
    ["a key of aws that is not read", ["aws:profile"], "acme", /credentials come from AWS_PROFILE/],
    ["a key of aws that is misspelt", ["aws:allowedAccountIDs"], ["222233334444"], /did you mean allowedAccountIds\?/],
    // Sections and shapes.
    ["an empty section", at("operations"), null, /operations = null: is not a map: write its keys/],
    ["a section that is text", at("network"), "10.0.0.0/16", /is not a map: write its keys/],
    ["a list that is text", access("authorizedCidrs"), "198.51.100.0/24", /is not a list: write the blocks/],
    ["an empty list", access("authorizedCidrs"), [], /is empty: write the blocks/],
    ["no section of LLMs", at("llm"), undefined, /llm = \(nothing\): is missing: write its keys/],
    ["no profile", at("profile"), undefined, /profile = \(nothing\): is missing: write one of demo, prod/],
    ["a profile that there is not", at("profile"), "production", /write one of demo, prod/],
    // Where.
    ["a region that does not exist", ["aws:region"], "eu-middle-1", /is no region of AWS: the regions are/],
    ["a region with a slip", ["aws:region"], "eu-cetnral-1", /did you mean eu-central-1\?/],
    ["a region of China", ["aws:region"], "cn-north-1", /write another region/],
    ["an account without quotes", ["aws:allowedAccountIds"], [222233334444], /12-digit id, in quotes/],
    ["two accounts", ["aws:allowedAccountIds"], ["222233334444", "222233334445"], /write a list of one 12-digit id/],
    [
        "zones of another region",
        network("availabilityZones"),
        ["eu-west-1a", "eu-west-1b"],
        /write zones of aws:region/,
    ],
    [
        "one zone twice",
        network("availabilityZones"),
        ["eu-central-1a", "eu-central-1a"],
        /names a zone twice: write each once/,
    ],
    ["a zone too few", network("availabilityZones"), ["eu-central-1a"], /names 1 zones, and 2 are needed/],
    // The network.
    ["Docker's own block", network("cidr"), "172.17.0.0/16", /overlaps 172\.17\.0\.0\/16, Docker's own bridge/],
    ["a block around Docker's", network("cidr"), "172.16.0.0/15", /is a \/15; AWS takes \/16 to \/28/],
    ["a public block", network("cidr"), "8.8.0.0/16", /is not private address space/],
    ["a block too small", network("cidr"), "10.40.0.0/22", /holds 4 subnets of \/24/],
    ["a block with host bits", network("cidr"), "10.40.1.0/16", /has host bits set: write 10\.40\.0\.0\/16/],
    ["four zones", network("azCount"), 4, /write a whole number from 1 to 3/],
    ["public subnets in prod", network("mode"), "default-vpc", /profile prod needs private ones: write nat-endpoints/],
    ["a way out for sealed hosts", network("mode"), "nat", /write nat-endpoints, or name what is waived/],
    // Who comes in.
    [
        "private clients of a public balancer",
        access("authorizedCidrs"),
        ["10.1.0.0/16"],
        /is in 10\.0\.0\.0\/8 \(private addresses\).*write the public ones/,
    ],
    ["clients behind carrier-grade NAT", access("authorizedCidrs"), ["100.64.0.0/24"], /carrier-grade NAT/],
    ["loopback as a client", access("authorizedCidrs"), ["127.0.0.1/32"], /loopback/],
    [
        "one block twice",
        access("authorizedCidrs"),
        ["198.51.100.0/24", "198.51.100.0/24"],
        /is there twice: write it once/,
    ],
    [
        "a block in another",
        access("authorizedCidrs"),
        ["198.51.100.0/24", "198.51.100.7/32"],
        /is inside another entry: leave it out/,
    ],
    ["the whole internet", access("authorizedCidrs"), ["0.0.0.0/0"], /or acceptOpenInternet: true beside it/],
    ["an address without its length", access("authorizedCidrs"), ["198.51.100.7"], /write 198\.51\.100\.7\/32/],
    ["an IPv6 block", access("authorizedCidrs"), ["2001:db8::/32"], /is IPv6; the network has IPv4 only/],
    [
        "more blocks than an ACL holds",
        access("authorizedCidrs"),
        blocks(25),
        /default quota is 20: write fewer, larger blocks, at most 6 of them/,
    ],
    ["SSH from everywhere", access("sshCidrs"), ["0.0.0.0/0"], /opens SSH to the internet/],
    ["one user twice", access("users"), [{ name: "carol" }, { name: "carol" }], /is there twice: write it once/],
    ["a user with a space", access("users", 0, "name"), "Carol Jones", /write a Linux user name/],
    [
        "one host for both ingress points",
        access("verifier", "host"),
        "agent.acme.example",
        /is the host of OpenHands too/,
    ],
    [
        "a host with a scheme",
        access("openHands", "host"),
        "https://agent.acme.example",
        /write agent\.acme\.example without it/,
    ],
    [
        "a certificate of another account",
        access("verifier", "certificateArn"),
        "arn:aws:acm:eu-central-1:999900001111:certificate/7f",
        /is in account 999900001111/,
    ],
    ["no certificate", access("verifier", "certificateArn"), undefined, /is needed in prod: write the ARN/],
    [
        "a kind of certificate that there is not",
        access("openHands", "certificate", "kind"),
        "lets-encrypt",
        /did you mean letsencrypt\?/,
    ],
    // LLMs.
    [
        "a model that its endpoint does not list",
        at("llm", "default"),
        { endpoint: "bedrock", model: "bedrock/anthropic.claude-3-haiku" },
        /is not a model of the endpoint bedrock: the models are eu\.anthropic/,
    ],
    [
        "an endpoint that there is not",
        at("llm", "default", "endpoint"),
        "opnai",
        /names no endpoint: write one of .*did you mean openai\?/,
    ],
    ["one endpoint twice", endpoint(https, "host"), "llm.internal.acme.example", /write each endpoint once/],
    [
        "a path twice",
        endpoint(https, "paths"),
        ["/v1/responses", "/v1/responses"],
        /paths\[1\] = "\/v1\/responses": is there twice/,
    ],
    [
        "a model twice",
        endpoint(bedrock, "models"),
        ["amazon.nova", "amazon.nova"],
        /models\[1\] = "amazon\.nova": is there twice/,
    ],
    [
        "a provider's block twice",
        endpoint(https, "cidrs"),
        ["160.79.104.0/23", "160.79.104.0/23"],
        /cidrs\[1\] = .*is there twice/,
    ],
    [
        "private addresses of a provider",
        endpoint(0, "cidrs"),
        ["10.200.0.0/16"],
        /the web proxy reaches the internet and no other network/,
    ],
    ["Bedrock of another region", endpoint(bedrock, "region"), "us-east-1", /write eu-central-1/],
    ["a path that stores", endpoint(https, "paths"), ["/v1/files"], /is no call of a dialect/],
    [
        "more models than a role names",
        endpoint(bedrock, "models"),
        Array.from({ length: 300 }, (_, i) => `eu.anthropic.claude-${i}`),
        /at most the first \d+$/,
    ],
    // Values that are encrypted, at any depth: preflight has no passphrase.
    [
        "an encrypted address",
        at("operations"),
        { alarmEmail: { secure: "v1:abc:def" } },
        /alarmEmail = "\(encrypted\)": cannot be read .* write it plainly/,
    ],
    [
        "an encrypted block",
        access("authorizedCidrs"),
        [{ secure: "v1:abc:def" }],
        /authorizedCidrs\[0\] = "\(encrypted\)": cannot be read/,
    ],
    [
        "an encrypted section",
        at("operations"),
        "[encrypted in the stack file]",
        /operations = "\(encrypted\)": cannot be read/,
    ],
    // Hosts.
    ["a tiny instance", at("openHands", "instanceType"), "t3.nano", /at most 2 GiB of memory/],
    ["an instance that there is not", at("openHands", "instanceType"), "t9.gigantic", /is no instance type of AWS/],
    ["an ARM instance", at("openHands", "instanceType"), "m7g.large", /is ARM/],
    ["a tag that moves", at("openHands", "image", "tag"), "latest", /moves: write the tag of one release/],
    ["a tag that YAML takes for a number", at("openHands", "image", "tag"), 1.25, /is a number, without quotes/],
    ["no digest", at("openHands", "image", "digest"), undefined, /is needed in prod: write the digest/],
    ["no image of the hosts", at("host", "amiId"), undefined, /is needed in prod/],
    ["a disk too small", at("openHands", "dataVolumeGb"), 1, /write a whole number from 10 to 16384/],
    [
        "a second opinion of the model on the model's own reading",
        at("verifier"),
        {
            ocrBackend: "ollama",
            ollama: { version: "0.17.4", model: "qwen2.5vl:3b", archiveSha256: "a".repeat(64), secondOpinion: true },
        },
        /verifier\.ollama\.secondOpinion.*of no use/,
    ],
    ["Ollama without its release", at("verifier"), { ocrBackend: "ollama" }, /is needed by ocrBackend: ollama/],
    ["a price of nothing", at("operations"), { prices: { nathour: 1 } }, /did you mean natHour\?/],
];

describe("a mistake in another organisation's stack file", () => {
    it("is not there before it is made", () => expect(said(parse(base).config)).to.deep.equal([]));

    for (const [what, path, value, says] of mistakes)
        it(`gets one line that says what to write: ${what}`, () => {
            const lines = said(changed(path, value));
            expect(
                lines.filter((line) => says.test(line)),
                lines.join("\n"),
            ).to.have.length(1);
            const others = lines.filter((line) => !says.test(line));
            // Another region is wrong for all that is in this one; another mode or kind for what belongs to it.
            const whole = ["aws:region", "kind", "ocrBackend"].includes(String(path.at(-1)));
            if (!whole) expect(others).to.deep.equal([]);
            for (const line of lines) expect(line).to.match(/: .*(write|did you mean|leave|the \w+ are)/);
        });

    it("a key that is needed and misspelt is not missing too", () => {
        const config = changed(access("authorizedCidrs"), undefined) as Record<string, Record<string, unknown>>;
        config["isolated-openhands:access"].authorisedCidrs = ["198.51.100.0/24"];
        expect(said(config as Values)).to.deep.equal([
            'isolated-openhands:access.authorisedCidrs = ["198.51.100.0/24"]: is no key of this section: did you mean authorizedCidrs?',
        ]);
        const section = changed(at("access"), undefined) as Record<string, unknown>;
        section["isolated-openhands:acces"] = (parse(base) as { config: Values }).config["isolated-openhands:access"];
        expect(said(section as Values)).to.have.length(1);
    });
});
