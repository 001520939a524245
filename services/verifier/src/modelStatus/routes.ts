import type { FastifyPluginAsync, FastifySchema, RouteShorthandOptions } from "fastify";

import { errorEnvelope } from "../http/schemas";
import { ModelStatusError, type ModelStatusReader } from "./reader";
import { statusBody } from "./schema";

export interface ModelStatusRoutesOptions {
    reader: ModelStatusReader;
}

const schema = {
    tags: ["model"],
    summary: "Where the download of the vision model stands; 404 when none was ever started",
    response: { 200: statusBody, 404: errorEnvelope, 503: errorEnvelope },
} as FastifySchema;

const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

export const modelStatusRoutes: FastifyPluginAsync<ModelStatusRoutesOptions> = async (app, { reader }) => {
    const errorHandler: RouteShorthandOptions["errorHandler"] = (error, _request, reply) => {
        if (!(error instanceof ModelStatusError)) throw error;
        reply.removeHeader("content-type");
        if (error.kind === "unreadable") reply.header("retry-after", 5);
        throw Object.assign(new Error(error.message), { statusCode: error.kind === "absent" ? 404 : 503 });
    };
    // Text, not an object: it is made once for each reading of the file, not once for each request. And no promise for it: most
    // requests find a reading that still counts.
    app.get("/model-status", { schema, errorHandler }, (_request, reply) => {
        reply.headers(headers);
        return reader.json();
    });
};
