import type { FastifyPluginAsync } from "fastify";

import type { Metrics } from "./metrics";

/** `GET /metrics`: Prometheus' text format. */
export const metricsRoutes: FastifyPluginAsync<{ metrics: Metrics }> = async (app, { metrics }) => {
    const text = { content: { "text/plain": { schema: { type: "string" } } } };
    const schema = { tags: ["service"], summary: "Prometheus metrics", response: { 200: text } };
    app.get("/metrics", { schema }, async (_request, reply) => {
        reply.type(metrics.registry.contentType);
        return metrics.registry.metrics();
    });
};
