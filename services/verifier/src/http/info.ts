import type { FastifyPluginAsync } from "fastify";

import { version } from "../../package.json";

/** `GET /`: what this is, for programs. */
export const infoRoutes: FastifyPluginAsync = async (app) => {
    const properties = { name: { type: "string" }, version: { type: "string" }, documentation: { type: "string" } };
    const schema = { tags: ["service"], summary: "What this is", response: { 200: { type: "object", properties } } };
    app.get("/", { schema }, async () => ({ name: "label verifier", version, documentation: "/docs" }));
};
