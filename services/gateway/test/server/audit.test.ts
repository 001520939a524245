import { expect } from "chai";
import fc from "fast-check";
import { request } from "node:http";
import { connect } from "node:net";

import { lineOf } from "../../src/audit";
import { emptyCall } from "../../src/call";
import { Bench, good, key, sleep } from "./harness";
import { rule } from "./mutants";
import * as real from "../../src/server";

const names =
    "time client userClaimed endpoint model path status bytesIn bytesOut firstByteMs totalMs tokens toolKinds rule alarm";
const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const stream = { "content-type": "text/event-stream" };
const raw = (user: string | Buffer): Buffer =>
    Buffer.concat([
        Buffer.from("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-OpenHands-User: "),
        Buffer.from(user),
        Buffer.from("\r\n\r\n"),
    ]);

describe("an audit line", () => {
    rule(
        "has each of its names, in order, filled from the call and its answer",
        ["forward.ts", "exchange.call.tokens = meter.usage ?? null;", ""],
        async (bench) => {
            const tools = [{ name: "a", input_schema: { type: "object" } }];
            const { body } = await bench.post({ ...good, tools });
            const [line] = await bench.lines(1);
            expect(Object.keys(line!).join(" ")).to.equal(names);
            expect(line).to.deep.include({ client: "local", userClaimed: null, endpoint: "claude", model: "claude-a" });
            expect(line).to.deep.include({ path: "/v1/messages", status: 200, bytesOut: body.length });
            expect(line).to.deep.include({ bytesIn: JSON.stringify({ ...good, tools }).length, toolKinds: ["custom"] });
            expect(line).to.deep.include({ tokens: { input: 7, output: 3 }, rule: null, alarm: null });
            expect(line!.firstByteMs).to.be.within(0, line!.totalMs);
            expect(Date.now() - Date.parse(line!.time)).to.be.within(0, 10_000);
        },
    );

    rule(
        "holds a stream's tokens, input from its start and output from its end",
        ["usage.ts", "input: Math.max(usage.input, input)", "input"],
        async (bench) => {
            bench.reply = (_call, answer) => {
                answer.writeHead(200, stream);
                answer.write(
                    event({ type: "message_start", message: { usage: { input_tokens: 9, output_tokens: 1 } } }),
                );
                answer.end(event({ type: "message_delta", usage: { output_tokens: 40 } }));
            };
            await bench.post({ ...good, stream: true });
            expect((await bench.lines(1))[0]).to.deep.include({ tokens: { input: 9, output: 40 } });
        },
    );

    rule(
        "names the model and the tools of a refused body",
        ["judge.ts", "throw Object.assign(refusal, asked)", "throw refusal"],
        async (bench) => {
            await bench.post({ ...good, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] });
            const [line] = await bench.lines(1);
            expect(line).to.deep.include({ status: 403, rule: "server-tool", model: "claude-a" });
            expect(line).to.deep.include({ toolKinds: ["web_fetch_20250910"], firstByteMs: null });
        },
    );

    rule(
        "says of a client that went that it went, which is no fault of the endpoint",
        ["exchange.ts", 'this.call.rule ??= "client-gone";\n            return undefined;', ""],
        async (bench) => {
            bench.reply = (_call, answer) => void answer.writeHead(200, stream).write(event({ type: "ping" }));
            const headers = { "content-type": "application/json" };
            const call = request({ port: bench.port, path: "/v1/messages", method: "POST", headers }, (answer) =>
                answer.once("data", () => answer.destroy()),
            );
            call.on("error", () => undefined).end(JSON.stringify({ ...good, stream: true }));
            const [line] = await bench.lines(1);
            expect(line).to.deep.include({ status: 200, rule: "client-gone", alarm: null });
        },
    );

    it("has status 499 when the client went before any answer", async () => {
        const bench = await Bench.start(real);
        bench.reply = () => undefined;
        const text = JSON.stringify(good);
        const socket = connect(bench.port, "127.0.0.1");
        socket.write(
            `POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
        );
        while (bench.arrived.length === 0) await sleep(10);
        socket.destroy();
        expect((await bench.lines(1))[0]).to.deep.include({ status: 499, rule: "client-gone" });
        await bench.stop();
    });

    rule(
        "carries the rule and both alarms of a stream that was cut",
        ["forward.ts", 'if (scrub.found) raise(exchange.call, "key-echo");', ""],
        async (bench) => {
            bench.reply = (_call, answer) => {
                answer.writeHead(200, stream).write(event({ type: "ping", note: key }));
                setTimeout(() => answer.end(event({ content_block: { type: "server_tool_use" } })), 50);
            };
            const { body } = await bench.post({ ...good, stream: true });
            expect(body).to.contain("ping").and.not.contain(key);
            const [line] = await bench.lines(1);
            expect(line).to.deep.include({ status: 200, rule: "provider-run" });
            expect(line!.alarm).to.match(/key-echo, .*tool of its own/);
        },
    );

    rule(
        "says `upstream` of an answer that the endpoint broke off",
        ["exchange.ts", 'return new Refusal(502, "upstream"', 'return new Refusal(502, "client-gone"'],
        async (bench) => {
            bench.reply = (_call, answer) => {
                answer.writeHead(200, stream).write(event({ type: "ping" }));
                setTimeout(() => answer.destroy(), 50);
            };
            await bench.post({ ...good, stream: true });
            expect((await bench.lines(1))[0]).to.deep.include({ status: 200, rule: "upstream", alarm: null });
        },
    );

    rule(
        "raises the alarm for a key that stands in a header of the answer, which is dropped",
        ["upstream.ts", "if (head.rawHeaders.some((text) => text.includes(key))) scrub.found = true;", ""],
        async (bench) => {
            bench.reply = (_call, answer) =>
                void answer.writeHead(200, { "content-type": "application/json", "x-echo": key }).end("{}");
            expect((await bench.post()).headers).to.not.have.property("x-echo");
            expect((await bench.lines(1))[0]).to.deep.include({ alarm: "key-echo" });
        },
    );

    rule(
        "holds a user name as the UTF-8 that it is, and one that is none byte by byte",
        ["call.ts", 'Buffer.from(header, "latin1")', "Buffer.from(header)"],
        async (bench) => {
            await bench.raw(raw("Zoë Müller 日本"));
            await bench.raw(raw(Buffer.from("a\u0085b", "latin1")));
            const lines = await bench.lines(2);
            expect(lines.map(({ userClaimed }) => userClaimed)).to.deep.equal(["Zoë Müller 日本", "a\u0085b"]);
        },
    );

    rule(
        "escapes what some reader takes for the end of a line",
        ["audit.ts", "\\u2028\\u2029]", "]"],
        async (bench) => {
            await bench.raw(raw("a\u0085b\u2028c\u2029d"));
            const text = (await import("node:fs")).readFileSync(`${bench.folder}/audit`, "utf8");
            expect(text).to.contain("a\\u0085b\\u2028c\\u2029d");
        },
    );

    it("parses, is one line and is short, whatever its texts hold", () => {
        const text = fc.string({ unit: "binary", maxLength: 2000 });
        fc.assert(
            fc.property(text, text, fc.array(text, { maxLength: 40 }), (userClaimed, path, toolKinds) => {
                const line = lineOf({ ...emptyCall("local"), userClaimed, path, toolKinds });
                expect(line.split(/[\n\r\v\f\u0085\u2028\u2029]/)).to.have.length(2);
                expect(line.length).to.be.below(70_000);
                const read = JSON.parse(line) as { userClaimed: string };
                expect(read.userClaimed.slice(0, 512)).to.equal(userClaimed.slice(0, 512));
            }),
        );
    });
});

describe("one audit line for each malformed request", () => {
    const body = JSON.stringify(good);
    const head = "POST /v1/messages HTTP/1.1\r\nContent-Type: application/json\r\n";
    const malformed: Record<string, string> = {
        "an SSH banner": "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "a TLS hello": "\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03aaaa",
        "a SOCKS5 hello": "\x05\x01\x00",
        CONNECT: "CONNECT api.approved.test:22 HTTP/1.1\r\nHost: api.approved.test:22\r\n\r\n",
        "an upgrade to h2c": `${head}Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nContent-Length: 0\r\n\r\n`,
        "an upgrade to websocket": "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "no Host": `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
        "two Hosts": `${head}Host: a\r\nHost: b\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        "an unknown expectation": `${head}Host: a\r\nExpect: 200-ok\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        "two lengths": `${head}Host: a\r\nContent-Length: 5\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        "a length and chunks": `${head}Host: a\r\nContent-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        "chunks and identity": `${head}Host: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
        "a broken chunk": `${head}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"aaa\r\nzz\r\n`,
        "a chunk line with a bare line feed": `${head}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5\n{"aaa\r\n`,
        "a header of 20 kB": `${head}Host: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`,
        "a NUL in a header": `${head}Host: a\r\nX: a\0b\r\n\r\n`,
    };
    let bench: Bench;
    before(async () => void (bench = await Bench.start(real)));
    after(() => bench.stop());
    let count = 0;
    for (const [what, bytes] of Object.entries(malformed)) {
        it(`${what}: status 400, the connection is closed and nothing goes to the endpoint`, async () => {
            const answer = await bench.raw(Buffer.from(bytes, "latin1"));
            expect(answer).to.match(/^HTTP\/1\.1 400 [^]*connection: close/i);
            const lines = await bench.lines(++count);
            expect(lines).to.have.length(count);
            expect(lines.at(-1)).to.include({ status: 400 });
            expect(lines.at(-1)!.rule).to.be.oneOf(["http", "protocol"]);
            expect(bench.arrived).to.deep.equal([]);
        });
    }
});

describe("the audit", () => {
    rule(
        "has one line for a body that breaks off inside its chunks, not a second for the connection",
        [
            "malformed.ts",
            "if (broken) broken.breakOff(status);\n        else ",
            "if (broken) broken.breakOff(status);\n        ",
        ],
        async (bench) => {
            const head = "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
            await bench.raw(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"aaa\r\nzz\r\n`);
            await sleep(200);
            expect(await bench.lines(1)).to.have.length(1);
        },
    );

    rule(
        "has no line for /health",
        ["watch.ts", 'request.url === "/health"', 'request.url === "/healthy"'],
        async (bench) => {
            expect(await bench.raw("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).to.contain('"ok"');
            expect(await bench.lines(0)).to.deep.equal([]);
        },
    );

    it("has as many lines as there were hostile names, paths and headers, each one parsing", async () => {
        const bench = await Bench.start(real);
        const hostile = fc.string({ unit: "binary", maxLength: 300 });
        let events = 0;
        await fc.assert(
            fc.asyncProperty(hostile, hostile, hostile, async (user, path, header) => {
                const request = `POST /${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-OpenHands-User: ${user}\r\n${header}: ${header}\r\n\r\n`;
                // One request a connection: a CR LF inside starts no second one that is answered.
                const text = request.replace(/[\r\n]+(?=[^]*\r\n\r\n)/g, (found) => (found === "\r\n" ? found : " "));
                await bench.raw(text, 500);
                events++;
                const lines = await bench.lines(events);
                expect(lines).to.have.length(events);
            }),
            { numRuns: 60 },
        );
        await bench.stop();
    });

    rule(
        "stops the forwarding while its lines cannot be written",
        ["server.ts", "if (this.audit.broken)", "if (false)"],
        async (bench) => {
            expect((await bench.post()).status).to.equal(200);
            await sleep(50);
            expect((await bench.post()).status).to.equal(503);
            expect(bench.arrived).to.have.length(1);
        },
        (config: object) => ({ ...config, auditFile: "/dev/full" }),
    );
});
