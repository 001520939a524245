import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Scripts, styles and pictures from here only; the page shows the label it is about to send from memory (blob:). */
const contentSecurityPolicy = {
    useDefaults: false,
    directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
    },
};

/** Headers of every answer, errors too. A token is no cookie: no browser adds it for another site, so any origin may ask. */
export async function secure(app: FastifyInstance, corsOrigins: readonly string[]): Promise<void> {
    await app.register(helmet, {
        contentSecurityPolicy,
        // TLS ends at the load balancer; over plain HTTP browsers ignore it.
        strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    });
    await app.register(cors, {
        origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
        methods: ["GET", "POST", "DELETE"],
        exposedHeaders: ["x-correlation-id", "retry-after"],
    });
}
