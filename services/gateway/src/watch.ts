import type { IncomingMessage, ServerResponse } from "node:http";

import type { Metrics } from "./metrics";

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/** `/health` for everybody, `/metrics` for this host only; neither is a call, so neither has an audit line. */
export function answersItself(request: IncomingMessage, response: ServerResponse, metrics: Metrics): boolean {
    if (request.method !== "GET") return false;
    if (request.url === "/health") {
        response.setHeader("content-type", "application/json").end('{"status":"ok"}');
        return true;
    }
    if (request.url !== "/metrics" || !loopback.test(request.socket.remoteAddress ?? "")) return false;
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8").end(metrics.text());
    return true;
}
