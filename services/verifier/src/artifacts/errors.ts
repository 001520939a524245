/** `unavailable`: worth another try later. `failed`: S3 answered and refused (permissions, bucket name). */
export type BucketErrorKind = "missing" | "archived" | "restoring" | "unavailable" | "failed";

export class BucketError extends Error {
    constructor(
        readonly kind: BucketErrorKind,
        message: string,
        cause?: unknown,
    ) {
        super(message, { cause });
    }
}

/** An error with the HTTP status that the server answers with; Fastify reads `statusCode`. */
export class ArtifactHttpError extends Error {
    constructor(
        readonly statusCode: number,
        message: string,
        cause?: unknown,
    ) {
        super(message, { cause });
    }
}

interface SdkError {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
}

/** Error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function classify(error: unknown, bucket: string): BucketError {
    if (error instanceof BucketError) return error;
    const { name = "Error", message = "", $metadata } = error as SdkError;
    const status = $metadata?.httpStatusCode;
    if (name === "NoSuchKey" || name === "NotFound") return new BucketError("missing", "no such object", error);
    if (name === "InvalidObjectState") return new BucketError("archived", "archived", error);
    if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429) {
        return new BucketError("failed", `S3 refused a request to bucket ${bucket}: ${name} ${message}`.trim(), error);
    }
    return new BucketError("unavailable", `S3 did not answer for bucket ${bucket}: ${name} ${message}`.trim(), error);
}
