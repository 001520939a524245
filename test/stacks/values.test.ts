import { expect } from "chai";
import fc from "fast-check";
import { ConfigError, parseConfig } from "../../stacks/config";
import { messageOf, rawConfig } from "../fixtures/config";

describe("values of the configuration", () => {
    const wrong: [what: string, change: Record<string, unknown>, says: RegExp][] = [
        ["a user of the system", { "access.users": [{ name: "root" }] }, /users\[0\]\.name = "root": is an account of/],
        ["an ARM instance", { "openHands.instanceType": "t4g.large" }, /"t4g\.large": is ARM/],
        ["a tag that is a number", { "openHands.image.tag": 1.25 }, /image\.tag = 1\.25: is a number, without quotes/],
        ["a release that is a number", { "host.ubuntuRelease": 24.04 }, /= 24\.04: is a number, without quotes: write/],
        [
            "a certificate's secret in another region",
            {
                "access.openHands.certificate": {
                    kind: "secret",
                    secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:tls-abcdef",
                },
            },
            /secretArn = .*is not in us-east-1/,
        ],
    ];
    for (const [what, change, says] of wrong) {
        it(`refuse ${what}`, () => {
            expect(messageOf(rawConfig(change))).to.match(says);
        });
    }

    it("never throws anything but a ConfigError, whatever a section holds", () => {
        fc.assert(
            fc.property(
                fc.constantFrom("profile", "network", "access", "llm", "host", "openHands", "verifier", "operations"),
                fc.jsonValue(),
                (section, value) => {
                    try {
                        parseConfig(rawConfig({ [section]: value }));
                    } catch (error) {
                        expect(error).to.be.instanceOf(ConfigError);
                    }
                },
            ),
            { numRuns: 300 },
        );
    });
});
