import type { FastifyInstance } from "fastify";

import type { Metrics } from "../metrics/metrics";

/**
 * One line and one observation an answer, for routes registered after this. The route and not the address: no query, no id,
 * and nothing that a client wrote gets into the log.
 */
export function logRequests(app: FastifyInstance, metrics: Metrics): void {
    app.addHook("onResponse", (request, reply, done) => {
        const route = request.routeOptions.url ?? "(none)";
        const { method } = request;
        metrics.answered(route, method, reply.statusCode, reply.elapsedTime / 1000);
        const ms = Math.round(reply.elapsedTime);
        request.log.info({ method, route, status: reply.statusCode, ms }, "answered");
        done();
    });
}
