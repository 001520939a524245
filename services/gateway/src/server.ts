import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { eventFilter, holdsProviderRun, providerRun } from "./answer";
import { Audit, type Call } from "./audit";
import { readBody } from "./body";
import type { GatewayConfig } from "./config";
import { anthropicMessages } from "./dialects/anthropicMessages";
import { judge } from "./judge";
import { readJson } from "./json/read";
import { Refusal } from "./refusal";
import { routesOf, type Route } from "./routes";
import { Scrub } from "./scrub";
import { Upstream } from "./upstream";

const longestPlainAnswer = 64 * 1024 * 1024;

/** Answers on loopback; every call that is not `/health` is one audit line. */
export function buildServer(config: GatewayConfig): Server {
    const audit = new Audit(config.auditFile);
    const routes = routesOf(config);
    const upstreams = new Map(config.endpoints.map((endpoint) => [endpoint.name, new Upstream(endpoint)]));
    const server = createServer(
        { maxHeaderSize: 16384, headersTimeout: 10_000, requestTimeout: 60_000 },
        (request, response) => {
            if (request.url === "/health" && request.method === "GET") {
                response.setHeader("content-type", "application/json").end('{"status":"ok"}');
                return;
            }
            const call = newCall(request);
            const started = performance.now();
            void answer(request, response, call).finally(() => {
                audit.write({ ...call, status: response.statusCode, totalMs: Math.round(performance.now() - started) });
            });
        },
    );
    // Neither an upgrade nor CONNECT is ever answered with another protocol.
    for (const event of ["upgrade", "connect"] as const) {
        server.on(event, (request: IncomingMessage, socket) => {
            audit.write({ ...newCall(request), status: 400, rule: "protocol" });
            socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        });
    }
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
        if (error.code === "ECONNRESET" || !socket.writable) {
            socket.destroy();
            return;
        }
        audit.write({ ...emptyCall(), status: 400, rule: "http" });
        socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    server.on("close", () => upstreams.forEach((upstream) => upstream.close()));
    return server;

    async function answer(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
        const started = performance.now();
        const route = routes.get(request.url ?? "");
        try {
            if (!route)
                throw new Refusal(
                    403,
                    "path",
                    "This path is not one of the gateway's routes; its operator lists them.",
                );
            call.endpoint = route.endpoint.name;
            if (request.method !== "POST") throw new Refusal(405, "method", "Use POST.", { allow: "POST" });
            const bytes = await readBody(request, config.maxBodyMb * 1024 * 1024);
            call.bytesIn = bytes.length;
            const judged = judge(bytes, route.dialect, route.endpoint);
            call.model = judged.model ?? null;
            call.toolKinds = judged.toolKinds;
            const upstream = upstreams.get(route.endpoint.name)!;
            const key = upstream.key();
            const body = Buffer.from(judged.body);
            const gone = new AbortController();
            response.once("close", () => gone.abort());
            const head = await upstream.send(
                route.path,
                headersUp(request, route, key, body.length),
                body,
                gone.signal,
            );
            call.firstByteMs = Math.round(performance.now() - started);
            await passOn(head, response, route, key, call);
        } catch (error) {
            refuse(response, route, call, error);
        }
    }
}

