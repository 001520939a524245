import { createHash } from "node:crypto";

import { type ArtifactId, artifactPrefix } from "./id";
import { type ArtifactInput, type ArtifactMetadata, imageExtensions, type ImageFormat } from "./types";

export const metadataFile = "metadata.json";
export const extractedTextFile = "extracted_text.json";
export const validationResultFile = "validation_result.json";

export interface ArtifactObject {
    key: string;
    body: Buffer | string;
    contentType: string;
    /** SHA-256, which S3 keeps beside the object: its own ETag is another each time where KMS encrypts. */
    digest?: string;
}

export function imageKey(id: ArtifactId, format: ImageFormat): string {
    return `${artifactPrefix(id)}image.${imageExtensions[format]}`;
}

/** The objects of an artifact; `mark` (metadata.json) is written when all others are there, and makes it exist. */
export function artifactObjects(
    id: ArtifactId,
    input: ArtifactInput,
): { parts: ArtifactObject[]; mark: ArtifactObject } {
    const json = (file: string, value: unknown): ArtifactObject => ({
        key: artifactPrefix(id) + file,
        body: JSON.stringify(value, undefined, 2),
        contentType: "application/json",
    });
    return {
        parts: [
            {
                key: imageKey(id, input.imageFormat),
                body: input.image,
                contentType: input.imageFormat,
                digest: createHash("sha256").update(input.image).digest("hex"),
            },
            json(extractedTextFile, input.extractedText),
            json(validationResultFile, input.validationResult),
        ],
        mark: json(metadataFile, metadataOf(id, input)),
    };
}

function metadataOf(id: ArtifactId, input: ArtifactInput): ArtifactMetadata {
    return {
        request_id: id.id,
        timestamp: toSeconds(input.timestamp),
        client_ip: input.clientIp,
        image_size_bytes: input.image.length,
        image_format: input.imageFormat,
        ocr_backend: input.ocrBackend,
        validation_passed: input.verdict === "COMPLIANT",
        processing_time_ms: Math.round(input.processingTimeMs),
        model_version: input.modelVersion,
    };
}

/** ISO 8601, UTC, to the second. */
export function toSeconds(time: Date): string {
    return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}
