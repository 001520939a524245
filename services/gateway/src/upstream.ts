import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";

import type { Endpoint } from "./config";
import { specialAddress } from "./configRules";
import { KeyFile } from "./keyFile";
import { Refusal } from "./refusal";

class MovedToPrivate extends Error {}
class TooSlow extends Error {}

type Resolve = (
    host: string,
    options: LookupAllOptions,
    done: (error: Error | null, found: LookupAddress[]) => void,
) => void;

/** What tests replace: the resolver, and the milliseconds in which an endpoint must take a connection. */
export interface Dialling {
    readonly resolve?: Resolve;
    readonly connectMs?: number;
}

/** The one place that an endpoint's calls go to. Nothing that a client wrote is resolved or dialled. */
export class Upstream {
    private readonly agent: Agent;
    private readonly keyFile: KeyFile;

    private readonly connectMs: number;

    constructor(
        private readonly endpoint: Endpoint,
        { resolve = lookup, connectMs = 10_000 }: Dialling = {},
    ) {
        this.connectMs = connectMs;
        this.keyFile = new KeyFile(endpoint.keyFile);
        this.agent = new Agent({
            keepAlive: true,
            ca: endpoint.caFile === undefined ? undefined : readFileSync(endpoint.caFile),
            servername: endpoint.host,
            minVersion: "TLSv1.2",
            rejectUnauthorized: true,
            lookup: endpoint.addresses ? fixed(endpoint.addresses) : guarded(resolve),
        });
    }

    /** @throws Refusal 502 when the key cannot be read */
    key(): string {
        try {
            return this.keyFile.current();
        } catch {
            throw new Refusal(
                502,
                "key",
                "The gateway cannot read this endpoint's key; its operator must look at keyFile.",
            );
        }
    }

    /** The answer's head; its body streams. `sent` is called once the call's body is on its way. */
    send(
        path: string,
        headers: Record<string, string>,
        body: string,
        signal: AbortSignal,
        sent: () => void,
    ): Promise<IncomingMessage> {
        const { host, port } = this.endpoint;
        return new Promise((settle, fail) => {
            const call = request({
                agent: this.agent,
                host,
                port,
                path,
                method: "POST",
                headers,
                signal,
                maxHeaderSize: 65536,
            });
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
            call.once("response", settle);
            call.once("upgrade", (_answer, socket) => {
                socket.destroy();
                fail(new Refusal(502, "upstream", "The endpoint switched protocols."));
            });
            call.once("error", (error) => fail(Object.assign(faultOf(error), { unsent: !reached })));
            call.once("finish", sent);
            call.end(Buffer.from(body));
        });
    }

    /** No call comes any more: idle connections are closed, and those in use once their call has ended. */
    retire(): void {
        this.agent.maxFreeSockets = 0;
        for (const sockets of Object.values(this.agent.freeSockets)) sockets?.forEach((socket) => socket.destroy());
    }
}

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
