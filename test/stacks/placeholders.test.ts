import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { placeholdersIn } from "../../stacks/config/placeholders";

type Values = Record<string, never>;

describe("what is left of an example in a stack file", () => {
    const left = (config: Values) => placeholdersIn(config).map(({ key }) => key.replace("isolated-openhands:", ""));
    const plain = { "aws:region": "eu-central-1", "isolated-openhands:profile": "prod" } as unknown as Values;

    for (const [what, value] of [
        ["the AMI of AWS's examples", "ami-0123456789abcdef0"],
        ["another", "ami-1234567890abcdef0"],
        ["a volume", "vol-0123456789abcdef0"],
        ["a block of RFC 5737", "203.0.113.0/24"],
        ["a part of one", "198.51.100.128/25"],
        ["an address of one", "192.0.2.7/32"],
        ["the account of AWS's examples", "111122223333"],
        ["it in an ARN", "arn:aws:acm:eu-west-1:123456789012:certificate/9f3c"],
        ["a name below example.com", "agent.example.com"],
        ["a name below .example", "agent.acme.example"],
        ["a mail address there", "ops@example.org"],
        ["a hosted zone that was counted", "Z0123456789ABC"],
        [
            "a certificate that was counted",
            "arn:aws:acm:eu-west-1:222233334444:certificate/01234567-89ab-cdef-0123-456789abcdef",
        ],
        ["a secret that was counted", "arn:aws:secretsmanager:eu-west-1:222233334444:secret:12345678"],
    ])
        it(`is found at any depth: ${what}`, () => {
            const config = { ...plain, "isolated-openhands:a": { b: [{ c: value }, "real.org"] } } as unknown as Values;
            expect(left(config)).to.deep.equal(["a.b[0].c"]);
        });

    it("is no value of somebody's own", () => {
        const texts = [
            "ami-0aaaaaaaaaaaaaaaa",
            "ami-0a1b2c3d4e5f60718",
            "222233334444",
            "203.0.112.0/24",
            "0.0.0.0/0",
            "160.79.104.0/23",
            "agent.acme.org",
            "example.com.acme.org",
            "notexample.com",
            "ops@acme.org",
            "Z08765432ABCDEF",
            "arn:aws:acm:eu-west-1:222233334444:certificate/9f3c4567-89ab-cdef-0123-456789abcdef",
            "ghcr.io/openhands/agent-canvas",
            "1.25.0",
            "anthropic/claude-sonnet-4-5-20250929",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            `sha256:10190cdede885f74853567f4aa44b33de094139a940df75f4b204a2b6df73c57`,
            "03:00",
        ];
        expect(left({ ...plain, "isolated-openhands:a": texts } as unknown as Values)).to.deep.equal([]);
    });

    it("is named for the checked-in prod, each value with what it is", () => {
        const { config } = parse(readFileSync(join(__dirname, "..", "..", "Pulumi.prod.yaml"), "utf8")) as {
            config: Values;
        };
        expect(left(config)).to.have.members([
            "aws:allowedAccountIds[0]",
            "access.authorizedCidrs[0]",
            "access.openHands.host",
            "access.verifier.host",
            "access.verifier.certificateArn",
            "host.amiId",
            "operations.alarmEmail",
        ]);
    });
});