/** The answer, with its type known, the endpoint's key cut out and no block that the provider's tools made. */
async function passOn(
    head: IncomingMessage,
    response: ServerResponse,
    route: Route,
    key: string,
    call: Call,
): Promise<void> {
    const status = head.statusCode ?? 502;
    const type = (head.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
    const encoding = head.headers["content-encoding"];
    const reject = (message: string): never => {
        head.destroy();
        throw new Refusal(502, "upstream", message);
    };
    if (status < 200 || (status >= 300 && status < 400)) reject("The endpoint redirected, which is never followed.");
    if (encoding !== undefined && encoding !== "identity") reject("The endpoint's answer is encoded.");
    if (type !== "application/json" && type !== "text/event-stream")
        reject("The endpoint's answer is of another kind.");
    const scrub = new Scrub(key);
    const wait = head.headers["retry-after"];
    if (wait !== undefined && /^\d{1,9}$/.test(wait)) response.setHeader("retry-after", wait);
    if (type === "application/json") {
        const body = await plainBody(head, scrub, route, status);
        response.writeHead(status, { "content-type": type, "content-length": body.length });
        call.bytesOut = body.length;
        response.end(body);
    } else {
        response.writeHead(status, { "content-type": type, "cache-control": "no-cache" });
        response.flushHeaders();
        await pipeline(head, scrubbed(scrub), eventFilter(route.dialect), counted(call), response);
    }
    if (scrub.found) call.alarm = "key-echo";
}

async function plainBody(head: IncomingMessage, scrub: Scrub, route: Route, status: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of head as AsyncIterable<Buffer>) {
        length += piece.length;
        if (length > longestPlainAnswer) throw new Refusal(502, "upstream", "The endpoint's answer has no end.");
        pieces.push(scrub.push(piece));
    }
    const body = Buffer.concat([...pieces, scrub.end()]);
    if (status >= 300) return body;
    let value;
    try {
        ({ value } = readJson(body));
    } catch {
        throw new Refusal(502, "upstream", "The endpoint's answer is not strict JSON.");
    }
    if (holdsProviderRun(value, route.dialect)) throw providerRun();
    return body;
}

const scrubbed = (scrub: Scrub): Transform =>
    new Transform({
        transform: (piece: Buffer, _encoding, done) => done(null, scrub.push(piece)),
        flush: (done) => done(null, scrub.end()),
    });

const counted = (call: Call): Transform =>
    new Transform({
        transform(piece: Buffer, _encoding, done) {
            call.bytesOut += piece.length;
            done(null, piece);
        },
    });

/** Built anew: what a client sent as a credential, address or hop is not read. */
function headersUp(request: IncomingMessage, { endpoint }: Route, key: string, length: number): Record<string, string> {
    const name = endpoint.authHeader.toLowerCase();
    const betas = String(request.headers["anthropic-beta"] ?? "")
        .split(",")
        .map((beta) => beta.trim());
    const allowed = betas.filter((beta) => endpoint.betas.includes(beta));
    return {
        host: endpoint.port === 443 ? endpoint.host : `${endpoint.host}:${endpoint.port}`,
        "content-type": "application/json",
        "content-length": String(length),
        accept: "application/json, text/event-stream",
        "accept-encoding": "identity",
        "anthropic-version": "2023-06-01",
        ...(allowed.length > 0 && { "anthropic-beta": allowed.join(",") }),
        [name]: name === "authorization" ? `Bearer ${key}` : key,
    };
}

function refuse(response: ServerResponse, route: Route | undefined, call: Call, error: unknown): void {
    const refusal =
        error instanceof Refusal ? error : new Refusal(502, "upstream", "The endpoint's answer ended early.");
    call.rule = refusal.rule;
    if (refusal.rule === "provider-run" || refusal.rule === "private-address") call.alarm = refusal.message;
    if (response.headersSent || response.destroyed) return void response.destroy();
    const { error: shape } = route?.dialect ?? anthropicMessages;
    const body = JSON.stringify(shape(refusal.status, refusal.rule, refusal.message));
    // The rest of a refused body is not read, so the connection cannot be used again.
    response
        .writeHead(refusal.status, { ...refusal.headers, "content-type": "application/json", connection: "close" })
        .end(body);
}

function newCall({ url = "", headers }: IncomingMessage): Call {
    const claimed = headers["x-openhands-user"];
    return { ...emptyCall(), path: url, userClaimed: claimed === undefined ? null : String(claimed) };
}

function emptyCall(): Call {
    return {
        time: new Date().toISOString(),
        client: "local",
        userClaimed: null,
        endpoint: null,
        model: null,
        path: "",
        status: 0,
        bytesIn: 0,
        bytesOut: 0,
        firstByteMs: null,
        totalMs: 0,
        tokens: null,
        toolKinds: [],
        rule: null,
        alarm: null,
    };
}
