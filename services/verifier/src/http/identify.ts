import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

import { HttpError } from "./errors";

export const idHeader = "x-correlation-id";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A client's own id, if it is one, so that its log and ours can be laid side by side. */
export function correlationId({ headers }: IncomingMessage): string {
    const given = headers[idHeader];
    return typeof given === "string" && uuid.test(given) ? given : randomUUID();
}

/** Every answer carries its correlation id. A request of HTTP/1.1 names its host (RFC 9112, 3.2). */
export function identify(app: FastifyInstance): void {
    app.addHook("onRequest", (request, reply, done) => {
        reply.header(idHeader, request.id);
        const nameless = request.headers.host === undefined && request.raw.httpVersion === "1.1";
        done(nameless ? new HttpError(400, "The header Host is missing") : undefined);
    });
}
