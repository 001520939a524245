import type { FastifyPluginAsync, FastifySchema, RouteShorthandOptions } from "fastify";

import { errorEnvelope } from "../http/schemas";
import { ModelStatusError, type ModelStatusReader } from "./reader";
import { statusBody } from "./schema";

export interface ModelStatusRoutesOptions {
    reader: ModelStatusReader;
}

export const path = "/model-status";

const schema = {
    tags: ["model"],
    summary: "Where the download of the vision model stands; 404 when none was ever started",
    response: { 200: statusBody, 404: errorEnvelope, 503: errorEnvelope },
} as FastifySchema;

export const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };

export const modelStatusRoutes: FastifyPluginAsync<ModelStatusRoutesOptions> = async (app, { reader }) => {
    const errorHandler: RouteShorthandOptions["errorHandler"] = (error, _request, reply) => {
        if (!(error instanceof ModelStatusError)) throw error;
        reply.removeHeader("content-type");
        if (error.kind === "unreadable") reply.header("retry-after", 5);
        throw Object.assign(new Error(error.message), { statusCode: error.kind === "absent" ? 404 : 503 });
    };
    app.get(path, { schema, errorHandler }, (_request, reply) => {
        reply.headers(headers);
        return reader.json();
    });
};
