import type { RequestListener } from "node:http";

import { correlationId, idHeader } from "../http/identify";
import { forData } from "../http/security";
import type { ModelStatusReader } from "./reader";
import { headers, path } from "./routes";

/** A list, because V8 makes a hidden class for each object that is spread into a new one; only a full collection frees those. */
const fixed = Object.entries({ ...forData, ...headers }).flat();

/**
 * Answers `GET /model-status` before Fastify sees it, from a reading that still counts: it is what clients ask most, all day, and most of
 * what Fastify does for a request is not needed for it. All else is left to the routes (errors, a new reading, other origins, a server
 * that closes), and what they would answer is the same.
 */
export function withShortcut(
    routes: RequestListener,
    reader: ModelStatusReader,
    closing: () => boolean,
): RequestListener {
    return (request, response) => {
        const { method, url, headers: asked } = request;
        const plain = method === "GET" && url === path && asked.origin === undefined && asked.host !== undefined;
        const json = plain && !closing() ? reader.lastJson() : undefined;
        if (json === undefined) return routes(request, response);
        const length = Buffer.byteLength(json);
        response.writeHead(200, [...fixed, idHeader, correlationId(request), "content-length", length]);
        response.end(json);
    };
}
