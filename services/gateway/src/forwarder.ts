import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { buffer } from "node:stream/consumers";

import { frameFilter } from "./answers/frames";
import type { Answers } from "./answers/providerRun";
import type { Endpoint, GatewayConfig } from "./config";
import { eventStream } from "./dialects/bedrock";
import { says } from "./forwarded";
import { scrubbed } from "./forward";
import { Refusal } from "./refusal";
import { routesOf } from "./routes";
import { longestKept, Upstream, type Answer, type Dialling } from "./upstream";

/** What the listener may say of a call; the endpoint's name and key are added here. */
const taken = ["content-type", "content-length", "accept", "accept-encoding", "anthropic-version", "anthropic-beta"];
/** What it must know of an answer. */
const told = ["content-type", "content-encoding", "retry-after"];
/** What the provider's own tools made is judged by the listener. */
const unjudged: Answers = { providerRun: () => false, clientsOwn: () => false };

/** The one process that holds an endpoint's key: sends what the listener has judged to that endpoint, and to nothing else. */
export class Forwarder {
    readonly server: Server;
    private upstream!: Upstream;
    private paths!: ReadonlySet<string>;

    constructor(
        private endpoint: Endpoint,
        private readonly options: Dialling = {},
    ) {
        this.take(endpoint);
        const patient = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, maxHeaderSize: 65536 };
        this.server = createServer(patient, (request, response) => void this.exchange(request, response));
    }

    /** The endpoint as a reload has it. @throws Error when its `caFile` cannot be read */
    take(endpoint: Endpoint): void {
        const before = this.upstream as Upstream | undefined;
        this.upstream = new Upstream(endpoint, this.options);
        const alone = { endpoints: [endpoint], default: endpoint.name } as unknown as GatewayConfig;
        this.paths = new Set([...routesOf(alone).values()].map(({ path }) => path));
        this.endpoint = endpoint;
        before?.retire();
    }

    private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const gone = new AbortController();
        response.once("close", () => {
            if (!response.writableFinished) gone.abort();
        });
        try {
            if (request.method !== "POST" || !this.paths.has(request.url ?? ""))
                throw new Refusal(403, "path", `This path is none of ${this.endpoint.name}'s.`);
            const headers = picked(request.headers, taken);
            const large = Number(headers["content-length"] ?? 0) > longestKept;
            const body = large ? request : [await buffer(request)];
            const answer = await this.upstream.send(request.url!, headers, body, gone.signal, () => undefined);
            await pass(answer, response, gone.signal);
        } catch (error) {
            refuse(error, response);
        }
    }
}

function picked(headers: IncomingMessage["headers"], names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.filter((name) => name in headers).map((name) => [name, String(headers[name])]));
}

async function pass({ head, scrub }: Answer, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const headers = picked(head.headers, told);
    response.writeHead(head.statusCode!, { ...headers, trailer: says.echo });
    response.flushHeaders();
    const frames = (headers["content-type"] ?? "").toLowerCase().startsWith(eventStream);
    const clean = pipeline(head, frames ? frameFilter(unjudged, scrub) : scrubbed(scrub), () => undefined);
    try {
        for await (const piece of clean) if (!response.write(piece)) await once(response, "drain", { signal });
    } catch (error) {
        // A frame that holds the key ends the stream before it; any other end that comes early is a fault.
        if (!scrub.found) throw error;
    }
    if (scrub.found) response.addTrailers({ [says.echo]: "1" });
    response.end();
}

function refuse(error: unknown, response: ServerResponse): void {
    if (response.headersSent || response.destroyed) return void (response.writableEnded || response.destroy());
    const { status, rule, message, unsent } =
        error instanceof Refusal ? error : new Refusal(502, "upstream", "The endpoint's answer ended early.");
    response.writeHead(status, { [says.rule]: rule, ...(unsent && { [says.unsent]: "1" }) }).end(message);
}
