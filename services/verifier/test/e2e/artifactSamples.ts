import Fastify, { type FastifyError, type FastifyInstance } from "fastify";

import {
    artifactRoutes,
    ArtifactStore,
    type ArtifactInput,
    type ArtifactOutcome,
    type StoreLog,
} from "../../src/artifacts";
import { S3Server } from "./s3Server";

export const silent: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function sample(change: Partial<ArtifactInput> = {}): ArtifactInput {
    return {
        timestamp: new Date(),
        clientIp: "198.51.100.7",
        image: Buffer.from("\x89PNG made-up image"),
        imageFormat: "image/png",
        ocrBackend: "tesseract",
        verdict: "NON_COMPLIANT",
        processingTimeMs: 1523.4,
        modelVersion: "1.0.0",
        extractedText: { text: "GOVERNMENT WARNING: ..." },
        validationResult: { status: "NON_COMPLIANT", violations: [] },
        ...change,
    };
}

export function storeAt(endpoint: string, log = silent, deletion: "purge" | "hide" = "purge"): ArtifactStore {
    const settings = { bucket: S3Server.bucket, region: "us-east-1", retentionDays: 365, deletion, endpoint };
    return new ArtifactStore(settings, log);
}

export function savedId(outcome: ArtifactOutcome): string {
    if (!outcome.saved) throw new Error(`not saved: ${outcome.error}`);
    return outcome.id;
}

/** The routes alone, with the service's error envelope. */
export async function appWith(store: ArtifactStore | undefined): Promise<FastifyInstance> {
    const app = Fastify({ genReqId: () => "correlation-1" });
    app.setErrorHandler((error: FastifyError, request, reply) => {
        const status = error.statusCode ?? 500;
        return reply
            .code(status)
            .send({ detail: error.message, error_code: `HTTP_${status}`, correlation_id: request.id });
    });
    await app.register(artifactRoutes, { store });
    return app;
}
