import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { MadeUpModel } from "./madeUpModel";

/**
 * As much of the OCI distribution protocol as a pull needs, over TLS: manifests, and blobs with ranges. As Ollama's own registry does, and
 * as Ollama insists on, it sends the client to another host for a blob.
 */
export class Registry {
    /** Bytes a second and connection. */
    speed = Infinity;
    private constructor(
        private readonly server: Server,
        readonly host: string,
        /** The certificate to trust, PEM. */
        readonly certificateFile: string,
    ) {}

    static async start(directory: string, model: MadeUpModel): Promise<Registry> {
        const [key, certificate] = [join(directory, "registry.key"), join(directory, "registry.pem")];
        const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
        const files = ["-keyout", key, "-out", certificate];
        execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...files], {
            stdio: "ignore",
        });
        const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }).listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as { port: number };
        const registry = new Registry(server, `localhost:${port}`, certificate);
        server.on("request", (request, response) => {
            registry.answer(model, request, response).catch(() => response.destroy());
        });
        return registry;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }

    private async answer(model: MadeUpModel, request: IncomingMessage, response: ServerResponse): Promise<void> {
        const [kind, reference] = request.url!.split("/").slice(-2);
        const content = kind === "manifests" ? Buffer.from(model.manifest) : model.blobs.get(reference!);
        const known = request.url!.startsWith("/v2/library/tiny/") && (kind === "blobs" || reference === "1b");
        if (!content || !known) return void response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
        if (kind === "blobs" && request.method === "GET" && request.headers.host === this.host) {
            const location = `https://${this.host.replace("localhost", "127.0.0.1")}${request.url}`;
            return void response.writeHead(307, { location }).end();
        }
        const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
        const body =
            first === undefined ? content : content.subarray(Number(first), last ? Number(last) + 1 : undefined);
        response.writeHead(first === undefined ? 200 : 206, {
            "content-type":
                kind === "manifests"
                    ? "application/vnd.docker.distribution.manifest.v2+json"
                    : "application/octet-stream",
            "content-length": body.length,
            ...(first === undefined
                ? {}
                : { "content-range": `bytes ${first}-${Number(first) + body.length - 1}/${content.length}` }),
        });
        if (request.method === "HEAD") return void response.end();
        await pipeline(this.paced(body), response);
    }

    private async *paced(body: Buffer): AsyncGenerator<Buffer> {
        const step = 64 * 1024;
        for (let at = 0; at < body.length; at += step) {
            yield body.subarray(at, at + step);
            if (Number.isFinite(this.speed)) await sleep((step / this.speed) * 1000);
        }
    }
}
