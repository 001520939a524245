import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { Audit } from "./audit";
import { readBody } from "./body";
import { clientsOf } from "./clients";
import type { GatewayConfig } from "./config";
import { anthropicMessages } from "./dialects/anthropicMessages";
import { Exchange } from "./exchange";
import { passOn } from "./forward";
import { headersUp } from "./headersUp";
import { judge } from "./judge";
import { listener } from "./listener";
import { Limits } from "./limits";
import { hostsOf, onMalformed } from "./malformed";
import { enter, refuseIfFull } from "./metered";
import { Refusal } from "./refusal";
import { routesOf, type Route } from "./routes";
import { Upstream } from "./upstream";

/** Every call that is not `/health` is one audit line. */
export function buildServer(config: GatewayConfig): Server {
    const audit = new Audit(config.auditFile);
    const routes = routesOf(config);
    const upstreams = new Map(config.endpoints.map((endpoint) => [endpoint.name, new Upstream(endpoint)]));
    const open = new Map<Duplex, Set<Exchange>>();
    const limits = new Limits();
    const clientOf = clientsOf(config);
    const server = listener(config, (request, response) => {
        if (request.url === "/health" && request.method === "GET") {
            response.setHeader("content-type", "application/json").end('{"status":"ok"}');
            return;
        }
        void exchangeOf(request, response);
    });
    onMalformed(server, audit, open, clientOf);
    server.on("close", () => upstreams.forEach((upstream) => upstream.close()));
    return server;

    async function exchangeOf(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const exchange = new Exchange(request, response, clientOf(request.socket));
        const { socket } = request;
        const closed = new Promise((done) => response.once("close", done));
        open.set(socket, (open.get(socket) ?? new Set()).add(exchange));
        const route = routes.get(request.url ?? "");
        try {
            await answer(exchange, route);
        } catch (error) {
            exchange.refuse(error, route?.dialect ?? anthropicMessages);
        }
        await closed;
        open.get(socket)?.delete(exchange);
        if (open.get(socket)?.size === 0) open.delete(socket);
        audit.write(exchange.line());
    }

    async function answer(exchange: Exchange, route: Route | undefined): Promise<void> {
        const { request, call, gone } = exchange;
        if (hostsOf(request) !== 1) throw new Refusal(400, "http", "A request has one Host header.");
        if (call.client === null) throw stranger();
        if (!route)
            throw new Refusal(403, "path", "This path is not one of the gateway's routes; its operator lists them.");
        call.endpoint = route.endpoint.name;
        call.model = route.model ?? null;
        if (request.method !== "POST") throw new Refusal(405, "method", "Use POST.", { allow: "POST" });
        if (audit.broken)
            throw new Refusal(503, "audit", "The gateway cannot write its audit file; tell its operator.");
        const client = call.client;
        refuseIfFull(limits, client, route.endpoint);
        const bytes = await readBody(request, config.maxBodyMb * 1024 * 1024, (length) => (call.bytesIn += length));
        const judged = judge(bytes, route.dialect, route.endpoint);
        call.model ??= judged.model ?? null;
        call.toolKinds = judged.toolKinds;
        const upstream = upstreams.get(route.endpoint.name)!;
        const key = upstream.key();
        const ticket = enter(limits, client, route.endpoint, judged, call.model ?? "");
        try {
            const body = Buffer.from(judged.body);
            const headers = headersUp(request, route, key, body.length);
            const head = await upstream.send(route.path, headers, body, gone.signal);
            await passOn(head, exchange, route, key, ticket);
        } catch (error) {
            if (error instanceof Refusal && error.unsent) ticket.release();
            throw error;
        } finally {
            ticket.settle(undefined, false);
        }
    }
}

const stranger = (): Refusal =>
    new Refusal(
        403,
        "client",
        "The connection shows no client certificate that the gateway knows; its operator lists the SHA-256 in clients.",
    );
