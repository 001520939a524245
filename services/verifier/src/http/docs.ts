import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifySchema } from "fastify";

import { version } from "../../package.json";
import { servePages } from "./security";

declare module "fastify" {
    interface FastifyContextConfig {
        /** Schema of a multipart form, for OpenAPI only: the form reader checks it. */
        form?: object;
    }
}

/** OpenAPI at /docs (page), /docs/json and /docs/yaml; all of its files come from here. */
export async function documentApi(app: FastifyInstance): Promise<void> {
    await app.register(swagger, {
        openapi: {
            openapi: "3.0.3",
            info: {
                title: "Label verifier",
                version,
                description: "Checks pictures of alcohol labels against 27 CFR and against what the application says.",
            },
            components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
            // Which routes ask for it, the configuration decides.
            security: [{}, { token: [] }],
            tags: ["verify", "artifacts", "model", "service"].map((name) => ({ name })),
        },
        transform: ({ schema, url, route }) => {
            const form = route.config?.form;
            return { url, schema: (form ? { ...schema, body: form } : schema) as FastifySchema };
        },
    });
    // Where FastAPI, the original's framework, has them.
    const hidden = { schema: { hide: true } };
    app.get("/openapi.json", hidden, async () => app.swagger());
    app.get("/redoc", hidden, async (_request, reply) => reply.redirect("/docs", 302));
    await app.register(async (scope) => {
        servePages(scope);
        await scope.register(swaggerUi, { routePrefix: "/docs", uiConfig: { validatorUrl: null } });
    });
}
