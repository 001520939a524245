import type { FastifyInstance } from "fastify";

import type { Metrics } from "../metrics/metrics";

/** Asked every few seconds by machines: not worth a line each. */
const polled = new Set(["/health", "/metrics", "/model-status"]);

/**
 * One line and one observation an answer. The route and not the address: no query, no id, and nothing that a client wrote
 * gets into the log.
 */
export function logRequests(app: FastifyInstance, metrics: Metrics): void {
    app.addHook("onResponse", (request, reply, done) => {
        const route = request.routeOptions.url ?? "(none)";
        const { method } = request;
        metrics.answered(route, method, reply.statusCode, reply.elapsedTime / 1000);
        if (!polled.has(route)) {
            const ms = Math.round(reply.elapsedTime);
            request.log.info({ method, route, status: reply.statusCode, ms }, "answered");
        }
        done();
    });
}
