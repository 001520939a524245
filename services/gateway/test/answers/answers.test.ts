import { expect } from "chai";
import { crc32 } from "node:zlib";

import { holdsProviderRun } from "../../src/answers/providerRun";
import { dialects } from "../../src/dialects/index";
import type { Json } from "../../src/json/read";
import * as real from "../../src/server";
import { Bench, key } from "../server/harness";
import { rule } from "../server/mutants";
import { all, model, pathOf } from "./everyDialect";
import { event, frame, samples, type Sample } from "./samples";

const bodies: Record<string, object> = {
    "anthropic-messages": { model, max_tokens: 5, messages: [] },
    "openai-chat": { model, messages: [] },
    "openai-responses": { model, input: "a" },
    "bedrock-converse": { messages: [] },
    "bedrock-invoke": { anthropic_version: "bedrock-2023-05-31", max_tokens: 5, messages: [] },
};

const ask = (bench: Bench, dialect: string) => bench.post(bodies[dialect.replace("-stream", "")]!, {}, pathOf(dialect));

const stream = { "content-type": "text/event-stream" };
const frames = { "content-type": "application/vnd.amazon.eventstream" };
const plain = { "content-type": "application/json" };

function answering(bench: Bench, dialect: string, ...bytes: (string | Buffer)[]): void {
    const type = !dialect.endsWith("-stream") ? stream : frames;
    bench.reply = (_call, answer) =>
        void answer.writeHead(200, type).end(Buffer.concat(bytes.map((one) => Buffer.from(one))));
}

describe("the answers of each dialect", () => {
    let bench: Bench;
    let count = 0;
    before(async () => void (bench = await Bench.start(real, all as never)));
    after(() => bench.stop());
    const line = async () => (await bench.lines(++count)).at(-1)!;

    for (const [dialect, { plain: good, stream: events = [], tokens, ran, encode }] of Object.entries(samples)) {
        if (good) {
            it(`${dialect}: a plain answer passes as it came, and its tokens are in the audit line`, async () => {
                bench.reply = (_call, answer) => void answer.writeHead(200, plain).end(JSON.stringify(good));
                const { status, body } = await ask(bench, dialect);
                expect([status, body]).to.deep.equal([200, JSON.stringify(good)]);
                expect(await line()).to.deep.include({ tokens, rule: null, alarm: null });
            });
            it(`${dialect}: a plain answer with a provider-run block is 502, with an alarm`, async () => {
                bench.reply = (_call, answer) => void answer.writeHead(200, plain).end(JSON.stringify(ran[0]));
                expect((await ask(bench, dialect)).status).to.equal(502);
                expect((await line()).alarm).to.contain("tool of its own");
            });
        }
        if (events.length > 0) {
            it(`${dialect}: a stream passes as it came, and its tokens are in the audit line`, async () => {
                answering(bench, dialect, ...events.map(encode));
                const { body, headers } = await ask(bench, dialect);
                expect(body).to.equal(Buffer.concat(events.map((one) => Buffer.from(encode(one)))).toString());
                expect(headers["content-type"]).to.equal(
                    (dialect.endsWith("-stream") ? frames : stream)["content-type"],
                );
                expect(await line()).to.deep.include({ tokens, rule: null, alarm: null });
            });
            it(`${dialect}: a stream ends before a provider-run event, with an alarm`, async () => {
                answering(bench, dialect, encode(events[0]!), encode(ran.at(-1)!), encode(events[1]!));
                expect((await ask(bench, dialect)).body).to.equal(Buffer.from(encode(events[0]!)).toString());
                expect(await line()).to.deep.include({ rule: "provider-run" });
            });
        }
        it(`${dialect}: what the provider ran is seen, and a client's own words are not taken for it`, () => {
            const answers = dialects[dialect]!.answers([]);
            const values = (good ? [good] : []).concat(events).map((value) => value as unknown as Json);
            const inside =
                dialect === "bedrock-converse-stream"
                    ? (value: Json) => Object.values(value as object)[0] as Json
                    : (value: Json) => value;
            for (const value of values)
                expect(holdsProviderRun(inside(value), answers), JSON.stringify(value)).to.equal(false);
            for (const value of ran as unknown as Json[])
                expect(holdsProviderRun(inside(value), answers), JSON.stringify(value)).to.equal(true);
        });
    }
});

