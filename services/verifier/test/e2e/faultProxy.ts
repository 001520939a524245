import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** What happens to a request instead of being passed on. */
export type Fault =
    | { status: number; code: string }
    | { headers: Record<string, string> }
    /** The body, but the connection breaks after so many bytes. */
    | { cutAfter: number }
    /** The body, at so many bytes a second. */
    | { bytesPerSecond: number }
    | "hang"
    | "cut";

/**
 * Stands between a client and the S3 server: passes requests on unchanged (the signature holds, it covers the Host header
 * as sent), counts them, and answers those that a test picks with one of S3's documented errors.
 */
export class FaultProxy {
    requests: string[] = [];
    /** Of bodies of answers. */
    bytesSent = 0;
    fault: (method: string, path: string) => Fault | undefined = () => undefined;
    private constructor(
        private readonly server: Server,
        readonly endpoint: string,
    ) {}

    static async start(target: string): Promise<FaultProxy> {
        const server = createServer().listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as { port: number };
        const proxy = new FaultProxy(server, `http://127.0.0.1:${port}`);
        server.on("request", (incoming, outgoing) => proxy.handle(target, incoming, outgoing));
        return proxy;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }

    private handle(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
        const method = incoming.method!;
        const path = incoming.url!;
        this.requests.push(`${method} ${path}`);
        const fault = this.fault(method, path);
        if (fault === "hang") return;
        if (fault === "cut") return void incoming.socket.destroy();
        if (fault && "status" in fault) {
            const body = `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>${fault.code}</Message></Error>`;
            incoming.resume();
            outgoing.writeHead(fault.status, { "content-type": "application/xml" }).end(method === "HEAD" ? "" : body);
            return;
        }
        const onward = request(target + path, { method, headers: incoming.headers }, (answer) => {
            const changed = fault && "headers" in fault ? fault.headers : {};
            outgoing.writeHead(answer.statusCode!, { ...answer.headers, ...changed });
            void this.body(answer, outgoing, fault).catch(() => outgoing.destroy());
        });
        onward.on("error", () => outgoing.destroy());
        pipeline(incoming, onward, () => undefined);
    }

    private async body(answer: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): Promise<void> {
        let left = fault && typeof fault === "object" && "cutAfter" in fault ? fault.cutAfter : Infinity;
        const speed =
            fault && typeof fault === "object" && "bytesPerSecond" in fault ? fault.bytesPerSecond : undefined;
        for await (const chunk of answer as AsyncIterable<Buffer>) {
            const part = chunk.subarray(0, left);
            left -= part.length;
            this.bytesSent += part.length;
            if (!outgoing.write(part)) await once(outgoing, "drain");
            if (left <= 0) return void outgoing.destroy();
            if (speed !== undefined) await sleep((part.length / speed) * 1000);
        }
        outgoing.end();
    }
}
