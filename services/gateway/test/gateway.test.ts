import { expect } from "chai";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Arrived {
    url: string;
    headers: IncomingHttpHeaders;
    body: string;
}
interface Answered {
    status: number;
    body: string;
    headers: IncomingHttpHeaders;
}

const key = "sk-real-key-of-the-endpoint";
const good = { model: "claude-a", max_tokens: 5, messages: [{ role: "user", content: "hello" }] };

describe("the gateway before a fake Anthropic endpoint over TLS", () => {
    const folder = mkdtempSync(join(tmpdir(), "gateway-"));
    const arrived: Arrived[] = [];
    let reply = { status: 200, type: "application/json", body: '{"type":"message","content":[]}', headers: {} };
    let upstream: Server;
    let gateway: ChildProcess;
    let port = 0;

    before(async () => {
        const name = ["-subj", "/CN=api.approved.test", "-addext", "subjectAltName=DNS:api.approved.test"];
        const pair = ["-keyout", "tls.key", "-out", "tls.crt"];
        const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        execFileSync("openssl", [...kind, ...pair, ...name], { cwd: folder, stdio: "ignore" });
        const tls = { key: readFileSync(join(folder, "tls.key")), cert: readFileSync(join(folder, "tls.crt")) };
        upstream = createServer(tls, (call, answer) => {
            let body = "";
            call.on("data", (piece) => (body += piece));
            call.on("end", () => {
                arrived.push({ url: call.url ?? "", headers: call.headers, body });
                answer.writeHead(reply.status, { "content-type": reply.type, ...reply.headers }).end(reply.body);
            });
        });
        await new Promise<void>((done) => upstream.listen(0, "127.0.0.1", done));
        writeFileSync(join(folder, "key"), `${key}\n`);
        const endpoint = {
            name: "claude",
            kind: "https",
            host: "api.approved.test",
            port: (upstream.address() as AddressInfo).port,
            addresses: ["127.0.0.1"],
            caFile: join(folder, "tls.crt"),
            keyFile: join(folder, "key"),
            authHeader: "x-api-key",
            routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
            models: ["claude-a"],
            betas: ["effort-2025-11-24"],
        };
        const config = {
            listen: "127.0.0.1:0",
            endpoints: [endpoint],
            default: "claude",
            auditFile: join(folder, "audit"),
        };
        writeFileSync(join(folder, "config.json"), JSON.stringify(config));
        gateway = spawn("node", [
            "--import=tsx",
            "services/gateway/src/main.ts",
            "--config",
            join(folder, "config.json"),
        ]);
        port = await new Promise<number>((done, fail) => {
            let errors = "";
            gateway.stderr?.on("data", (piece) => (errors += piece));
            gateway.stdout?.on("data", (piece) =>
                done(Number(/READY http:\/\/127\.0\.0\.1:(\d+)/.exec(String(piece))?.[1])),
            );
            gateway.once("exit", () => fail(new Error(errors)));
        });
    });

    after(() => {
        gateway?.kill();
        upstream?.closeAllConnections();
        upstream?.close();
        rmSync(folder, { recursive: true });
    });

    beforeEach(() => {
        arrived.length = 0;
        reply = { status: 200, type: "application/json", body: '{"type":"message","content":[]}', headers: {} };
    });

    function post(body: unknown, path = "/v1/messages", headers = {}, method = "POST"): Promise<Answered> {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        return new Promise((done, fail) => {
            const sent = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers };
            const call = request({ host: "127.0.0.1", port, path, method, headers: sent }, (answer) => {
                let got = "";
                answer.on("data", (piece) => (got += piece));
                answer.on("error", () => done({ status: answer.statusCode ?? 0, body: got, headers: answer.headers }));
                answer.on("end", () => done({ status: answer.statusCode ?? 0, body: got, headers: answer.headers }));
            });
            call.on("error", fail);
            // As bytes: with a string Node would write the header in UTF-8 too.
            call.end(Buffer.from(text));
        });
    }

    it("forwards a plain call with the endpoint's key alone, wherever the client's stood", async () => {
        const mine = {
            authorization: "Bearer mine",
            "x-api-key": "mine",
            cookie: "a=mine",
            "x-forwarded-host": "attacker.test",
        };
        const answer = await post(good, "/claude/v1/messages", {
            ...mine,
            "anthropic-beta": "web-fetch-2025-09-10,effort-2025-11-24",
        });
        expect(answer.status).to.equal(200);
        expect(arrived).to.have.length(1);
        const { headers, url, body } = arrived[0]!;
        expect([url, headers["x-api-key"], headers["anthropic-beta"]]).to.deep.equal([
            "/v1/messages",
            key,
            "effort-2025-11-24",
        ]);
        expect(headers).to.not.have.any.keys("authorization", "cookie", "x-forwarded-host");
        expect(JSON.parse(body)).to.deep.equal({ ...good, service_tier: "standard_only" });
    });

    const refused: [string, number, unknown, string?, object?, string?][] = [
        ["a server tool", 403, { ...good, tools: [{ type: "web_fetch_20250910", name: "web_fetch" }] }],
        ["an MCP server", 403, { ...good, mcp_servers: [{ url: "https://attacker.test" }] }],
        ["an unlisted model", 403, { ...good, model: "claude-b" }],
        [
            "an image by URL inside a tool result",
            403,
            {
                ...good,
                messages: [
                    {
                        role: "user",
                        content: [
                            {
                                type: "tool_result",
                                tool_use_id: "1",
                                content: [{ type: "image", source: { type: "url", url: "https://attacker.test" } }],
                            },
                        ],
                    },
                ],
            },
        ],
        ["an escaped key name", 403, JSON.stringify(good).replace("{", '{"\\u006dcp_servers":[],')],
        ["a duplicate key", 400, JSON.stringify(good).replace("{", '{"model":"claude-b",')],
        ["an encoded body", 415, good, "/v1/messages", { "content-encoding": "gzip" }],
        ["another media type", 415, good, "/v1/messages", { "content-type": "text/plain" }],
        ["another method", 405, good, "/v1/messages", {}, "PUT"],
        ...[
            "/v1/messages/batches",
            "/v1/messages?x",
            "/v1/messages/..%2ffiles",
            "/V1/messages",
            "//attacker.test/v1/messages",
        ].map((path): [string, number, unknown, string] => [`the path ${path}`, 403, good, path]),
    ];
    for (const [what, status, body, path, headers, method] of refused) {
        it(`refuses ${what}, in Anthropic's error shape, and sends nothing`, async () => {
            const answer = await post(body, path, headers, method);
            expect(answer.status, answer.body).to.equal(status);
            expect(JSON.parse(answer.body)).to.have.property("type", "error");
            expect(arrived).to.deep.equal([]);
        });
    }

    it("answers 502 to a redirect, an encoded answer, another kind and a provider-run block", async () => {
        const answers = [
            { status: 307, headers: { location: "https://attacker.test/" } },
            { headers: { "content-encoding": "gzip" } },
            { type: "text/html" },
            { body: '{"content":[{"type":"server_tool_use"}]}' },
        ];
        for (const hostile of answers) {
            reply = { ...reply, status: 200, type: "application/json", headers: {}, ...hostile };
            expect((await post(good)).status, JSON.stringify(hostile)).to.equal(502);
        }
    });

    it("cuts an echoed key out of an error answer, keeps its status and drops the answer's cookies", async () => {
        reply = {
            ...reply,
            status: 401,
            body: `{"error":"bad ${key}"}`,
            headers: { "set-cookie": "a=b", "retry-after": "7" },
        };
        const answer = await post(good);
        expect([answer.status, answer.body, answer.headers["retry-after"]]).to.deep.equal([
            401,
            '{"error":"bad "}',
            "7",
        ]);
        expect(answer.headers).to.not.have.property("set-cookie");
    });

    it("ends a stream before the event of a provider-run block", async () => {
        const ping = 'event: ping\ndata: {"type":"ping"}\n\n';
        reply = {
            ...reply,
            type: "text/event-stream",
            body: `${ping}data: {"content_block":{"type":"server_tool_use"}}\n\n${ping}`,
        };
        const { body } = await post({ ...good, stream: true });
        expect(arrived).to.have.length(1);
        expect(body).to.not.contain("server_tool_use");
    });

    it("writes one audit line a call, which holds the rule and neither body nor key", async () => {
        const userClaimed = "a\u0085b";
        const answer = await post({ ...good, model: "claude-b" }, undefined, { "x-openhands-user": userClaimed });
        expect(answer.status).to.equal(403);
        await new Promise((done) => setTimeout(done, 100));
        const text = readFileSync(join(folder, "audit"), "utf8");
        const calls = text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as { userClaimed: string });
        const mine = calls.filter((call) => call.userClaimed === userClaimed);
        expect(mine).to.have.length(1);
        expect(mine[0]).to.include({ endpoint: "claude", status: 403, rule: "model" });
        expect(text).to.not.contain(key).and.not.contain("\u0085");
    });
});
