import type { IncomingMessage, ServerResponse } from "node:http";

import { newCall, raise, type Call } from "./call";
import type { Dialect } from "./dialects/dialect";
import type { Ticket } from "./limits";
import { Refusal } from "./refusal";
import type { Route } from "./routes";

const clientGone = 499;
const lingering = 5000;
const alarming = new Set(["provider-run", "private-address"]);

/** One request and its answer, with what the audit line will say of them. */
export class Exchange {
    readonly call: Call;
    /** Aborted when the client has gone. */
    readonly gone = new AbortController();
    /** What it reserved of its client's limits, once it was judged. */
    ticket?: Ticket;
    private readonly started = performance.now();
    private broken: number | undefined;

    constructor(
        readonly request: IncomingMessage,
        readonly response: ServerResponse,
        client: string | null,
        /** Undefined for a path that is none. */
        readonly route: Route | undefined,
    ) {
        this.call = newCall(request, client);
        response.once("close", () => {
            if (!response.writableFinished) this.gone.abort();
        });
    }

    /** The body broke HTTP's rules: the connection is of no use, and the line says why. */
    breakOff(status: 400 | 408): void {
        this.broken = status;
        this.call.rule ??= status === 408 ? "timeout" : "http";
    }

    /** Ends it from here: the client's connection and, with it, what the endpoint still does. */
    cut(rule: string): void {
        this.call.rule ??= rule;
        this.response.destroy();
        this.gone.abort();
    }

    sent(bytes: number): void {
        this.call.firstByteMs ??= Math.round(performance.now() - this.started);
        this.call.bytesOut += bytes;
    }

    /** Answers with the refusal in the dialect's own shape; a running stream can only be cut. */
    refuse(error: unknown, dialect: Dialect): void {
        const refusal = this.refusalOf(error);
        if (refusal === undefined) {
            // Of a broken request the connection itself is answered and ended.
            if (this.broken === undefined) this.response.destroy();
            return;
        }
        this.call.rule ??= refusal.rule;
        this.call.model ??= refusal.model ?? null;
        if (refusal.toolKinds) this.call.toolKinds = refusal.toolKinds;
        if (alarming.has(refusal.rule)) raise(this.call, refusal.message);
        const { response } = this;
        if (response.headersSent || response.destroyed) return void response.destroy();
        const body = JSON.stringify(dialect.error(refusal.status, refusal.code ?? refusal.rule, refusal.message));
        response.writeHead(refusal.status, {
            ...refusal.headers,
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            connection: "close",
        });
        this.call.bytesOut = Buffer.byteLength(body);
        this.endOnce(body);
    }

    /**
     * The rest of a refused body is thrown away for a while: closing at once would reset the connection of a client that
     * still sends, and it would never read why.
     */
    private endOnce(body: string): void {
        const { request, response } = this;
        if (request.complete) return void response.end(body);
        response.write(body);
        const end = (): void => {
            clearTimeout(timer);
            response.end();
        };
        const timer = setTimeout(end, lingering);
        request.once("close", end).once("end", end).resume();
    }

    /** Undefined when nobody is there to read it: that is no fault of the endpoint. */
    private refusalOf(error: unknown): Refusal | undefined {
        if (error instanceof Refusal && !this.gone.signal.aborted) return error;
        if (this.broken !== undefined) return undefined;
        if (this.gone.signal.aborted || !this.request.complete) {
            this.call.rule ??= "client-gone";
            return undefined;
        }
        return new Refusal(502, "upstream", "The endpoint's answer ended early.");
    }

    /** The finished line; call once the response is closed. */
    line(): Call {
        const { response, call } = this;
        call.status = response.headersSent ? response.statusCode : (this.broken ?? clientGone);
        call.totalMs = Math.round(performance.now() - this.started);
        if (this.gone.signal.aborted) call.rule ??= "client-gone";
        return call;
    }
}
