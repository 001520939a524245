import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, request as requestTls } from "node:https";
import { connect, type AddressInfo, type Server as NetServer } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Call } from "../../src/call";
import { parseConfig } from "../../src/config";
import type { Gateway, Options } from "../../src/server";
import { certificate, type Pair } from "./certificates";
import type { Sources } from "./mutants";

export const key = "sk-real-key-of-the-endpoint";
export const good = { model: "claude-a", max_tokens: 5, messages: [{ role: "user", content: "hello" }] };
export const plain = '{"type":"message","content":[],"usage":{"input_tokens":7,"output_tokens":3}}';

export interface Answered {
    readonly status: number;
    readonly body: string;
    readonly headers: IncomingHttpHeaders;
}
type Reply = (call: IncomingMessage, answer: ServerResponse, body: string) => void;

const json: Reply = (_call, answer) => void answer.writeHead(200, { "content-type": "application/json" }).end(plain);

/** An endpoint as a config must name it, for tests that only parse. */
export const endpoint = {
    name: "claude",
    kind: "https",
    host: "api.approved.test",
    keyFile: "key",
    authHeader: "x-api-key",
    routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
    models: ["claude-a"],
};

/** A gateway in this process, built from `src` or a mutant of it, before a fake Anthropic endpoint over TLS. */
export class Bench {
    readonly folder = mkdtempSync(join(tmpdir(), "gateway-"));
    readonly tls: Pair = certificate(this.folder, "api.approved.test");
    /** What the endpoint got; every test looks whether nothing came. */
    readonly arrived: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
    reply: Reply = json;
    /** How calls connect; a test of TLS says its own. */
    connection: object = { host: "127.0.0.1" };
    port = 0;
    upstreamPort = 0;
    /** What the endpoint shows of itself; a hostile one shows another. */
    shown: { key: Buffer; cert: Buffer } = this.tls;
    private upstream!: ReturnType<typeof createServer>;
    gateway!: Gateway;

    static async start(
        sources: Sources,
        change: (config: never, bench: Bench) => object = (config) => config,
        options: Options = {},
    ): Promise<Bench> {
        const bench = new Bench();
        await bench.startUpstream();
        writeFileSync(join(bench.folder, "key"), `${key}\n`);
        const parsed = parseConfig(JSON.stringify(change(bench.config() as never, bench)));
        if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
        bench.gateway = new sources.Gateway(parsed.config, options);
        bench.port = await listening(bench.gateway.server);
        return bench;
    }

    config(): object {
        return {
            listen: "127.0.0.1:0",
            endpoints: [this.endpoint("claude")],
            default: "claude",
            auditFile: join(this.folder, "audit"),
        };
    }

    endpoint(name: string): object {
        return {
            name,
            kind: "https",
            host: "api.approved.test",
            port: this.upstreamPort,
            addresses: ["127.0.0.1"],
            caFile: this.tls.certFile,
            keyFile: join(this.folder, "key"),
            authHeader: "x-api-key",
            routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
            models: ["claude-a"],
            betas: ["effort-2025-11-24"],
        };
    }

    private async startUpstream(): Promise<void> {
        this.upstream = createServer({ SNICallback: this.context }, (call, answer) => {
            const pieces: Buffer[] = [];
            call.on("data", (piece: Buffer) => pieces.push(piece));
            call.on("end", () => {
                const body = Buffer.concat(pieces).toString();
                this.arrived.push({ url: call.url ?? "", headers: call.headers, body });
                this.reply(call, answer, body);
            });
        });
        this.upstreamPort = await listening(this.upstream);
    }

    private readonly context = (_name: string, done: (error: null, context: SecureContext) => void): void =>
        done(null, createSecureContext(this.shown));

    async stop(): Promise<void> {
        for (const server of [this.gateway?.server, this.upstream]) {
            server?.closeAllConnections();
            await new Promise((done) => (server ? server.close(done) : done(undefined)));
        }
        rmSync(this.folder, { recursive: true });
    }

    post(body: unknown = good, headers: object = {}, path = "/v1/messages", method = "POST"): Promise<Answered> {
        // As bytes: with a string Node would write the header in UTF-8 too.
        const bytes = Buffer.isBuffer(body)
            ? body
            : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
        return new Promise((done, fail) => {
            const sent = { "content-type": "application/json", "content-length": bytes.length, ...headers };
            const how = { ...this.connection, port: this.port, path, method, headers: sent };
            const call = ("ca" in how ? requestTls : request)(how, (answer) => {
                let got = "";
                const end = (): void => done({ status: answer.statusCode ?? 0, body: got, headers: answer.headers });
                answer.on("data", (piece) => (got += piece));
                answer.on("error", end);
                answer.on("end", end);
            });
            call.on("error", fail);
            call.end(bytes);
        });
    }

    /** What the gateway answers to these very bytes until it closes, or for a while. */
    raw(bytes: string | Buffer, patience = 3000): Promise<string> {
        return new Promise((done) => {
            let got = "";
            const socket = connect(this.port, "127.0.0.1", () => socket.write(bytes));
            socket.on("data", (piece) => (got += piece.toString("latin1")));
            socket.on("error", ({ message }) => (got += message));
            socket.setTimeout(patience, () => socket.destroy());
            socket.on("close", () => done(got));
        });
    }

    /** The audit's lines once there are as many as awaited; what else comes within a moment is seen too. */
    async lines(count: number): Promise<Call[]> {
        for (let tries = 0; tries < 40 && this.audit().length < count; tries++) await sleep(50);
        await sleep(50);
        const lines = this.audit().map((line) => JSON.parse(line) as Call);
        expect(lines).to.have.length(count);
        return lines;
    }

    private audit(): string[] {
        return readFileSync(join(this.folder, "audit"), "utf8").split("\n").slice(0, -1);
    }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export async function listening(server: NetServer): Promise<number> {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return (server.address() as AddressInfo).port;
}
