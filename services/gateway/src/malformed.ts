import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import type { Audit } from "./audit";
import { emptyCall, newCall } from "./call";
import type { ClientOf } from "./clients";
import type { Exchange } from "./exchange";

const texts: Readonly<Record<number, string>> = { 400: "Bad Request", 408: "Request Timeout" };

/** The exchanges of each connection that still read or write. */
export type Open = ReadonlyMap<Duplex, ReadonlySet<Exchange>>;

/** What is no request: one line each, an answer where the connection can still carry one, never another protocol. */
export function onMalformed(server: Server, audit: Pick<Audit, "write">, open: Open, clientOf: ClientOf): void {
    const end = (socket: Duplex, status: number): void => {
        const answering = [...(open.get(socket) ?? [])].some(({ response }) => response.headersSent);
        // An answer that is being written would be continued by this one.
        if (answering || !socket.writable) return void socket.destroy();
        socket.end(`HTTP/1.1 ${status} ${texts[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        socket.once("finish", () => socket.destroy());
    };
    for (const event of ["upgrade", "connect"] as const) {
        server.on(event, (request: IncomingMessage, socket: Duplex) => {
            socket.on("error", () => socket.destroy());
            audit.write({ ...newCall(request, clientOf(socket)), status: 400, rule: "protocol" });
            end(socket, 400);
        });
    }
    // Node would answer these by itself, without a line.
    server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
        audit.write({ ...newCall(request, clientOf(request.socket)), status: 400, rule: "protocol" });
        response.writeHead(400, { connection: "close" }).end();
    });
    server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex & { bytesRead?: number }) => {
        const broken = [...(open.get(socket) ?? [])].find(({ request }) => !request.complete);
        if (/^ERR_(?:SSL|TLS)_/.test(error.code ?? "")) {
            audit.write({ ...emptyCall(null), status: 400, rule: "tls" });
            return void socket.destroy();
        }
        const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
        // The rest is a connection that broke, or that this process cut; silence is no event.
        if (!(late || error.code?.startsWith("HPE_")) || socket.bytesRead === 0) return void socket.destroy();
        const status = late ? 408 : 400;
        if (broken) broken.breakOff(status);
        else audit.write({ ...emptyCall(clientOf(socket)), status, rule: status === 408 ? "timeout" : "http" });
        end(socket, status);
    });
}

/** Two hosts, or none, are two readings of one request. */
export function hostsOf({ rawHeaders }: IncomingMessage): number {
    return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
}
