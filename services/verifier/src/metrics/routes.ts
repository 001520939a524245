import type { FastifyPluginAsync } from "fastify";

import type { Metrics } from "./metrics";

/** `GET /metrics`: Prometheus' text format. */
export const metricsRoutes: FastifyPluginAsync<{ metrics: Metrics }> = async (app, { metrics }) => {
    const schema = { tags: ["service"], summary: "Prometheus metrics", response: { 200: { type: "string" } } };
    app.get("/metrics", { schema }, async (_request, reply) => {
        reply.type(metrics.registry.contentType);
        return metrics.registry.metrics();
    });
};
