import type { FastifyInstance } from "fastify";

/** OWASP's headers for APIs: an answer is data, never a page. TLS ends at the load balancer. */
export const forData = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
};

/** Everything comes from here; the page shows the label it is about to send from memory (blob:). */
const forPages = {
    "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
};

/** Headers of every answer, errors too. */
export function secure(app: FastifyInstance): void {
    app.addHook("onRequest", (_request, reply, done) => {
        reply.headers(forData);
        done();
    });
}

/** For a scope that serves pages, with scripts and styles in files of their own. */
export function servePages(scope: FastifyInstance): void {
    scope.addHook("onRequest", (_request, reply, done) => {
        reply.headers(forPages);
        done();
    });
}
