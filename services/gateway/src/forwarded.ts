import { Agent, request, type IncomingMessage } from "node:http";
import { join } from "node:path";

import type { Endpoint } from "./config";
import { Refusal } from "./refusal";
import type { Scrubbing } from "./scrub";
import { sendBody, type Answer, type Body, type Way } from "./upstream";

/** Said by the endpoint's process and by nobody else: it builds the headers of its answers anew. */
export const says = { rule: "x-gateway-rule", unsent: "x-gateway-unsent", echo: "x-gateway-echo" } as const;

export const socketOf = (sockets: string, endpoint: string): string => join(sockets, endpoint, "socket");

/** The way to an endpoint whose key is held by a process of another user, which listens on a socket that this one may open. */
export class Forwarded implements Way {
    private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity });
    private readonly socketPath: string;

    constructor(sockets: string, endpoint: Endpoint) {
        this.socketPath = socketOf(sockets, endpoint.name);
    }

    send(
        path: string,
        headers: Record<string, string>,
        body: Body,
        signal: AbortSignal,
        sent: (forGood: boolean) => void,
    ): Promise<Answer> {
        const { agent, socketPath } = this;
        return new Promise((settle, fail) => {
            const call = request({ agent, socketPath, path, method: "POST", headers, signal, maxHeaderSize: 65536 });
            let connected = false;
            call.once("socket", (socket) => {
                if (socket.connecting) socket.once("connect", () => (connected = true));
                else connected = true;
            });
            call.once("response", (head) => {
                if (head.headers[says.rule] === undefined) return settle({ head, scrub: new ScrubbedThere(head) });
                refusalOf(head).then(fail, fail);
            });
            call.once("error", () => fail(Object.assign(gone(), { unsent: !connected })));
            call.once("finish", () => sent(true));
            sendBody(call, body);
        });
    }

    retire(): void {
        this.agent.destroy();
    }
}

async function refusalOf(head: IncomingMessage): Promise<Refusal> {
    let message = "";
    for await (const piece of head) message += String(piece);
    const { [says.rule]: rule, [says.unsent]: unsent } = head.headers;
    return Object.assign(new Refusal(head.statusCode!, String(rule), message), { unsent: unsent !== undefined });
}

const gone = (): Refusal =>
    new Refusal(
        502,
        "forwarder",
        "The gateway's process for this endpoint is not there, or ended; it is started anew.",
    );

/** The key was cut out where it is known; whether it was there is said after the body. */
class ScrubbedThere implements Scrubbing {
    constructor(private readonly head: IncomingMessage) {}

    get found(): boolean {
        return says.echo in this.head.trailers;
    }
    push(piece: Buffer): Buffer {
        return piece;
    }
    end(): Buffer {
        return Buffer.alloc(0);
    }
    sees(): boolean {
        return false;
    }
}
