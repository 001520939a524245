import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Server, createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";

/** A certificate of one's own making, as each host has one. */
export interface Identity {
    readonly certificate: string;
    readonly key: string;
}

export function identity(name: string): Identity {
    const folder = mkdtempSync(join(tmpdir(), "edge-identity-"));
    try {
        const [key, certificate] = ["key.pem", "certificate.pem"].map((file) => join(folder, file));
        const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
        const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        execFileSync("openssl", [...made, ...subject, "-keyout", key!, "-out", certificate!], { stdio: "pipe" });
        return { certificate: readFileSync(certificate!, "utf8"), key: readFileSync(key!, "utf8") };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

export interface Seen {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly string[];
    readonly body: string;
}

/** Stands where relay and container are: TLS with the edge's certificate demanded, any answer that a test likes, hostile ones too. */
export class Container {
    readonly seen: Seen[] = [];
    readonly sockets: Duplex[] = [];
    answer: (request: IncomingMessage & { body?: string }, response: ServerResponse) => void = (_request, response) =>
        response.end("hello\n");
    /** Written in answer to the opening of a websocket; the default opens it and echoes. */
    opening?: string;
    private readonly server: Server;

    constructor(own: Identity, edge: Identity) {
        this.server = createServer({
            cert: own.certificate,
            key: own.key,
            ca: edge.certificate,
            requestCert: true,
            rejectUnauthorized: true,
        });
        this.server.on("request", (request, response) => {
            const pieces: Buffer[] = [];
            request.on("data", (piece: Buffer) => pieces.push(piece));
            request.on("end", () => {
                const body = Buffer.concat(pieces).toString("latin1");
                this.record(request, body);
                this.answer(Object.assign(request, { body }), response);
            });
        });
        this.server.on("upgrade", (request, socket) => {
            this.record(request, "");
            this.sockets.push(socket);
            socket.on("error", () => socket.destroy());
            const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
            const accept = createHash("sha1").update(key).digest("base64");
            const head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
            socket.write(this.opening ?? head);
            socket.pipe(socket);
        });
    }

    private record({ method, url, rawHeaders }: IncomingMessage, body: string): void {
        this.seen.push({ method: method!, url: url!, headers: rawHeaders, body });
    }

    listen(address: string, port: number): Promise<void> {
        return new Promise((settle, fail) => {
            this.server.once("error", fail);
            this.server.listen(port, address, settle);
        });
    }

    close(): void {
        for (const socket of this.sockets) socket.destroy();
        this.server.closeAllConnections();
        this.server.close();
    }
}
