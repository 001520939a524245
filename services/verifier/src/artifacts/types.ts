/** What a verification can end in; the values of `status` in the answer of `POST /verify`. */
export const verdicts = ["COMPLIANT", "NON_COMPLIANT", "PARTIAL_VALIDATION", "ERROR"] as const;
export type Verdict = (typeof verdicts)[number];

/** Image types the service reads, with the extension the stored image gets. */
export const imageExtensions = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tiff",
    "image/webp": "webp",
} as const;
export type ImageFormat = keyof typeof imageExtensions;

export interface ArtifactSettings {
    /** ARTIFACT_S3_BUCKET */
    bucket: string;
    /** AWS region of the bucket; requests go to its regional endpoint. */
    region: string;
    /** ARTIFACT_RETENTION_DAYS: older artifacts are neither listed nor served, whether or not S3 has expired them yet. */
    retentionDays: number;
    /**
     * ARTIFACT_DELETION: `purge` removes every version; `hide` only lays a delete marker on it, for a host whose role may not do more: the
     * bucket's lifecycle or an operator (`npm run -s purge`) removes what is hidden.
     */
    deletion: "purge" | "hide";
    /** Another S3 API server than AWS's (tests, the twin): addressed by path. */
    endpoint?: string;
}

/** One verification, as it goes into the store. */
export interface ArtifactInput {
    /** When the request arrived. */
    timestamp: Date;
    clientIp: string;
    image: Buffer;
    /** By content, never by the name the client gave. */
    imageFormat: ImageFormat;
    ocrBackend: string;
    verdict: Verdict;
    processingTimeMs: number;
    modelVersion: string;
    /** OCR output; becomes extracted_text.json. */
    extractedText: unknown;
    /** The answer given to the client; becomes validation_result.json. */
    validationResult: unknown;
}

/** The field `artifact` of the answer of `POST /verify`. A storage failure never loses the verdict. */
export type ArtifactOutcome =
    | { saved: true; id: string }
    /** `retrying`: queued in memory under `id`, it will be there once S3 answers again. */
    | { saved: false; error: string; retrying: true; id: string }
    | { saved: false; error: string; retrying: false };

/** metadata.json, exactly the fields of the requirements. Written last: it marks the artifact as complete. */
export interface ArtifactMetadata {
    request_id: string;
    /** ISO 8601, UTC, to the second. */
    timestamp: string;
    client_ip: string;
    image_size_bytes: number;
    image_format: ImageFormat;
    ocr_backend: string;
    validation_passed: boolean;
    processing_time_ms: number;
    model_version: string;
}

export interface ArtifactSummary {
    id: string;
    /** ISO 8601, UTC, to the second. */
    timestamp: string;
    validation_status: Verdict;
}

export interface ArtifactPage {
    artifacts: ArtifactSummary[];
    /** Opaque; null on the last page. */
    next_cursor: string | null;
}

export interface Artifact extends ArtifactSummary {
    metadata: ArtifactMetadata;
    extracted_text: unknown;
    validation_result: unknown;
    image: { url: string; content_type: ImageFormat; size_bytes: number };
}

export interface ArtifactCounters {
    saved: number;
    failedAttempts: number;
    /** Given up: the queue was full, or the process stopped before S3 came back. */
    lost: number;
    queued: number;
    queuedBytes: number;
    deleted: number;
}
