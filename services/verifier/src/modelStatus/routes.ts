import type { FastifyPluginAsync, FastifySchema } from "fastify";

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
    app.get("/model-status", { schema }, async (_request, reply) => {
        try {
            // Text, not an object: it is made once for each reading of the file, not once for each request.
            const json = await reader.json();
            return reply.headers(headers).send(json);
        } catch (error) {
            if (!(error instanceof ModelStatusError)) throw error;
            if (error.kind === "unreadable") reply.header("retry-after", 5);
            throw Object.assign(new Error(error.message), { statusCode: error.kind === "absent" ? 404 : 503 });
        }
    });
};
