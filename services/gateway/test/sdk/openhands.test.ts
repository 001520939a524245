import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { dialects } from "../../src/dialects/index";
import { judge } from "../../src/judge";
import { textOf } from "../dialects/cases";
import { problemsOf } from "../fuzz/check";

/**
 * Each shape among 310 requests that OpenHands 1.58.1 made with six models, streamed and not, with tools, images and histories
 * of up to 33 messages: all of them were forwarded. Texts are shortened here, and of alike messages and tools few are kept.
 */
const recorded = readFileSync(join(__dirname, "openhands.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { path: string; body: { model: string } });

const dialectOf: Readonly<Record<string, string>> = {
    "/v1/messages": "anthropic-messages",
    "/v1/chat/completions": "openai-chat",
    "/v1/responses": "openai-responses",
};

describe("a request that the real OpenHands made", () => {
    it("is there of each dialect", () => {
        expect(new Set(recorded.map(({ path }) => path))).to.deep.equal(new Set(Object.keys(dialectOf)));
    });

    for (const [index, { path, body }] of recorded.entries()) {
        it(`${index + 1}, to ${path} for ${body.model}, is forwarded, and nothing of it is at fault`, () => {
            const dialect = dialectOf[path]!;
            const allowed = { models: [body.model], betas: [], allowServerTools: [], secretScan: true };
            const judged = judge(Buffer.from(JSON.stringify(body)), dialects[dialect]!, allowed);
            expect(problemsOf(dialect, textOf(judged), body.model, "")).to.deep.equal([]);
        });
    }
});
