import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { readFileSync } from "node:fs";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request, type AgentOptions } from "node:https";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import type { TLSSocket } from "node:tls";

import type { Endpoint } from "./config";
import { specialAddress } from "./rules";
import { KeyFile } from "./keyFile";
import { credentials } from "./headersUp";
import { Refusal } from "./refusal";
import { Scrub, type Scrubbing } from "./scrub";

class MovedToPrivate extends Error {}
class TooSlow extends Error {}
class Stale extends Error {}

/** Bytes of a body that may have to be sent again. */
export const longestKept = 256 * 1024;
const pieceLength = 64 * 1024;

/** In pieces, or as it comes; the latter cannot be sent twice, and so goes out on a new connection. */
export type Body = readonly Buffer[] | Readable;

interface Outgoing {
    readonly path: string;
    readonly headers: Record<string, string>;
    /** Gone once nobody can need it again: a model may think for minutes. */
    body?: Body;
    readonly signal: AbortSignal;
    readonly sent: (forGood: boolean) => void;
}

type Resolve = (
    host: string,
    options: LookupAllOptions,
    done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

/** What an endpoint answered, and what cuts its key out of the body. */
export interface Answer {
    readonly head: IncomingMessage;
    readonly scrub: Scrubbing;
}

/** How calls get to an endpoint. */
export interface Way {
    send: Upstream["send"];
    retire(): void;
}

/** What tests replace: the resolver, and the milliseconds in which an endpoint must take a connection. */
export interface Dialling {
    readonly resolve?: Resolve;
    readonly connectMs?: number;
}

/** The one place that an endpoint's calls go to. Nothing that a client wrote is resolved or dialled. */
export class Upstream implements Way {
    private readonly kept: Agent;
    private readonly fresh: Agent;
    private readonly keyFile: KeyFile;
    private readonly connectMs: number;

    constructor(
        private readonly endpoint: Endpoint,
        { resolve = lookup, connectMs = 10_000 }: Dialling = {},
    ) {
        this.connectMs = connectMs;
        this.keyFile = new KeyFile(endpoint.keyFile);
        const options: AgentOptions = {
            ca: endpoint.caFile === undefined ? undefined : readFileSync(endpoint.caFile),
            servername: endpoint.host,
            minVersion: "TLSv1.2",
            rejectUnauthorized: true,
            lookup: endpoint.addresses ? fixed(endpoint.addresses) : guarded(resolve),
        };
        this.kept = new Agent({ ...options, keepAlive: true });
        this.fresh = new Agent({ ...options, keepAlive: false });
    }

    /** @throws Refusal 502 when the key cannot be read */
    private key(): string {
        try {
            return this.keyFile.current();
        } catch {
            const what = "The gateway cannot read this endpoint's key; its operator must look at keyFile.";
            throw Object.assign(new Refusal(502, "key", what), { unsent: true });
        }
    }

    /**
     * The answer, whose body streams. `sent` is called once the call's body is on its way, and told whether nobody can need it again.
     * A kept connection that the endpoint closed in the same moment took nothing: the call goes out once more, on a new one.
     */
    async send(
        path: string,
        headers: Record<string, string>,
        body: Body,
        signal: AbortSignal,
        sent: (forGood: boolean) => void,
    ): Promise<Answer> {
        const key = this.key();
        const all = { ...credentials(this.endpoint, key), ...headers };
        const outgoing: Outgoing = { path, headers: all, body, signal, sent };
        const head = await this.attempt(outgoing, body instanceof Readable ? this.fresh : this.kept).catch((error) => {
            if (!(error instanceof Stale)) throw error;
            return this.attempt(outgoing, this.fresh);
        });
        const scrub = new Scrub(key);
        if (head.rawHeaders.some((text) => text.includes(key))) scrub.found = true;
        return { head, scrub };
    }

    private attempt(outgoing: Outgoing, agent: Agent): Promise<IncomingMessage> {
        const { host, port } = this.endpoint;
        const { path, headers, body = [], signal } = outgoing;
        return new Promise((settle, fail) => {
            const call = request({ agent, host, port, path, method: "POST", headers, signal, maxHeaderSize: 65536 });
            const reached = this.watch(call);
            call.once("response", (head) => {
                outgoing.body = undefined;
                settle(head);
            });
            call.once("upgrade", (_answer, socket) => {
                socket.destroy();
                fail(new Refusal(502, "upstream", "The endpoint switched protocols."));
            });
            call.once("error", (error: NodeJS.ErrnoException) => {
                const closed = error.code === "EPIPE" || error.code === "ECONNRESET";
                if (closed && call.reusedSocket && outgoing.body !== undefined) return fail(new Stale());
                fail(Object.assign(faultOf(error), { unsent: !reached() }));
            });
            call.once("finish", () => {
                // The kernel took a large body to its end only because the endpoint reads it: no need to keep it.
                const large = body instanceof Readable || lengthOf(body) > longestKept;
                if (large) outgoing.body = undefined;
                outgoing.sent(large);
            });
            sendBody(call, body);
        });
    }

    /** Cuts a call whose connection is not there in time; says whether it came to be there. */
    private watch(call: ClientRequest): () => boolean {
        let reached = false;
        call.once("socket", (socket: TLSSocket) => {
            if (socket.authorized) return void (reached = true);
            const timer = setTimeout(() => call.destroy(new TooSlow()), this.connectMs);
            socket.once("close", () => clearTimeout(timer));
            socket.once("secureConnect", () => {
                clearTimeout(timer);
                reached = true;
            });
        });
        return () => reached;
    }

    /** No call comes any more: idle connections are closed, and those in use once their call has ended. */
    retire(): void {
        this.kept.maxFreeSockets = 0;
        for (const sockets of Object.values(this.kept.freeSockets)) sockets?.forEach((socket) => socket.destroy());
    }
}

/** Piece by piece as the endpoint reads it: in one piece a large body would lie there twice, as bytes and as TLS. */
export function sendBody(call: ClientRequest, body: Body): void {
    if (body instanceof Readable) return void body.once("error", () => call.destroy()).pipe(call);
    const length = lengthOf(body);
    if (length <= pieceLength) return void call.end(Buffer.concat(body, length));
    const pieces = body.flatMap((bytes) =>
        Array.from({ length: Math.ceil(bytes.length / pieceLength) }, (_, index) =>
            bytes.subarray(index * pieceLength, (index + 1) * pieceLength),
        ),
    );
    const more = (): void => {
        for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
            if (!call.write(piece)) return void call.once("drain", more);
        }
        call.end();
    };
    more();
}

export const lengthOf = (body: readonly Buffer[]): number => body.reduce((sum, { length }) => sum + length, 0);

function faultOf(error: Error): Refusal {
    if (error instanceof MovedToPrivate) return new Refusal(502, "private-address", error.message);
    if (error instanceof TooSlow) return new Refusal(504, "upstream", "The endpoint took no connection in time.");
    return new Refusal(502, "upstream", "The endpoint could not be reached over verified TLS.");
}

/** The operator's addresses, with no look-up. */
function fixed(addresses: readonly string[]): LookupFunction {
    const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    return (_host, options, done) => {
        if (options.all) done(null, all);
        else done(null, all[0]!.address, all[0]!.family);
    };
}

/** The address that was checked is the one that is dialled: one special address refuses the whole answer. */
function guarded(resolve: Resolve): LookupFunction {
    return (host, options, done) => {
        resolve(host, { all: true, family: options.family }, (error, found) => {
            if (error) return done(error, "");
            if (found.length === 0 || found.some(({ address }) => specialAddress(address))) {
                return done(new MovedToPrivate("endpoint moved to a private address"), "");
            }
            if (options.all) done(null, found);
            else done(null, found[0]!.address, found[0]!.family);
        });
    };
}
