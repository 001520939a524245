import { expect } from "chai";
import type { Worker } from "node:worker_threads";

import { dialects } from "../../src/dialects/index";
import { judge, type Judged } from "../../src/judge";
import { Judges } from "../../src/judges";
import { Refusal } from "../../src/refusal";
import type { Route } from "../../src/routes";
import { Segments } from "../../src/segments";
import { textOf } from "../dialects/cases";
import { endpoint, good } from "./harness";
import { rule } from "./mutants";

const dialectName = "anthropic-messages";
const dialect = dialects[dialectName]!;
const allowed = { ...endpoint, betas: [], allowServerTools: [], secretScan: false };
const route = { endpoint: allowed, dialect, dialectName, path: "", model: undefined } as unknown as Route;
const large = (more: object = {}): Buffer =>
    Buffer.from(JSON.stringify({ ...good, messages: [{ role: "user", content: '"é'.repeat(300_000) }], ...more }));

function segments(bytes: Buffer, piece = 65_000): Segments {
    const body = new Segments(0);
    for (let from = 0; from < bytes.length; from += piece) body.push(bytes.subarray(from, from + piece));
    return body;
}
const refusalOf = (judged: Promise<Judged> | Judged): Promise<unknown> =>
    Promise.resolve(judged).then(
        () => "passed",
        (error: unknown) => error,
    );

describe("a body over 256 kB", () => {
    const judges = new Judges();
    const thread = (): Worker | undefined => (judges as unknown as { thread?: Worker }).thread;

    it("is judged by another thread, a small one at once", async () => {
        expect(judges.judge(segments(Buffer.from(JSON.stringify(good))), route)).to.not.be.instanceOf(Promise);
        expect(thread()).to.equal(undefined);
        const judged = judges.judge(segments(large()), route);
        expect(judged).to.be.instanceOf(Promise);
        expect(thread()).to.not.equal(undefined);
        await judged;
    });

    it("comes back as judging it here would have it, and what it asks for too", async () => {
        const there = await judges.judge(segments(large({ max_tokens: 7, metadata: { user_id: "a" } })), route);
        const here = judge(large({ max_tokens: 7, metadata: { user_id: "a" } }), dialect, allowed);
        expect(textOf(there) === textOf(here)).to.equal(true);
        expect([there.model, there.toolKinds, there.maxOutput]).to.deep.equal(["claude-a", [], 7]);
        there.release!();
        expect(there.body.reduce((sum, { length }) => sum + length, 0)).to.be.below(1000);
    });

    it("is refused there by the same rule, with what it asked for", async () => {
        const refused = await refusalOf(judges.judge(segments(large({ tools: [{ type: "mcp" }] })), route));
        expect(refused).to.be.instanceOf(Refusal).and.include({ status: 403, rule: "server-tool", model: "claude-a" });
        const torn = await refusalOf(judges.judge(segments(large().subarray(0, 400_000)), route));
        expect(torn).to.include({ status: 400, rule: "json" });
    });

    it("is refused with 503 when the thread ends, and the next one gets a new thread", async () => {
        const pending = refusalOf(judges.judge(segments(large()), route));
        await thread()!.terminate();
        expect(await pending).to.include({ status: 503, rule: "judging" });
        const { body } = await judges.judge(segments(large()), route);
        expect(body.length).to.be.above(0);
        await thread()!.terminate();
    });
});

describe("a gateway that judges a large body", () => {
    rule(
        "refuses what the policy refuses, with the rule in the audit line",
        [
            "judgeThread.ts",
            "judged: judge(body, dialects[dialect]!, same(allowed))",
            "judged: { body: [body], model: undefined, toolKinds: [] }",
        ],
        async (bench) => {
            expect((await bench.post(large({ mcp_servers: [] }))).status).to.equal(403);
            expect((await bench.lines(1))[0]).to.include({ rule: "server-tool", model: "claude-a" });
            expect(bench.arrived).to.deep.equal([]);
        },
    );
    rule(
        "forwards what was judged and not what came",
        [
            "judge.ts",
            "return { body: pieces(document, members, value, written), ...asked };",
            "return { body: [document], ...asked };",
        ],
        async (bench) => {
            expect((await bench.post(large({ metadata: { user_id: "a" } }))).status).to.equal(200);
            const body = JSON.parse(bench.arrived[0]!.body) as object;
            expect(body).to.have.property("service_tier", "standard_only");
            expect(body).to.not.have.property("metadata");
        },
    );
});

describe("segments", () => {
    it("hold what came, whatever the pieces' lengths, and never much more than that", () => {
        const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251));
        for (const piece of [1, 7, 65_536, 700_000]) {
            const body = segments(bytes, piece);
            expect(body.length).to.equal(bytes.length);
            expect(body.whole().equals(bytes)).to.equal(true);
            expect(Buffer.concat(body.parts()).equals(bytes)).to.equal(true);
            const taken = body.parts().reduce((sum, part) => sum + part.buffer.byteLength, 0);
            expect(taken).to.be.below(bytes.length + 256 * 1024);
        }
        expect(new Segments(1e9).parts()[0]!.buffer.byteLength).to.be.below(300_000);
    });
});
