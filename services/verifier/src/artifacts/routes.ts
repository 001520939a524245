import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema } from "fastify";

import { clientIp } from "../http/clientIp";
import { errorEnvelope } from "../http/schemas";
import { ArtifactHttpError, BucketError } from "./errors";
import { decodeCursor } from "./listing";
import { artifactBody, daysQuery, idParams, listQuery, pageBody, statisticsBody } from "./schemas";
import type { ArtifactStore } from "./store";
import { imageExtensions, type Verdict } from "./types";

export interface ArtifactRoutesOptions {
    /** Undefined when ARTIFACT_STORAGE_ENABLED is not true: every route then answers 404 and says so. */
    store: ArtifactStore | undefined;
}

interface ListQuerystring {
    start_date?: string;
    end_date?: string;
    validation_status?: Verdict;
    limit: number;
    cursor?: string;
}

const errors = { "4xx": errorEnvelope, "5xx": errorEnvelope };
const pictures = Object.fromEntries(
    Object.keys(imageExtensions).map((format) => [format, { schema: { type: "string", format: "binary" } }]),
);
const retryAfterSeconds = 10;

/** `/artifacts` and `/statistics`: authentication is that of the scope the plugin is registered in. */
export const artifactRoutes: FastifyPluginAsync<ArtifactRoutesOptions> = async (app, { store: configured }) => {
    const store = (): ArtifactStore => {
        if (configured) return configured;
        throw new ArtifactHttpError(
            404,
            "Artifact storage is off: set ARTIFACT_STORAGE_ENABLED and ARTIFACT_S3_BUCKET",
        );
    };
    // `tags` and `summary` are known to @fastify/swagger, which the server registers.
    const schema = (summary: string, rest: object): FastifySchema =>
        ({ tags: ["artifacts"], summary, ...rest }) as FastifySchema;

    app.get<{ Querystring: ListQuerystring }>(
        "/artifacts",
        {
            schema: schema("Stored verifications, newest first", {
                querystring: listQuery,
                response: { 200: pageBody, ...errors },
            }),
        },
        (request, reply) => answer(reply, async () => store().list(toListQuery(request.query))),
    );

    app.get<{ Querystring: Pick<ListQuerystring, "start_date" | "end_date"> }>(
        "/statistics",
        {
            schema: schema(
                "Verdicts of the newest 250 stored verifications by backend, field and day; backends compared",
                {
                    querystring: daysQuery,
                    response: { 200: statisticsBody, ...errors },
                },
            ),
        },
        (request, reply) => answer(reply, async () => store().statistics(toDays(request.query))),
    );

    app.get<{ Params: { id: string } }>(
        "/artifacts/:id",
        {
            schema: schema("One stored verification", {
                params: idParams,
                response: { 200: artifactBody, ...errors },
            }),
        },
        ({ params: { id } }, reply) => answer(reply, async () => found(await store().get(id), id)),
    );

    app.get<{ Params: { id: string } }>(
        "/artifacts/:id/image",
        {
            schema: schema("The image as it was uploaded; 409 when archived, 202 while being restored", {
                params: idParams,
                response: { 200: { content: pictures }, 202: errorEnvelope, ...errors },
            }),
        },
        ({ params: { id } }, reply) => answer(reply, () => sendImage(store(), id, reply)),
    );

    app.delete<{ Params: { id: string } }>(
        "/artifacts/:id",
        {
            schema: schema("Delete every version of a stored verification; leaves an audit record", {
                params: idParams,
                response: { 204: { type: "null" }, ...errors },
            }),
        },
        (request, reply) => answer(reply, () => remove(store(), request, reply)),
    );
};

async function sendImage(store: ArtifactStore, id: string, reply: FastifyReply): Promise<FastifyReply> {
    const { stream, format, sizeBytes } = found(await store.image(id), id);
    return reply
        .headers({
            "content-type": format,
            "content-length": sizeBytes,
            "content-disposition": `inline; filename="${id}.${imageExtensions[format]}"`,
            "x-content-type-options": "nosniff",
            // What a client uploaded must not run as a document of this site.
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "private, no-store",
        })
        .send(stream);
}

async function remove(store: ArtifactStore, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id } = request.params as { id: string };
    const deleted = await store.delete(id, { clientIp: clientIp(request), correlationId: request.id });
    if (!deleted) throw notFound(id);
    return reply.code(204).send();
}

function found<T>(value: T | undefined, id: string): T {
    if (value === undefined) throw notFound(id);
    return value;
}

function notFound(id: string): ArtifactHttpError {
    return new ArtifactHttpError(404, `There is no artifact ${id}`);
}

function toDays({ start_date, end_date }: Pick<ListQuerystring, "start_date" | "end_date">) {
    if (start_date !== undefined && end_date !== undefined && start_date > end_date) {
        throw new ArtifactHttpError(400, `start_date ${start_date} is after end_date ${end_date}`);
    }
    return {
        from: start_date === undefined ? undefined : new Date(start_date),
        to: end_date === undefined ? undefined : new Date(`${end_date}T23:59:59.999Z`),
    };
}

function toListQuery({ validation_status, limit, cursor, ...days }: ListQuerystring) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && !after) {
        throw new ArtifactHttpError(400, "cursor is not one that GET /artifacts gave: leave it out to start again");
    }
    return { ...toDays(days), verdict: validation_status, limit, after };
}

/** Turns what S3 says into an answer that tells the client what to do. */
async function answer<T>(reply: FastifyReply, handler: () => Promise<T>): Promise<T | FastifyReply> {
    try {
        return await handler();
    } catch (error) {
        if (!(error instanceof BucketError)) throw error;
        switch (error.kind) {
            case "restoring":
                return reply
                    .code(202)
                    .header("retry-after", 3600)
                    .send({ detail: `${error.message}; ask again later` });
            case "archived":
                throw new ArtifactHttpError(
                    409,
                    `${error.message}: restore it (S3 RestoreObject), then ask again`,
                    error,
                );
            case "unavailable":
                reply.header("retry-after", retryAfterSeconds);
                throw new ArtifactHttpError(503, "Artifact storage does not answer; try again later", error);
            default:
                throw new ArtifactHttpError(502, "Artifact storage refused the request; see the service's log", error);
        }
    }
}
