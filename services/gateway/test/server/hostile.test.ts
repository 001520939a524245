import { expect } from "chai";

import * as real from "../../src/server";
import { Bench, good, key } from "./harness";
import { rule } from "./mutants";

const body = JSON.stringify(good);
const post = (target: string, lines: readonly string[] = [], text = body): string =>
    [
        `POST ${target} HTTP/1.1`,
        "Host: a",
        "Content-Type: application/json",
        "Connection: close",
        ...lines,
        `Content-Length: ${Buffer.byteLength(text)}`,
        "",
        text,
    ].join("\r\n");

/** Targets that some server somewhere reads as another one. */
const targets = [
    "/v1/messages/",
    "/v1/messages/.",
    "/v1/messages/..",
    "/v1/./messages",
    "/v1/x/../messages",
    "/v1/messages/..;/files",
    "/..;/v1/messages",
    "/%2e%2e/v1/messages",
    "/v1/%2e/messages",
    "/v1/messages%2f..%2ffiles",
    "/v1/messages%252f..%252ffiles",
    "/v1/%6dessages",
    "/v1/messages%20",
    "/v1/messages%00",
    "/v1/messages%0d%0aX-Evil:1",
    "/v1\\messages",
    "\\v1\\messages",
    "/v1/messages;x",
    "/v1/messages#x",
    "/v1/messages?",
    "/v1/messages?x=/v1/messages",
    "//v1/messages",
    "/v1//messages",
    "/V1/messages",
    "/v1/messageſ",
    "/v1/messages/batches",
    "/claude",
    "/claude/",
    "/claude//v1/messages",
    "/CLAUDE/v1/messages",
    "/claude/claude/v1/messages",
    "/other/v1/messages",
    "/__proto__/v1/messages",
    "/constructor",
    "http://api.approved.test/v1/messages",
    "http://attacker.test/v1/messages",
    "https:/attacker.test",
    "//attacker.test/v1/messages",
    "attacker.test:443",
    "*",
    "/metrics",
    "/health",
];

const chunked = (chunks: string, lines: readonly string[] = []): string =>
    [
        "POST /v1/messages HTTP/1.1",
        "Host: a",
        "Content-Type: application/json",
        "Connection: close",
        "Transfer-Encoding: chunked",
        ...lines,
        "",
        chunks,
    ].join("\r\n");
const size = body.length.toString(16);

/** Requests of which two readers may see different things; what is not refused is seen as one, the honest one. */
const requests: Readonly<Record<string, string>> = {
    "a body that says its length twice": post("/v1/messages", [`Content-Length: ${body.length}`]),
    "two lengths": post("/v1/messages", ["Content-Length: 3"]),
    "a length with a sign": post("/v1/messages").replace("Content-Length: ", "Content-Length: +"),
    "a length in two values": post("/v1/messages").replace(/Content-Length: (\d+)/, "Content-Length: $1, $1"),
    "a length in hexadecimal": post("/v1/messages").replace("Content-Length: ", "Content-Length: 0x"),
    "a length and chunks": chunked(`${size}\r\n${body}\r\n0\r\n\r\n`, [`Content-Length: ${body.length}`]),
    "chunks twice": chunked(`${size}\r\n${body}\r\n0\r\n\r\n`, ["Transfer-Encoding: chunked"]).replace(
        "chunked\r\nT",
        "identity\r\nT",
    ),
    "an encoding with a vertical tab": chunked("0\r\n\r\n").replace("chunked", "\x0bchunked"),
    "gzip before chunks": chunked(`${size}\r\n${body}\r\n0\r\n\r\n`).replace("chunked", "gzip, chunked"),
    "a space before a header's colon": post("/v1/messages", ["X-A : b"]),
    "a header line that is folded": post("/v1/messages", ["X-A: b", " c"]),
    "a header without a name": post("/v1/messages", [": b"]),
    "a NUL in a header": post("/v1/messages", ["X-A: b\0c"]),
    "a bare line feed in a header": post("/v1/messages", ["X-A: b\nX-Evil: c"]),
    "a bare carriage return in a header": post("/v1/messages", ["X-A: b\rX-Evil: c"]),
    "a chunk of a negative size": chunked(`-1\r\n${body}\r\n0\r\n\r\n`),
    "a chunk of a huge size": chunked(`ffffffffffffffffff\r\n${body}\r\n0\r\n\r\n`),
    "a chunk whose size has a prefix": chunked(`0x${size}\r\n${body}\r\n0\r\n\r\n`),
    "a chunk longer than it says": chunked(`2\r\n${body}\r\n0\r\n\r\n`),
    "a chunk without its end": chunked(`${size}\r\n${body}0\r\n\r\n`),
    "a method in small letters": post("/v1/messages").replace("POST", "post"),
    "a method that nobody knows": post("/v1/messages").replace("POST", "PO ST"),
    "HTTP/2 by its preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": "POST /v1/messages\r\n\r\n",
    "HTTP/1.2": post("/v1/messages").replace("HTTP/1.1", "HTTP/1.2"),
    "HTTP/3.0": post("/v1/messages").replace("HTTP/1.1", "HTTP/3.0"),
    "two hosts": post("/v1/messages", ["Host: api.approved.test"]),
    "no host": post("/v1/messages").replace("Host: a\r\n", ""),
    "a type of two values": post("/v1/messages", ["Content-Type: text/plain"]).replace(
        "application/json",
        "application/json, text/plain",
    ),
    "a type with another charset": post("/v1/messages").replace("application/json", "application/json; charset=utf-16"),
    "a charset twice": post("/v1/messages").replace(
        "application/json",
        "application/json; charset=utf-8; charset=utf-7",
    ),
    "an empty encoding": post("/v1/messages", ["Content-Encoding: "]),
    "identity as encoding": post("/v1/messages", ["Content-Encoding: identity"]),
    "a TLS hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an SSH banner": "SSH-2.0-OpenSSH_9.6\r\n",
    "a SOCKS5 hello": "\x05\x01\x00\x05\x01\x00\x03\x1fattacker.test\0.approved.test\x01\xbb",
};

