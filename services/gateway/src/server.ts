import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { Audit } from "./audit";
import { readBody } from "./body";
import { Budget, type Share } from "./budget";
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
import { Upstream, type Dialling } from "./upstream";

export { Budget } from "./budget";

/** What tests make smaller. */
export interface Options extends Dialling {
    readonly budget?: Budget;
}

/** Every call that is not `/health` is one audit line. */
export function buildServer(config: GatewayConfig, options: Options = {}): Server {
    const audit = new Audit(config.auditFile);
    const routes = routesOf(config);
    const upstreams = new Map(config.endpoints.map((endpoint) => [endpoint.name, new Upstream(endpoint, options)]));
    const open = new Map<Duplex, Set<Exchange>>();
    const limits = new Limits();
    const { budget = new Budget() } = options;
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
        const { request, call } = exchange;
        if (hostsOf(request) !== 1) throw new Refusal(400, "http", "A request has one Host header.");
        if (call.client === null) throw stranger();
        if (!route)
            throw new Refusal(403, "path", "This path is not one of the gateway's routes; its operator lists them.");
        call.endpoint = route.endpoint.name;
        call.model = route.model ?? null;
        if (request.method !== "POST") throw new Refusal(405, "method", "Use POST.", { allow: "POST" });
        if (audit.broken)
            throw new Refusal(503, "audit", "The gateway cannot write its audit file; tell its operator.");
        refuseIfFull(limits, call.client, route.endpoint);
        const share = budget.share();
        try {
            const head = await forward(exchange, route, share);
            await passOn(head, exchange, route);
        } finally {
            share.release();
            exchange.ticket?.settle(undefined, false);
        }
    }

    /** A function of its own, so that no frame keeps the body while a model thinks. */
    async function forward(exchange: Exchange, route: Route, share: Share): Promise<IncomingMessage> {
        const { request, call, gone } = exchange;
        const bytes = await readBody(request, config.maxBodyMb * 1024 * 1024, (length) => {
            call.bytesIn += length;
            return share.take(length);
        });
        const judged = judge(bytes, route.dialect, route.endpoint);
        call.model ??= judged.model ?? null;
        call.toolKinds = judged.toolKinds;
        const upstream = upstreams.get(route.endpoint.name)!;
        exchange.key = upstream.key();
        exchange.ticket = enter(limits, call, route.endpoint, judged);
        const headers = headersUp(request, route, exchange.key, Buffer.byteLength(judged.body));
        return upstream
            .send(route.path, headers, judged.body, gone.signal, () => share.release())
            .catch((error) => {
                if (error instanceof Refusal && error.unsent) exchange.ticket?.release();
                throw error;
            });
    }
}

const stranger = (): Refusal =>
    new Refusal(
        403,
        "client",
        "The connection shows no client certificate that the gateway knows; its operator lists the SHA-256 in clients.",
    );
