import { expect } from "chai";
import { parseConfig, type RawConfig } from "../../stacks/config";
import { messageOf, rawConfig } from "../fixtures/config";

describe("configuration", () => {
    it("fills in every default", () => {
        const config = parseConfig(rawConfig());
        expect(config.network).to.deep.equal({
            mode: "nat-endpoints",
            cidr: "10.0.0.0/16",
            azCount: 1,
            natGateways: "single",
            availabilityZones: ["us-east-1a", "us-east-1b"],
        });
        expect(config.access.acceptOpenInternet).to.equal(false);
        expect(config.access.sshCidrs).to.deep.equal([]);
        expect(config.access.openHands.certificate).to.deep.equal({ kind: "self-signed" });
        expect(config.openHands).to.include({ instanceType: "t3.large", rootVolumeGb: 40, dataVolumeGb: 100 });
        expect(config.verifier).to.deep.equal({
            instanceType: "t3.medium",
            ocrBackend: "tesseract",
            artifacts: { enabled: true, defaultSave: false, retentionDays: 365 },
        });
        expect(config.operations).to.deep.equal({
            backupRetentionDays: 35,
            patchWindow: "03:00",
            budgetUsd: 350,
            strictCost: false,
            prices: {},
        });
        expect(config.account).to.equal("111122223333");
    });

    it("takes the mode from the profile when none is written", () => {
        expect(parseConfig(rawConfig({ "network.mode": undefined })).network.mode).to.equal("nat-endpoints");
        const demo = rawConfig({ profile: "demo", "network.mode": undefined });
        expect(parseConfig(demo).network.mode).to.equal("default-vpc");
    });

    it("takes the account from the certificate when no pin is written", () => {
        expect(parseConfig(rawConfig({}, { aws: { region: "us-east-1" } })).account).to.equal("111122223333");
    });

    it("keeps false and 0-like values that are written", () => {
        const config = parseConfig(rawConfig({ "verifier.artifacts": { enabled: false, retentionDays: 91 } }));
        expect(config.verifier.artifacts).to.deep.equal({ enabled: false, defaultSave: false, retentionDays: 91 });
    });

    const wrong: [what: string, change: Record<string, unknown>, base: Partial<RawConfig>, says: RegExp][] = [
        ["an unknown key", { netwrok: {} }, {}, /:netwrok = .*no key of this project/],
        ["an unknown key that every object has", { constructor: {} }, {}, /:constructor = .*no key of this project/],
        [
            "a misspelt project",
            {},
            { strange: { "isolated-openhand:network": {} } },
            /isolated-openhand:network = \{\}: is in a namespace that nothing reads: write isolated-openhands:network/,
        ],
        ["an unknown key inside", { "network.cidrs": 1 }, {}, /:network\.cidrs = 1: is no key of this section/],
        [
            "a bad CIDR",
            { "network.cidr": "10.0.0.0" },
            {},
            /network\.cidr = "10\.0\.0\.0": is an address, not a block: write one such as 10\.0\.0\.0\/16/,
        ],
        [
            "host bits",
            { "access.authorizedCidrs": ["203.0.113.5/24"] },
            {},
            /has host bits set: write 203\.0\.113\.0\/24/,
        ],
        ["a public VPC block", { "network.cidr": "8.8.0.0/16" }, {}, /is not private address space/],
        ["a VPC larger than AWS takes", { "network.cidr": "10.0.0.0/8" }, {}, /AWS takes \/16 to \/28/],
        [
            "a VPC too small for its tiers",
            { "network.cidr": "10.0.0.0/20" },
            {},
            /holds 16 subnets of \/24.*write a \/19 or larger/,
        ],
        [
            "a VPC too small for three zones",
            { "network.cidr": "10.0.0.0/19", "network.azCount": 3, "network.availabilityZones": undefined },
            {},
            /write a \/18 or larger/,
        ],
        [
            "the open internet",
            { "access.authorizedCidrs": ["0.0.0.0/0"] },
            {},
            /opens the ingress points to the internet.*acceptOpenInternet/,
        ],
        [
            "the open internet in halves",
            { "access.authorizedCidrs": ["0.0.0.0/1", "128.0.0.0/1"] },
            {},
            /0\.0\.0\.0\/1.*opens[\s\S]*128\.0\.0\.0\/1.*opens/,
        ],
        [
            "SSH from the internet, accepted or not",
            { "access.sshCidrs": ["0.0.0.0/0"], "access.acceptOpenInternet": true },
            {},
            /opens SSH/,
        ],
        [
            "a block that is never banned and whose clients may not come in",
            { "access.ignoreIps": ["198.51.100.0/24"] },
            {},
            /access\.ignoreIps\[0\] = "198\.51\.100\.0\/24": is in no block of authorizedCidrs/,
        ],
        [
            "sessions of a year",
            { "access.sessionHours": 8760 },
            {},
            /sessionHours = 8760: write a whole number from 1 to 168/,
        ],
        ["an IPv6 client", { "access.authorizedCidrs": ["2001:db8::/32"] }, {}, /is IPv6/],
        [
            "clients inside the VPC",
            { "access.authorizedCidrs": ["10.0.3.0/24"] },
            {},
            /overlaps the VPC's own 10\.0\.0\.0\/16/,
        ],
        [
            "clients twice",
            { "access.authorizedCidrs": ["203.0.113.0/24", "203.0.113.0/25"] },
            {},
            /203\.0\.113\.0\/25".*inside another entry/,
        ],
        ["no client", { "access.authorizedCidrs": [] }, {}, /access\.authorizedCidrs = \[\]: is empty/],
        [
            "more clients than an ACL holds",
            { "access.authorizedCidrs": Array.from({ length: 12 }, (_, i) => `203.0.${i}.0/24`) },
            {},
            /default quota is 20: write fewer, larger blocks, at most 7 of them/,
        ],
        [
            "more clients than a group holds",
            {
                profile: "demo",
                "network.mode": "default-vpc",
                "access.authorizedCidrs": Array.from({ length: 29 }, (_, i) => `203.0.${i}.0/24`),
            },
            {},
            /makes 61 ingress rules in the web proxy's security group, and AWS's default quota is 60: .* at most 28 of them/,
        ],
        [
            "retention under 91 days",
            { "verifier.artifacts.retentionDays": 90 },
            {},
            /retentionDays = 90: write a whole number from 91 to 3650/,
        ],
        [
            "a missing certificate in prod",
            { "access.verifier.certificateArn": undefined },
            {},
            /certificateArn = \(nothing\): is needed in prod/,
        ],
        [
            "a certificate of another region",
            {},
            { aws: { region: "eu-west-1" }, project: rawConfig({ "network.availabilityZones": undefined }).project },
            /certificateArn.* is in us-east-1/,
        ],
        [
            "a certificate of another account",
            {},
            { aws: { region: "us-east-1", allowedAccountIds: ["999999999999"] } },
            /is in account 111122223333; aws:allowedAccountIds says 999999999999/,
        ],
        ["too many zones", { "network.azCount": 4 }, {}, /azCount = 4: write a whole number from 1 to 3/],
        ["no zone", { "network.azCount": 0 }, {}, /azCount = 0: write a whole number/],
        ["half a zone", { "network.azCount": 1.5 }, {}, /azCount = 1\.5: write a whole number/],
        ["text for a number", { "network.azCount": "two" }, {}, /azCount = "two": write a whole number/],
        ["one pinned zone", { "network.availabilityZones": ["us-east-1a"] }, {}, /names 1 zones, and 2 are needed/],
        [
            "zones of another region",
            { "network.availabilityZones": ["eu-west-1a", "us-east-1b"] },
            {},
            /eu-west-1a is not in us-east-1/,
        ],
        [
            "the same zone twice",
            { "network.availabilityZones": ["us-east-1a", "us-east-1a"] },
            {},
            /names a zone twice/,
        ],
        [
            "an image without digest in prod",
            { "openHands.image.digest": undefined },
            {},
            /image\.digest = \(nothing\): is needed in prod/,
        ],
        ["a moving tag", { "openHands.image.tag": "latest" }, {}, /image\.tag = "latest": moves/],
        ["no AMI in prod", { "host.amiId": undefined }, {}, /host\.amiId = \(nothing\): is needed in prod/],
        [
            "mode nat in prod without exemption",
            { "network.mode": "nat" },
            {},
            /private hosts a route.*policies\/prod\.json under "sealed-tiers"\.exemptions/,
        ],
        ["the default VPC in prod", { "network.mode": "default-vpc" }, {}, /has public subnets only/],
        [
            "an unknown mode",
            { "network.mode": "bridge" },
            {},
            /network\.mode = "bridge": write one of default-vpc, nat, nat-endpoints/,
        ],
        ["an unknown profile", { profile: "staging" }, {}, /profile = "staging": write one of demo, prod/],
        ["no profile", { profile: undefined }, {}, /profile = \(nothing\): is missing: write one of demo, prod/],
        ["no llm section", { llm: undefined }, {}, /:llm = \(nothing\): is missing/],
        [
            "a default that is no endpoint",
            { "llm.default.endpoint": "openai" },
            {},
            /names no endpoint: write one of anthropic/,
        ],
        [
            "an e-mail that is none",
            { "operations.alarmEmail": "ops" },
            {},
            /alarmEmail = "ops": is not valid: write an e-mail/,
        ],
        [
            "a time that is none",
            { "operations.patchWindow": "25:00" },
            {},
            /patchWindow = "25:00".*write a time of day/,
        ],
        [
            "ollama without a model",
            { "verifier.ocrBackend": "ollama" },
            {},
            /verifier\.ollama = \(nothing\): is needed by ocrBackend/,
        ],
        [
            "one host for two ingress points",
            { "access.verifier.host": "agent.example.com" },
            {},
            /access\.verifier\.host.*host of OpenHands too/,
        ],
        [
            "a user twice",
            { "access.users": [{ name: "alice" }, { name: "alice" }] },
            {},
            /access\.users\[1\]\.name = "alice": is there twice/,
        ],
        ["a user name with a shell in it", { "access.users": [{ name: "a;rm -rf /" }] }, {}, /write a Linux user name/],
        [
            "text where a section is",
            { network: "10.0.0.0/16" },
            {},
            /:network = "10\.0\.0\.0\/16": is not a map: write its keys: mode, cidr, azCount/,
        ],
        ["nothing where a section is", { host: null }, {}, /:host = null: is not a map: write its keys: ubuntuRelease/],
        [
            "text where a user is",
            { "access.users": ["alice"] },
            {},
            /users\[0\] = "alice": is not a map: write its keys: name/,
        ],
        ["an empty profile, as Pulumi.yaml has it", { profile: "" }, {}, /profile = \(nothing\): is missing/],
        ["a huge value", { "access.openHands.host": "x".repeat(100_000) }, {}, /access\.openHands\.host = "x+…: /],
    ];
    for (const [what, change, base, says] of wrong) {
        it(`refuses ${what}`, () => {
            expect(messageOf(rawConfig(change, base))).to.match(says);
        });
    }

    it("takes mode nat in prod once its exemption is named", () => {
        const config = parseConfig(rawConfig({ "network.mode": "nat" }, { exempted: new Set(["sealed-tiers"]) }));
        expect(config.network.mode).to.equal("nat");
    });

    it("takes the open internet when it is accepted in writing", () => {
        const open = { "access.authorizedCidrs": ["0.0.0.0/0"], "access.acceptOpenInternet": true };
        expect(parseConfig(rawConfig(open)).access.authorizedCidrs).to.deep.equal(["0.0.0.0/0"]);
    });

    it("reports all problems of all sections in one message", () => {
        const message = messageOf(
            rawConfig(
                {
                    "network.cidr": "10.0.0.0/30",
                    "network.azCount": 7,
                    "access.authorizedCidrs": ["1.2.3.4"],
                    "llm.default.endpoint": "none",
                    "verifier.artifacts.retentionDays": 5,
                    "openHands.image.tag": "latest",
                    nonsense: true,
                },
                { aws: {} },
            ),
        );
        expect(message).to.match(/^Pulumi\.prod\.yaml has 8 problems; nothing was planned\./);
        for (const key of [
            "network.cidr",
            "network.azCount",
            "authorizedCidrs",
            "default.endpoint",
            "retentionDays",
            "image.tag",
            "nonsense",
            "aws:region",
        ]) {
            expect(message).to.include(key);
        }
    });
});