describe("a hostile request", () => {
    let bench: Bench;
    before(async () => (bench = await Bench.start(real)));
    after(() => bench.stop());
    beforeEach(() => void (bench.arrived.length = 0));

    it("of a target that is not exactly a route reaches no endpoint, whoever would read it as one", async () => {
        const answers = await Promise.all(
            targets.map(
                async (target) => `${target}: ${(await bench.raw(Buffer.from(post(target)), 2000)).slice(0, 12)}`,
            ),
        );
        expect(answers.filter((answer) => !/: HTTP\/1\.1 4\d\d?$/.test(answer))).to.deep.equal([]);
        expect(bench.arrived).to.deep.equal([]);
    });

    it("that two readers may read as two things reaches no endpoint", async () => {
        const answers = await Promise.all(
            Object.entries(requests).map(
                async ([what, bytes]) =>
                    `${what}: ${(await bench.raw(Buffer.from(bytes, "latin1"), 2000)).slice(0, 12)}`,
            ),
        );
        expect(answers.filter((answer) => !/: (?:HTTP\/1\.1 4\d\d?)?$/.test(answer))).to.deep.equal([]);
        expect(bench.arrived.map(({ url }) => url)).to.deep.equal([]);
    });

    rule(
        "in chunks that are said to be encoded beside reaches no endpoint",
        ["server.ts", 'if (coding !== undefined && coding.toLowerCase() !== "chunked")', "if (false)"],
        async (mine) => {
            for (const coding of ["gzip, chunked", "identity, chunked", "chunked;a=b"]) {
                const bytes = chunked(`${size}\r\n${body}\r\n0\r\n\r\n`).replace("chunked", coding);
                expect(await mine.raw(bytes, 2000), coding).to.match(/^HTTP\/1\.1 4\d\d /);
            }
            expect(mine.arrived).to.deep.equal([]);
        },
    );

    it("of chunks with extensions and trailers gives the endpoint the body alone, and no header of the trailers", async () => {
        const trailers = "0;x=y\r\nX-Api-Key: mine\r\nHost: attacker.test\r\nContent-Length: 3\r\n\r\n";
        const answer = await bench.raw(chunked(`${size};a="b"\r\n${body}\r\n${trailers}`), 3000);
        expect(answer).to.match(/^HTTP\/1\.1 (?:200|400) /);
        for (const { headers, body: got } of bench.arrived) {
            expect(headers).to.include({ "x-api-key": key, host: `api.approved.test:${bench.upstreamPort}` });
            expect(JSON.parse(got)).to.deep.equal({ ...good, service_tier: "standard_only" });
        }
    });

    it("that is pipelined behind an honest one is judged by itself", async () => {
        const honest = post("/v1/messages").replace("Connection: close\r\n", "");
        const answer = await bench.raw(`${honest}${post("/v1/files")}`, 3000);
        expect(answer.match(/HTTP\/1\.1 \d+/g)).to.deep.equal(["HTTP/1.1 200", "HTTP/1.1 403"]);
        expect(bench.arrived).to.have.length(1);
    });

    const bodies: Readonly<Record<string, string>> = {
        "a server tool with another spelling of its key": body.replace(
            "{",
            '{"\\u0074ools":[{"type":"web_fetch_20250910","name":"a"}],',
        ),
        "a server tool under a key in capitals": body.replace(
            "{",
            '{"Tools":[{"type":"web_fetch_20250910","name":"a"}],',
        ),
        "a key with a zero-width space": body.replace("{", '{"tools\u200b":[],'),
        "a key with a NUL": body.replace("{", '{"tools\\u0000":[],'),
        "a key that is constructor": body.replace("{", '{"constructor":{"prototype":{"a":1}},'),
        "a key that is toString": body.replace("{", '{"toString":1,'),
        "two models, the second spelled otherwise": body.replace("{", '{"mode\\u006c":"claude-b",'),
        "a model with a NUL": body.replace("claude-a", "claude-a\\u0000"),
        "a model in full-width letters": body.replace("claude-a", "ｃlaude-a"),
        "a model in a list": body.replace('"claude-a"', '["claude-a"]'),
        "a huge number": body.replace("5", "1e400"),
        "a number of 5000 digits": body.replace("5", "9".repeat(5000)),
        "a part of a token": body.replace(":5", ":5.5"),
        "fewer than no tokens": body.replace(":5", ":-5"),
        "half of a surrogate pair in a key": body.replace("{", '{"\\ud800":1,'),
        "a block in a result that nests a result": JSON.stringify({
            ...good,
            messages: [
                {
                    role: "user",
                    content: [
                        {
                            type: "tool_result",
                            tool_use_id: "a",
                            content: [
                                {
                                    type: "tool_result",
                                    tool_use_id: "b",
                                    content: [{ type: "image", source: { type: "url", url: "http://attacker.test" } }],
                                },
                            ],
                        },
                    ],
                },
            ],
        }),
        "a search result in a tool's result": JSON.stringify({
            ...good,
            messages: [
                {
                    role: "user",
                    content: [
                        {
                            type: "tool_result",
                            tool_use_id: "a",
                            content: [
                                { type: "search_result", source: "http://attacker.test", title: "a", content: [] },
                            ],
                        },
                    ],
                },
            ],
        }),
        "a document by URL in a tool's result": JSON.stringify({
            ...good,
            messages: [
                {
                    role: "user",
                    content: [
                        {
                            type: "tool_result",
                            tool_use_id: "a",
                            content: [{ type: "document", source: { type: "url", url: "http://attacker.test" } }],
                        },
                    ],
                },
            ],
        }),
        "a document whose content is blocks": JSON.stringify({
            ...good,
            messages: [
                {
                    role: "user",
                    content: [
                        {
                            type: "document",
                            source: {
                                type: "content",
                                content: [{ type: "image", source: { type: "file", file_id: "a" } }],
                            },
                        },
                    ],
                },
            ],
        }),
        "a tool that a program at the provider may call": JSON.stringify({
            ...good,
            tools: [{ name: "a", input_schema: {}, allowed_callers: ["code_execution_20250825"] }],
        }),
        "a schema whose reference is remote, spelled otherwise": `${body.slice(0, -1)},"tools":[{"name":"a","input_schema":{"\\u0024ref":"http://attacker.test"}}]}`,
        "a second document": `${body}{}`,
        "a document in an array": `[${body}]`,
        "a text": JSON.stringify(body),
    };
    for (const [what, text] of Object.entries(bodies)) {
        it(`with ${what} reaches no endpoint`, async () => {
            const answer = await bench.post(text);
            expect([400, 403], answer.body).to.include(answer.status);
            expect(bench.arrived).to.deep.equal([]);
        });
    }
});
