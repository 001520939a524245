import type { BlockList } from "node:net";

import type { ArtifactSettings } from "./artifacts";
import { EnvironmentReader } from "./environment";
import { defaultStatusFile } from "./modelFetch/settings";
import type { Backend } from "./health/backends";
import type { OllamaSettings } from "./ocr/ollama";
import type { Compatibility } from "./rules/types";

export interface ServiceConfig {
    port: number;
    /** pino's level. */
    logLevel: string;
    /** VERIFIER_TOKEN; undefined: everything is open. */
    token: string | undefined;
    verifyRequiresToken: boolean;
    /** Whose X-Forwarded-For is believed. */
    trustedProxies: BlockList;
    /** ["*"]: any. */
    corsOrigins: string[];
    /** Bytes of one image. */
    maxFileSize: number;
    /** Images of one batch. */
    maxBatchSize: number;
    defaultBackend: Backend;
    ollama: OllamaSettings;
    ollamaTimeoutSeconds: number;
    /** SECOND_OPINION: what Tesseract holds against a label counts only where the model, when it is there, does not read otherwise. */
    secondOpinion: boolean;
    compatibility: Compatibility;
    modelStatusFile: string;
    /** Undefined: artifact storage is off. */
    artifacts: ArtifactSettings | undefined;
    /** Without `save_artifact` in a request. */
    saveByDefault: boolean;
}

/** Python's names of the original, and pino's. */
const logLevels: Record<string, string> = {
    TRACE: "trace",
    DEBUG: "debug",
    INFO: "info",
    WARNING: "warn",
    WARN: "warn",
    ERROR: "error",
    CRITICAL: "fatal",
    FATAL: "fatal",
};
const megabyte = 1024 * 1024;
/** qwen2.5vl:3b and not the original's llama3.2-vision: current Ollama does not run that any more (ollama/ollama#16490). */
const defaultModel = "qwen2.5vl:3b";

/** The service's environment (services/verifier/docs/verifier.md). Throws EnvironmentError with all problems. */
export function readConfig(env: NodeJS.ProcessEnv): ServiceConfig {
    const read = new EnvironmentReader(env);
    const token = read.secret("VERIFIER_TOKEN", /^[\x21-\x7e]+$/, "a token of printable characters without spaces");
    const verifyRequiresToken = read.flag("VERIFY_REQUIRES_TOKEN", false);
    if (verifyRequiresToken && token === undefined) {
        read.problem("VERIFY_REQUIRES_TOKEN is true and VERIFIER_TOKEN is empty: write a token, or false");
    }
    const config: ServiceConfig = {
        port: read.integer("PORT", 8000, 0, 65_535),
        logLevel: logLevels[read.choice("LOG_LEVEL", Object.keys(logLevels), "INFO")]!,
        token,
        verifyRequiresToken,
        trustedProxies: read.networks("TRUSTED_PROXIES"),
        corsOrigins: readOrigins(read),
        maxFileSize: read.integer("MAX_FILE_SIZE_MB", 10, 1, 100) * megabyte,
        maxBatchSize: read.integer("MAX_BATCH_SIZE", 50, 1, 500),
        defaultBackend: read.choice("DEFAULT_OCR_BACKEND", ["tesseract", "ollama"], "tesseract"),
        ollama: {
            host: read.url("OLLAMA_HOST", "http://ollama:11434"),
            model:
                read.matching("OLLAMA_MODEL", /^[\w./:-]+$/, `a model's name, for example ${defaultModel}`) ??
                defaultModel,
        },
        ollamaTimeoutSeconds: read.integer("OLLAMA_TIMEOUT_SECONDS", 60, 1, 300),
        secondOpinion: read.flag("SECOND_OPINION", false),
        compatibility: read.choice("COMPATIBILITY", ["strict", "original"], "strict"),
        modelStatusFile: read.text("MODEL_STATUS_FILE") ?? defaultStatusFile,
        artifacts: readArtifacts(read),
        saveByDefault: read.flag("ARTIFACT_DEFAULT_SAVE", false),
    };
    read.finish();
    return config;
}

/** As browsers send them: one with a path or a slash at its end would never match. */
function readOrigins(read: EnvironmentReader): string[] {
    const origins = read.list("CORS_ORIGINS", ["*"]);
    const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
    for (const origin of origins.filter((one) => one !== "*" && !isOrigin(one))) {
        read.problem(`CORS_ORIGINS has ${JSON.stringify(origin)}: write https://host[:port], or *`);
    }
    return origins;
}

function readArtifacts(read: EnvironmentReader): ArtifactSettings | undefined {
    const enabled = read.flag("ARTIFACT_STORAGE_ENABLED", false);
    // The bucket's lifecycle moves objects at 90 days: the same bounds as in the stack's config.
    const retentionDays = read.integer("ARTIFACT_RETENTION_DAYS", 365, 91, 3650);
    if (!enabled) return undefined;
    const bucket = read.matching("ARTIFACT_S3_BUCKET", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name");
    const region = read.matching("AWS_REGION", /^[a-z]{2}(-[a-z]+)+-\d$/, "the bucket's region, such as us-east-1");
    const because = "ARTIFACT_STORAGE_ENABLED is true";
    if (!read.has("ARTIFACT_S3_BUCKET")) read.problem(`ARTIFACT_S3_BUCKET is empty and ${because}: write its name`);
    if (!read.has("AWS_REGION")) read.problem(`AWS_REGION is empty and ${because}: write the bucket's region`);
    const endpoint = read.has("AWS_ENDPOINT_URL_S3") ? read.url("AWS_ENDPOINT_URL_S3", "") : undefined;
    const deletion = read.choice("ARTIFACT_DELETION", ["purge", "hide"], "purge");
    return { bucket: bucket ?? "", region: region ?? "", retentionDays, deletion, ...(endpoint && { endpoint }) };
}
