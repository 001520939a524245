import { expect } from "chai";
import { messageOf, rawConfig } from "../fixtures/config";

const llm = (change: Record<string, unknown>) => ({
    "llm.endpoints": [
        {
            name: "one",
            kind: "https",
            host: "api.anthropic.com",
            paths: ["/v1/messages"],
            authHeader: "x-api-key",
            secretName: "llm/one",
            ...change,
        },
    ],
    "llm.default": { endpoint: "one", model: "m" },
});

const bedrock = (model: string) => ({
    "llm.endpoints": [
        {
            name: "bedrock",
            kind: "bedrock",
            region: "us-east-1",
            models: ["us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
        },
    ],
    "llm.default": { endpoint: "bedrock", model },
});

describe("a mistake in a stack file is answered by what to write", () => {
    const mistakes: [what: string, change: Record<string, unknown>, says: RegExp][] = [
        ["a misspelt section", { acces: {} }, /:acces = \{\}: is no key of this project: did you mean access\?/],
        [
            "a misspelt key of a section",
            { "access.authorisedCidrs": ["198.51.100.0/24"] },
            /authorisedCidrs = .*did you mean authorizedCidrs\?/,
        ],
        [
            "a misspelt key two levels down",
            { "access.openHands": { hots: "agent.example.com" } },
            /openHands\.hots = .*did you mean host\?/,
        ],
        [
            "a misspelt key of an endpoint",
            llm({ secretNmae: "x" }),
            /endpoints\[0\]\.secretNmae = .*did you mean secretName\?/,
        ],
        [
            "a misspelt key of a certificate",
            {
                "access.openHands.certificate": {
                    kind: "letsencrypt",
                    email: "a@b.example",
                    hostedZone: "Z0123456789ABC",
                },
            },
            /certificate\.hostedZone = .*did you mean hostedZoneId\?/,
        ],
        [
            "a key that is like no other",
            { "network.frobnicate": 1 },
            /network\.frobnicate = 1: is no key of this section: the keys are mode, cidr, azCount, natGateways, availabilityZones/,
        ],
        [
            "a type of instance that AWS does not have",
            { "openHands.instanceType": "t9.gigantic" },
            /"t9\.gigantic": is no instance type of AWS/,
        ],
        [
            "a slip in a type of instance",
            { "openHands.instanceType": "t3.lrage" },
            /is no instance type of AWS: did you mean t3\.large\?/,
        ],
        [
            "an instance too small for its host",
            { "verifier.instanceType": "t3.nano" },
            /"t3\.nano": has at most 2 GiB of memory/,
        ],
        [
            "a block twice",
            { "access.authorizedCidrs": ["203.0.113.0/24", "203.0.113.0/24"] },
            /\[1\] = "203\.0\.113\.0\/24": is there twice/,
        ],
        [
            "private clients of a public load balancer",
            { "access.authorizedCidrs": ["192.168.7.0/24"] },
            /is in 192\.168\.0\.0\/16 \(private/,
        ],
        [
            "a VPC on Docker's bridge",
            { "network.cidr": "172.17.0.0/16" },
            /overlaps 172\.17\.0\.0\/16, Docker's own bridge/,
        ],
        [
            "a default model that its endpoint does not list",
            bedrock("bedrock/anthropic.claude-3-haiku"),
            /llm\.default\.model = "bedrock\/anthropic\.claude-3-haiku": is not a model of the endpoint bedrock/,
        ],
    ];
    mistakes.push(
        [
            "a price of a type that AWS does not have",
            { "operations.prices": { "m7i.xlrage": 0.2 } },
            /operations\.prices\["m7i\.xlrage"\] = 0\.2: is no name of a price: did you mean m7i\.xlarge\?/,
        ],
        [
            "a price of nothing that is priced",
            { "operations.prices": { natHuor: 0.2, frobnicate: 1 } },
            /natHuor = 0\.2: is no name of a price: did you mean natHour\?[^]*frobnicate = 1: is no name of a price: write an instance type, or one of natHour, natGb/,
        ],
        [
            "a price that is text",
            { "operations.prices": { natHour: "0.05" } },
            /natHour = "0\.05": write a price in USD/,
        ],
        ["a price of nothing", { "operations.prices": { natHour: 0 } }, /natHour = 0: write a price in USD/],
        [
            "a list of prices",
            { "operations.prices": [1] },
            /operations\.prices = \[1\]: is not a map: write prices by name/,
        ],
        ["a strictness that is text", { "operations.strictCost": "yes" }, /strictCost = "yes": write true or false/],
    );
    for (const [what, change, says] of mistakes) {
        it(`${what} is named with its fix`, () => expect(messageOf(rawConfig(change))).to.match(says));
    }

    it("a region that AWS does not have is named with the nearest", () => {
        const base = { aws: { region: "eu-centrl-1", allowedAccountIds: ["111122223333"] } };
        expect(messageOf(rawConfig({}, base))).to.match(
            /aws:region = "eu-centrl-1": is no region of AWS: did you mean eu-central-1\?/,
        );
        const none = { aws: { region: "eu-middle-1", allowedAccountIds: ["111122223333"] } };
        expect(messageOf(rawConfig({}, none))).to.match(/aws:region = "eu-middle-1": is no region of AWS/);
    });

    it("a price of the table, of an instance, a volume or a storage class is taken, too small an instance's too", () => {
        const prices = { natHour: 0.052, "t3.small": 0.024, "volume.gp3": 0.0952, "storage.STANDARD": 0.0245 };
        expect(messageOf(rawConfig({ "operations.prices": prices, "operations.strictCost": true }))).to.equal("");
    });

    it("the default model may carry the provider's prefix, as OpenHands writes it", () => {
        expect(messageOf(rawConfig(bedrock("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0")))).to.equal("");
    });
});

describe("an approved LLM endpoint may not lead elsewhere", () => {
    const hosts: [host: string, says: RegExp][] = [
        ["bucket.s3.eu-central-1.amazonaws.com", /object storage/],
        ["s3.amazonaws.com", /object storage/],
        ["bucket.s3-accesspoint.us-east-1.amazonaws.com", /object storage/],
        ["storage.googleapis.com", /object storage/],
        ["x.blob.core.windows.net", /object storage/],
        ["metadata.google.internal", /\.internal/],
        ["llm.corp.internal", /\.internal/],
        ["localhost.localdomain", /\.localdomain/],
        ["printer.local", /\.local/],
        ["169-254-169-254.nip.io", /nip\.io/],
        ["10.0.0.1.sslip.io", /sslip\.io/],
        ["ip-10-0-0-1.example.com", /address written in it/],
    ];
    for (const [host, says] of hosts)
        it(`the host ${host} is refused`, () => expect(messageOf(rawConfig(llm({ host })))).to.match(says));

    for (const path of ["/v1/files", "/v1/messages/batches", "/v1/fine_tuning/jobs", "/v1/uploads", "/v1/models", "/"])
        it(`the path ${path} is refused`, () =>
            expect(messageOf(rawConfig(llm({ paths: [path] })))).to.match(/no call of a dialect|allows every path/));

    for (const authHeader of "host connection content-length transfer-encoding te upgrade cookie proxy-authorization x-forwarded-for x-real-ip x-original-url forwarded".split(
        " ",
    ))
        it(`the key in the header ${authHeader} is refused`, () =>
            expect(messageOf(rawConfig(llm({ authHeader })))).to.match(/means something else to servers and proxies/));

    for (const cidr of [
        "169.254.0.0/16",
        "127.0.0.0/8",
        "10.200.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "224.0.0.0/4",
        "10.0.3.0/24",
    ])
        it(`addresses in ${cidr} are refused`, () =>
            expect(messageOf(rawConfig(llm({ cidrs: [cidr] })))).to.match(/cidrs\[0\] = .* where no provider is/));

    it("the endpoints of known providers are taken", () => {
        for (const change of [
            { host: "api.openai.com", paths: ["/v1/chat/completions", "/v1/responses"], authHeader: "authorization" },
            { host: "acme.openai.azure.com", paths: ["/openai/v1/responses"], authHeader: "api-key" },
            { host: "api.groq.com", paths: ["/openai/v1/chat/completions"], authHeader: "authorization" },
            {
                host: "generativelanguage.googleapis.com",
                paths: ["/v1beta/openai/chat/completions"],
                authHeader: "x-goog-api-key",
            },
        ])
            expect(messageOf(rawConfig(llm(change)))).to.equal("");
    });
});
