import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { sections } from "../../stacks/config/schema";
import { messageOf, rawConfig } from "../fixtures/config";

const page = readFileSync(join(__dirname, "..", "..", "docs", "configuration.md"), "utf8");
const endpoint = {
    name: "anthropic",
    kind: "https",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
};

const mistakes: readonly Record<string, unknown>[] = [
    { netwrok: {} },
    { "network.cidr": "10.0.0.0/20" },
    { "access.authorizedCidrs": ["0.0.0.0/0"] },
    { "access.authorizedCidrs": ["203.0.113.5/24"] },
    { "llm.endpoints": [{ ...endpoint, host: "https://api.anthropic.com/v1" }] },
    { "llm.default.endpoint": "openai" },
    { "verifier.artifacts.retentionDays": 90 },
    { "access.verifier.certificateArn": undefined },
    { "openHands.image.digest": undefined },
    { "network.mode": "nat" },
];

describe("docs/configuration.md", () => {
    const messages = /```\n([\s\S]*?)\n```/.exec(page)?.[1].split("\n") ?? [];

    it("shows ten mistakes", () => {
        expect(messages).to.have.length(10);
    });

    mistakes.forEach((mistake, i) =>
        it(`says what the parser says of ${JSON.stringify(mistake).slice(0, 60)}`, () => {
            const [, ...lines] = messageOf(rawConfig(mistake)).split("\n");
            expect(lines.map((line) => line.trim())).to.deep.equal([messages[i]]);
        }),
    );

    it("names every section", () => {
        for (const section of Object.keys(sections)) expect(page).to.match(new RegExp(`\`${section}[.\`]`));
    });
});
