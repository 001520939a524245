import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The two documented endpoints that the service uses: GET /api/tags and POST /api/chat. */
export class FakeOllama {
    models: string[] = ["qwen2.5vl:3b"];
    /** What /api/chat reads from any picture; undefined: it keeps the client waiting. */
    text: string | undefined = "Silver Creek\n13.5% ALC/VOL";
    /** Of the answers of /api/chat. */
    status = 200;
    /** The picture of the last conversation. */
    picture: Buffer = Buffer.alloc(0);
    /** Requests to /api/tags are kept waiting. */
    hangs = false;
    /** Conversations that wait. */
    readonly open = new Set<ServerResponse>();
    private constructor(
        private readonly server: Server,
        readonly url: string,
    ) {}

    static async start(port = 0): Promise<FakeOllama> {
        const server = createServer().listen(port, "127.0.0.1");
        await once(server, "listening");
        const fake = new FakeOllama(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        server.on("request", (request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk: Buffer) => chunks.push(chunk));
            request.on("end", () => {
                const body = Buffer.concat(chunks).toString();
                if (body !== "") fake.picture = pictureOf(body);
                fake.answer(request.url!, response);
            });
        });
        return fake;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }

    private answer(url: string, response: ServerResponse): void {
        if (url === "/api/tags") {
            if (!this.hangs)
                response.end(JSON.stringify({ models: this.models.map((name) => ({ name, model: name })) }));
            return;
        }
        if (this.status !== 200) {
            response.writeHead(this.status).end('{"error":"unknown model architecture: \'mllama\'"}');
            return;
        }
        if (this.text !== undefined) {
            response.end(JSON.stringify({ message: { role: "assistant", content: this.text }, done: true }));
            return;
        }
        this.open.add(response);
        response.on("close", () => this.open.delete(response));
    }
}

function pictureOf(chat: string): Buffer {
    const { messages } = JSON.parse(chat) as { messages: { images: string[] }[] };
    return Buffer.from(messages[0]!.images[0]!, "base64");
}

/** Tries until it is so. */
export async function eventually(condition: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
    const deadline = Date.now() + ms;
    while (!(await condition())) {
        if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${condition.toString()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
