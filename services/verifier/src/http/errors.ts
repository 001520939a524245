import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { randomUUID } from "node:crypto";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FastifySchemaValidationError } from "fastify/types/schema";
import type { Logger } from "pino";

/** What a client did wrong, or has to wait for; Fastify reads `statusCode`. */
export class HttpError extends Error {
    constructor(
        readonly statusCode: number,
        /** A sentence, or an object where clients need its parts. */
        readonly detail: string | object,
        readonly retryAfterSeconds?: number,
    ) {
        super(typeof detail === "string" ? detail : JSON.stringify(detail));
    }
}

export interface ErrorEnvelope {
    detail: string | object;
    /** HTTP_<status>, or INTERNAL_ERROR. */
    error_code: string;
    correlation_id: string;
}

function envelope(status: number, detail: string | object, correlationId: string): ErrorEnvelope {
    return {
        detail,
        error_code: status === 500 ? "INTERNAL_ERROR" : `HTTP_${status}`,
        correlation_id: correlationId,
    };
}

function detailOf(error: FastifyError | HttpError, status: number): string | object {
    if (error instanceof HttpError) return error.detail;
    return status === 500 ? "Internal error; the log has it under this correlation id" : error.message;
}

export type AnswerError = (
    error: FastifyError | HttpError,
    request: FastifyRequest,
    reply: FastifyReply,
) => FastifyReply;

/** Answers an error in the envelope; also for Fastify's own, such as a path that cannot be decoded. */
export function errorAnswers(log: Logger): AnswerError {
    return (error, request, reply) => {
        const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
        if (status >= 500) log.error({ correlation_id: request.id, err: error }, "request failed");
        if (error instanceof HttpError && error.retryAfterSeconds !== undefined) {
            reply.header("retry-after", error.retryAfterSeconds);
        }
        return reply.code(status).send(envelope(status, detailOf(error, status), request.id));
    };
}

/**
 * Every error as {detail, error_code, correlation_id}: of handlers, schemas and body limits. Gives back what answers unknown paths and
 * methods, for the scope whose hooks they are to have.
 */
export function handleErrors(
    app: FastifyInstance,
    answerError: AnswerError,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
    const routes: { method: string; path: RegExp }[] = [];
    app.addHook("onRoute", ({ method, url }) => {
        const path = new RegExp(`^${url.replaceAll(/[.+]/g, "\\$&").replace("*", ".*").replaceAll(/:\w+/g, "[^/]+")}$`);
        routes.push(...[method].flat().map((one) => ({ method: one, path })));
    });
    const answerNothing = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
        const path = request.url.split("?", 1)[0]!;
        const methods = new Set(routes.filter((route) => route.path.test(path)).map(({ method }) => method));
        // A route may also find nothing: a file of /docs/static.
        if (methods.size === 0 || methods.has(request.method)) {
            return answerError(new HttpError(404, "There is nothing at this path"), request, reply);
        }
        const allowed = [...methods].join(", ");
        reply.header("allow", allowed);
        return answerError(new HttpError(405, `This path answers ${allowed}`), request, reply);
    };
    // Where nothing is, what else is wrong with the request does not matter: Fastify asks QUERY for a Content-Type first.
    app.setErrorHandler((error, request, reply) =>
        request.is404 ? answerNothing(request, reply) : answerError(error as FastifyError, request, reply),
    );
    return answerNothing;
}

/** ajv's first message, with what it keeps aside: the values that are allowed, or the name that is not. */
export function describeSchemaErrors([error]: FastifySchemaValidationError[], where: string): Error {
    const { instancePath, message = "is not valid", params } = error!;
    const allowed = params.allowedValues as string[] | undefined;
    const says = allowed ? `must be one of ${allowed.join(", ")}` : message;
    const name = params.additionalProperty as string | undefined;
    return new Error(`${where}${instancePath} ${says}${name === undefined ? "" : `: ${name.slice(0, 40)}`}`);
}

const unreadable = { status: 400, says: "this is no HTTP request that can be read" };
const parserErrors: Record<string, typeof unreadable> = {
    ERR_HTTP_REQUEST_TIMEOUT: {
        status: 408,
        says: "the request did not arrive in time: 15 s for headers, 60 s for all",
    },
    HPE_HEADER_OVERFLOW: { status: 431, says: "path and headers are longer than 16 kB" },
};

/** Requests that never became one: broken HTTP, headers that are too large, clients that are too slow. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === "ECONNRESET" || !socket.writable) return;
    const { status, says } = parserErrors[error.code ?? ""] ?? unreadable;
    const body = JSON.stringify(envelope(status, `${STATUS_CODES[status]}: ${says}`, randomUUID()));
    socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
            `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
}
