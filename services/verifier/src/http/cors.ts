import type { FastifyInstance } from "fastify";

const preflight = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, x-correlation-id",
    "access-control-max-age": "600",
};

/**
 * Lets pages of other origins ask (Fetch standard, 3.3). A token is no cookie: no browser adds it on its own, so "*" gives
 * nobody more than what they could ask without a browser. Costs nothing where no browser asks, hence no plugin.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
    const any = origins.includes("*");
    app.addHook("onRequest", (request, reply, done) => {
        const { origin } = request.headers;
        if (origin === undefined) return done();
        reply.header("vary", "Origin");
        if (!any && !origins.includes(origin)) return done();
        reply.headers({
            "access-control-allow-origin": any ? "*" : origin,
            "access-control-expose-headers": "x-correlation-id, retry-after",
        });
        const asks = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
        if (!asks) return done();
        reply.code(204).headers(preflight).send();
    });
}
