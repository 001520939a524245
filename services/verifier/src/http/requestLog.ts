import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";

import type { Metrics } from "../metrics/metrics";

/**
 * One line and one observation an answer. The route and not the address: no query, no id, and nothing that a client wrote
 * gets into the log.
 */
export function logRequests(app: FastifyInstance, log: Logger, metrics: Metrics): void {
    const record = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
        const route = request.routeOptions.url ?? "(none)";
        const { method } = request;
        metrics.answered(route, method, status, reply.elapsedTime / 1000);
        const ms = Math.round(reply.elapsedTime);
        log.info({ correlation_id: request.id, method, route, status, ms }, "answered");
    };
    // Without a connection there is no response that ends, and on some versions of Node no onResponse either.
    app.addHook("onRequest", (request, reply, done) => {
        reply.raw.once("close", () => {
            if (!reply.raw.writableFinished) record(request, reply, 499);
        });
        done();
    });
    app.addHook("onResponse", (request, reply, done) => {
        if (!reply.raw.destroyed) record(request, reply, reply.statusCode);
        done();
    });
}
