import { parseModelName, type ModelName } from "./modelName";

export const defaultStatusFile = "/var/run/model-status.json";

export interface FetchSettings {
    model: ModelName;
    /** OLLAMA_MODELS: Ollama's model directory. Staging happens below it, so that a rename is atomic. */
    modelsDirectory: string;
    /** MODEL_STATUS_FILE. Share its directory with the service, not the file. */
    statusFile: string;
    /** MODEL_S3_BUCKET: where models/<model>.tar[.gz|.zst] lies. Undefined: no S3 source. */
    bucket: string | undefined;
    region: string;
    /** AWS_ENDPOINT_URL_S3, the SDKs' own variable: another S3 API server. */
    endpoint: string | undefined;
    /** MODEL_ARCHIVE_SHA256, 64 hex digits. Undefined: the object <archive>.sha256 next to the archive says it. */
    archiveSha256: string | undefined;
    /** MODEL_PULL=true: without an archive in S3, let Ollama pull from its registry. Not on a sealed host. */
    pull: boolean;
    /** OLLAMA_HOST: base URL of the Ollama server. */
    ollama: string;
}

/** All problems at once; each names the variable and what to write. */
export class SettingsError extends Error {
    constructor(readonly problems: string[]) {
        super(problems.join("\n"));
    }
}

export function fetchSettings(env: NodeJS.ProcessEnv): FetchSettings {
    const problems: string[] = [];
    const text = (name: string): string | undefined => env[name]?.trim() || undefined;
    const required = (name: string, what: string): string => {
        const value = text(name);
        if (value === undefined) problems.push(`${name} is not set: write ${what}`);
        return value ?? "";
    };

    const name = required("OLLAMA_MODEL", "the model's name, for example qwen2.5vl:3b");
    const model = parseModelName(name);
    if (name !== "" && !model) problems.push(`OLLAMA_MODEL is "${name}": write [host/][namespace/]model[:tag]`);

    const modelsDirectory = required("OLLAMA_MODELS", "Ollama's model directory");
    const bucket = text("MODEL_S3_BUCKET");
    const region = text("AWS_REGION");
    if (bucket !== undefined && region === undefined) problems.push("AWS_REGION is not set: write the bucket's region");

    const archiveSha256 = text("MODEL_ARCHIVE_SHA256")?.replace(/^sha256:/, "");
    if (archiveSha256 !== undefined && !/^[0-9a-f]{64}$/.test(archiveSha256)) {
        problems.push(`MODEL_ARCHIVE_SHA256 is "${archiveSha256}": write the 64 hex digits that sha256sum prints`);
    }
    const pull = text("MODEL_PULL") ?? "false";
    if (pull !== "true" && pull !== "false") problems.push(`MODEL_PULL is "${pull}": write true or false`);
    if (bucket === undefined && pull === "false") {
        problems.push(
            "there is no source: write MODEL_S3_BUCKET, or MODEL_PULL=true where Ollama's registry can be reached",
        );
    }
    const ollama = baseUrl(text("OLLAMA_HOST") ?? "http://127.0.0.1:11434");
    if (!ollama) problems.push(`OLLAMA_HOST is "${text("OLLAMA_HOST")}": write http://host:port`);

    if (problems.length > 0) throw new SettingsError(problems);
    return {
        model: model!,
        modelsDirectory,
        statusFile: text("MODEL_STATUS_FILE") ?? defaultStatusFile,
        bucket,
        region: region ?? "us-east-1",
        endpoint: text("AWS_ENDPOINT_URL_S3"),
        archiveSha256,
        pull: pull === "true",
        ollama: ollama!,
    };
}

/** Ollama itself takes host:port here too. */
function baseUrl(value: string): string | undefined {
    const url = /^[a-z]+:\/\//i.test(value) ? value : `http://${value}`;
    return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url.replace(/\/+$/, "") : undefined;
}
