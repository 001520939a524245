import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

import { HttpError } from "../http/errors";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** An onRequest hook: runs before anything of the body is read. Compares digests, so that time tells nothing of the token. */
export function requireToken(token: string): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
    const expected = digest(token);
    return async (request, reply) => {
        const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
        if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
        // RFC 6750, section 3.
        const reason = given === undefined ? "" : ', error="invalid_token"';
        reply.header("www-authenticate", `Bearer realm="label-verifier"${reason}`);
        throw new HttpError(401, "A token is needed: send Authorization: Bearer <VERIFIER_TOKEN>");
    };
}
