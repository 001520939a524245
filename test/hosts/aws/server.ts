import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** One server on a free loopback port, and how to stop it with whatever still hangs on it. */
export interface Listening {
    readonly url: string;
    close(): Promise<void>;
}

export async function listen(listener: RequestListener, tls?: { key: string; cert: string }): Promise<Listening> {
    const server = tls ? createTlsServer(tls, listener) : createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
        close: () => {
            server.closeAllConnections();
            return new Promise((resolve) => server.close(() => resolve()));
        },
    };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
}

export function answer(response: ServerResponse, status: number, body: string | Buffer, clock: number): void {
    response.writeHead(status, { date: new Date(clock).toUTCString(), "content-length": Buffer.byteLength(body) });
    response.end(body);
}