describe("an answer", () => {
    const ended = (
        title: string,
        mutant: readonly [string, string, string],
        dialect: string,
        bad: (sample: Sample) => string | Buffer,
        id: string,
    ) =>
        rule(
            title,
            mutant,
            async (bench) => {
                const sample = samples[dialect]!;
                const first = sample.encode(sample.stream![0]!);
                answering(bench, dialect, first, bad(sample), first);
                expect((await ask(bench, dialect)).body).to.equal(Buffer.from(first).toString());
                expect((await bench.lines(1))[0]).to.include({ rule: id });
            },
            all as never,
        );

    const escaped = key.replace("s", "\\u0073").replace("-", "\\u002D");
    rule(
        "has the key cut out of it when its characters are escaped",
        ["scrub.ts", "if (parseInt(hex, 16) === character.charCodeAt(0)) return 6;", ""],
        async (bench) => {
            bench.reply = (_call, answer) =>
                void answer.writeHead(200, plain).end(`{"content":[],"echo":"a${escaped}b"}`);
            expect((await ask(bench, "anthropic-messages")).body).to.equal('{"content":[],"echo":"ab"}');
            expect((await bench.lines(1))[0]).to.include({ status: 200, alarm: "key-echo" });
        },
        all as never,
    );
    rule(
        "has the key cut out of an event, also where it lies across two pieces",
        ["scrub.ts", 'if (at >= text.length) return "open";', "if (at >= text.length) return undefined;"],
        async (bench) => {
            const whole = event({ type: "ping", note: `a${key}b` });
            const at = whole.indexOf(key) + 5;
            bench.reply = (_call, answer) => {
                answer.writeHead(200, stream).write(whole.slice(0, at));
                setTimeout(() => answer.end(whole.slice(at)), 50);
            };
            expect((await ask(bench, "anthropic-messages")).body).to.equal(event({ type: "ping", note: "ab" }));
            expect((await bench.lines(1))[0]).to.include({ alarm: "key-echo" });
        },
        all as never,
    );
    ended(
        "of Bedrock ends before a frame that holds the key",
        ["answers/frames.ts", "    keyless(frame, scrub);", ""],
        "bedrock-converse-stream",
        () => frame("messageStart", { p: key }),
        "key-echo",
    );
    ended(
        "of Bedrock ends before a chunk that holds the key",
        ["answers/frames.ts", "    keyless(chunk, scrub);", ""],
        "bedrock-invoke-stream",
        ({ encode }) => encode({ type: "ping", p: key }),
        "key-echo",
    );
    ended(
        "of Bedrock ends before a chunk of the provider's own tools",
        ["answers/frames.ts", "    if (holdsProviderRun(parsed(chunk), answers)) throw providerRun();", ""],
        "bedrock-invoke-stream",
        ({ encode, ran }) => encode(ran[0]!),
        "provider-run",
    );
    ended(
        "of Bedrock ends before a frame whose checksum is wrong",
        ["answers/frames.ts", "crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)", "false"],
        "bedrock-converse-stream",
        ({ encode, stream }) => {
            const bytes = Buffer.from(encode(stream![1]!));
            bytes[bytes.length - 1]! ^= 1;
            return bytes;
        },
        "upstream",
    );
    ended(
        "of Bedrock ends before a frame whose lengths do not fit",
        ["answers/frames.ts", "length > longestFrame || length < prelude + 4 + bytes.readUInt32BE(4)", "false"],
        "bedrock-converse-stream",
        () => {
            const bytes = frame("a", {});
            bytes.writeUInt32BE(2 ** 31, 4);
            return rechecked(bytes);
        },
        "upstream",
    );
    ended(
        "ends before an event that is no strict JSON",
        ["answers/events.ts", 'throw fault("is not strict JSON");', "return;"],
        "anthropic-messages",
        () => 'data: {"type":"ping","type":"server_tool_use"}\n\n',
        "upstream",
    );
    ended(
        "ends before an event whose data hides behind a byte-order mark",
        ["answers/events.ts", "if (!lines.every((line) => field.test(line)))", "if (false)"],
        "anthropic-messages",
        () => `\uFEFF${event({ content_block: { type: "server_tool_use" } })}`,
        "upstream",
    );
    ended(
        "ends before events that only a bare CR parts",
        ["answers/events.ts", "if (!lines.every((line) => field.test(line)))", "if (false)"],
        "anthropic-messages",
        () => `: a\rdata: ${JSON.stringify({ content_block: { type: "server_tool_use" } })}\r\r\n\n`,
        "upstream",
    );

    it("of a kind that its dialect does not have is 502", async () => {
        const bench = await Bench.start(real, all as never);
        for (const [dialect, type] of [
            ["bedrock-converse", frames],
            ["bedrock-converse-stream", stream],
            ["openai-chat", frames],
            ["openai-chat", { "content-type": "" }],
        ] as const) {
            bench.reply = (_call, answer) => void answer.writeHead(200, type).end();
            expect((await ask(bench, dialect)).status, dialect).to.equal(502);
        }
        await bench.stop();
    });
});

/** With the checksums that a hostile endpoint writes. */
function rechecked(bytes: Buffer): Buffer {
    bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
    return bytes;
}
