import type { FastifyPluginAsync } from "fastify";

import { backends, type BackendMonitor } from "./backends";

export interface HealthRoutesOptions {
    monitor: BackendMonitor;
    /** OLLAMA_MODEL */
    model: string;
}

const backendBody = {
    type: "object",
    properties: { available: { type: "boolean" }, error: { type: ["string", "null"] } },
} as const;

const healthBody = {
    type: "object",
    properties: {
        status: { type: "string", enum: ["healthy", "degraded"], description: "degraded: a backend is missing" },
        backends: {
            type: "object",
            properties: {
                tesseract: backendBody,
                ollama: { ...backendBody, properties: { ...backendBody.properties, model: { type: "string" } } },
            },
        },
        capabilities: {
            type: "object",
            properties: {
                ocr_backends: { type: "array", items: { type: "string", enum: [...backends] } },
                degraded_mode: { type: "boolean" },
            },
        },
    },
};

/** `GET /health`: always 200 and at once, from what the background checks found. */
export const healthRoutes: FastifyPluginAsync<HealthRoutesOptions> = async (app, { monitor, model }) => {
    const schema = {
        tags: ["service"],
        summary: "What the service can do now; always 200",
        response: { 200: healthBody },
    };
    app.get("/health", { schema }, async (_request, reply) => {
        const available = monitor.available();
        const degraded = available.length < backends.length;
        reply.header("cache-control", "no-store");
        return {
            status: degraded ? "degraded" : "healthy",
            backends: { tesseract: monitor.state("tesseract"), ollama: { ...monitor.state("ollama"), model } },
            capabilities: { ocr_backends: available, degraded_mode: degraded },
        };
    });
};
