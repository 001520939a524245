import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";

import { Audit } from "./audit";
import { readBody } from "./body";
import { Budget, type Share } from "./budget";
import type { GatewayConfig } from "./config";
import { Exchange } from "./exchange";
import { passOn } from "./forward";
import { headersUp } from "./headersUp";
import { Judges } from "./judges";
import { listener, secrets } from "./listener";
import { Limits } from "./limits";
import { hostsOf, onMalformed } from "./malformed";
import { enter, refuseIfFull } from "./metered";
import { Metrics } from "./metrics";
import { Prompts } from "./prompts";
import { Refusal } from "./refusal";
import { nearestDialect, type Route } from "./routes";
import { fixedProblems, setupOf, stillApproved, type Setup, type Ways } from "./setup";
import { lengthOf, type Answer } from "./upstream";
import { answersItself } from "./watch";

export { Budget } from "./budget";

/** How calls go out, and what tests make smaller. */
export interface Options extends Ways {
    readonly budget?: Budget;
}

/** Every call that is not the gateway's own page is one audit line. */
export class Gateway {
    readonly server: Server;
    private setup: Setup;
    private readonly audit: Audit;
    private readonly prompts: Prompts;
    private readonly open = new Map<Duplex, Set<Exchange>>();
    private readonly limits = new Limits();
    private readonly judges = new Judges();
    private readonly budget: Budget;
    private readonly metrics: Metrics;

    /** @throws Error when a file that config names cannot be read */
    constructor(
        config: GatewayConfig,
        private readonly options: Options = {},
    ) {
        this.setup = setupOf(config, options);
        this.audit = new Audit(config.auditFile);
        this.prompts = new Prompts(config.auditFile, config.promptAudit);
        this.budget = options.budget ?? new Budget();
        this.metrics = new Metrics(() => ({ open: this.exchanges().length, held: this.budget.held }));
        this.server = listener(config, (request, response) => {
            if (!answersItself(request, response, this.metrics)) void this.exchange(request, response);
        });
        const line = { write: (call: Parameters<Audit["write"]>[0]) => this.record(call) };
        onMalformed(this.server, line, this.open, (socket) => this.setup.clientOf(socket));
        this.server.on("close", () => this.setup.upstreams.forEach((upstream) => upstream.retire()));
    }

    /**
     * Takes another config: calls that it does not allow are cut at once, all others live on.
     * @returns why nothing was changed; empty when it was
     */
    reload(config: GatewayConfig): string[] {
        const problems = fixedProblems(this.setup.config, config);
        if (problems.length > 0) return problems;
        const before = this.setup;
        try {
            const tls = config.tls && secrets(config.tls);
            const setup = setupOf(config, this.options, before);
            // A new file, or the same one after it was rotated.
            this.prompts.reopen(config.auditFile, config.promptAudit);
            this.audit.reopen(config.auditFile);
            if (tls) (this.server as unknown as TlsServer).setSecureContext(tls);
            this.setup = setup;
        } catch (error) {
            return [(error as Error).message];
        }
        for (const exchange of this.exchanges()) {
            if (!stillApproved(exchange, this.setup)) exchange.cut("not-approved");
        }
        for (const [name, upstream] of before.upstreams) {
            if (this.setup.upstreams.get(name) !== upstream) upstream.retire();
        }
        return [];
    }

    /** Takes no new connection, lets what runs end, and cuts what has not ended in time; every call has its line then. */
    async close(patience: number): Promise<void> {
        const closed = new Promise((done) => this.server.close(done));
        const idle = setInterval(() => this.server.closeIdleConnections(), 100);
        const timer = setTimeout(() => {
            this.exchanges().forEach((exchange) => exchange.cut("shutdown"));
            this.server.closeAllConnections();
        }, patience);
        await closed;
        clearTimeout(timer);
        clearInterval(idle);
        while (this.open.size > 0) await new Promise((done) => setImmediate(done));
    }

    private exchanges(): Exchange[] {
        return [...this.open.values()].flatMap((exchanges) => [...exchanges]);
    }

    private record(call: Parameters<Audit["write"]>[0]): void {
        this.audit.write(call);
        this.metrics.count(call);
    }

    private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { socket } = request;
        const setup = this.setup;
        const route = setup.routes.get(request.url ?? "");
        const exchange = new Exchange(request, response, setup.clientOf(socket), route);
        const closed = new Promise((done) => response.once("close", done));
        this.open.set(socket, (this.open.get(socket) ?? new Set()).add(exchange));
        try {
            await this.answer(exchange, setup);
        } catch (error) {
            exchange.refuse(error, route?.dialect ?? nearestDialect(setup.routes, request.url ?? ""));
        }
        await closed;
        this.record(exchange.line());
        this.open.get(socket)?.delete(exchange);
        if (this.open.get(socket)?.size === 0) this.open.delete(socket);
    }

    private async answer(exchange: Exchange, setup: Setup): Promise<void> {
        const { request, call, route } = exchange;
        const { "transfer-encoding": coding } = request.headers;
        if (coding !== undefined && coding.toLowerCase() !== "chunked")
            throw new Refusal(400, "http", "A body comes in its length, or in plain chunks.");
        if (hostsOf(request) !== 1) throw new Refusal(400, "http", "A request has one Host header.");
        if (call.client === null) throw stranger();
        if (!route)
            throw new Refusal(403, "path", "This path is not one of the gateway's routes; its operator lists them.");
        call.endpoint = route.endpoint.name;
        call.model = route.model ?? null;
        if (request.method !== "POST") throw new Refusal(405, "method", "Use POST.", { allow: "POST" });
        if (this.audit.broken)
            throw new Refusal(503, "audit", "The gateway cannot write its audit file; tell its operator.");
        refuseIfFull(this.limits, call.client, route.endpoint);
        const share = this.budget.share();
        try {
            const answer = await this.forward(exchange, route, setup, share);
            await passOn(answer, exchange, route);
        } finally {
            share.release();
            exchange.ticket?.settle(undefined, false);
        }
    }

    /** A function of its own, so that no frame keeps the body while a model thinks. */
    private async forward(exchange: Exchange, route: Route, setup: Setup, share: Share): Promise<Answer> {
        const { request, call, gone } = exchange;
        const took = (length: number): unknown => {
            call.bytesIn += length;
            return share.take(length);
        };
        const body = await readBody(request, setup.config.maxBodyMb * 1024 * 1024, took, route.dialect.untold);
        const judged = await this.judges.judge(body, route);
        call.model ??= judged.model === undefined ? null : own(judged.model);
        call.toolKinds = judged.toolKinds.map(own);
        // A reload may have been between the body's first byte and its last.
        if (!stillApproved(exchange, this.setup)) throw new Refusal(403, "not-approved", "This endpoint is gone.");
        const upstream = setup.upstreams.get(route.endpoint.name)!;
        exchange.ticket = enter(this.limits, call, route.endpoint, judged);
        await this.prompts.keep(call, judged.body);
        const headers = headersUp(request, route, lengthOf(judged.body));
        return upstream
            .send(route.path, headers, judged.body, gone.signal, (forGood) => {
                share.release();
                if (forGood) judged.release?.();
            })
            .catch((error) => {
                if (error instanceof Refusal && error.unsent) exchange.ticket?.release();
                throw error;
            });
    }
}

/** A copy: a piece of a text keeps the whole text, and this call may run for as long as its model thinks. */
const own = (text: string): string => Buffer.from(text).toString();

const stranger = (): Refusal =>
    new Refusal(
        403,
        "client",
        "The connection shows no client certificate that the gateway knows; its operator lists the SHA-256 in clients.",
    );
