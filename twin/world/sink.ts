import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp, type Server } from "node:net";
import { createSocket } from "node:dgram";
import type { Log } from "../aws/log";

/** Enough to hold any nonce, and little enough to write down. */
const kept = 4096;

const textOf = (data: Buffer) => data.subarray(0, kept).toString("latin1");

/** What the attacker gets of a request: its line, its headers and the beginning of its body. */
export function httpSink(log: Log, name: string) {
    return (request: IncomingMessage, response: ServerResponse) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const { method, url, headers, socket } = request;
            const body = textOf(Buffer.concat(chunks));
            log({
                kind: "sink",
                sink: name,
                from: socket.remoteAddress,
                to: socket.localAddress,
                method,
                url,
                headers,
                body,
            });
            response.writeHead(200, { "content-type": "text/plain" }).end("the attacker's answer\n");
        });
        request.on("error", () => {});
    };
}

/** A connection alone is seen already: a handshake that came to its end is a way. */
export function tcpSink(log: Log, name: string): Server {
    return createTcp((socket) => {
        const at = { sink: name, from: socket.remoteAddress, to: socket.localAddress, port: socket.localPort };
        log({ kind: "sink", ...at, event: "connected" });
        socket.setTimeout(5000, () => socket.destroy());
        socket.on("error", () => socket.destroy());
        socket.on("data", (data: Buffer) => {
            log({ kind: "sink", ...at, data: textOf(data) });
            socket.write("the attacker's answer\n");
        });
    });
}

export const httpsSink = (log: Log, tls: { cert: Buffer; key: Buffer }): Server =>
    createHttps(tls, httpSink(log, "https")).on("tlsClientError", (error) =>
        log({ kind: "sink", sink: "https", event: "no TLS", why: error.message }),
    );

export const plainSink = (log: Log): Server => createHttp(httpSink(log, "http"));

export function udpSink(log: Log, name: string, fd: number, family: "udp4" | "udp6"): Promise<void> {
    const socket = createSocket(family);
    socket.on("message", (data, { address, port }) => {
        log({ kind: "sink", sink: name, from: address, data: textOf(data) });
        socket.send("the attacker's answer\n", port, address);
    });
    return new Promise((resolve, reject) => {
        socket.once("listening", resolve).once("error", reject);
        socket.bind({ fd });
    });
}
