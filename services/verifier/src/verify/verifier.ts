import type { ArtifactOutcome, ArtifactStore } from "../artifacts";
import type { ServiceConfig } from "../config";
import { type GroundTruth, type Verdict, verifyLabel } from "../engine";
import { type Backend, type BackendMonitor, retryAfterSeconds } from "../health/backends";
import { HttpError } from "../http/errors";
import type { Metrics } from "../metrics/metrics";
import type { Tesseract } from "../ocr/tesseract";
import { QueueTimeoutError, type WorkQueue } from "../queue/workQueue";
import { version } from "../../package.json";
import { withoutContradicted } from "../rules/contradict";
import { Documents } from "./documents";
import type { SentPanel } from "./panels";
import { checkPicture, isDecodable } from "./picture";

/** Seconds that Tesseract may take, as in the original. */
const tesseractTimeoutSeconds = 10;

/** What the labels of a batch have in common. */
export interface CommonOptions {
    backend: Backend;
    timeoutSeconds: number | undefined;
    save: boolean;
    arrived: Date;
    clientIp: string;
    /** The client is gone, or the service stops. */
    signal: AbortSignal;
}

export interface VerifyRequest extends CommonOptions {
    /** Pictures of one label, the front first where there are several. */
    panels: [SentPanel, ...SentPanel[]];
    groundTruth: GroundTruth | undefined;
}

export type VerifyAnswer = Omit<Verdict, "ocr"> & { image_path: string; panels?: string[]; artifact?: ArtifactOutcome };

export interface VerifierParts {
    config: ServiceConfig;
    monitor: BackendMonitor;
    tesseract: Tesseract;
    queues: Record<Backend, WorkQueue>;
    store: ArtifactStore | undefined;
    metrics: Metrics;
}

/** One label: checked, read and judged in its turn, and kept if it is to be. */
export class Verifier {
    private readonly documents = new Documents();

    constructor(private readonly parts: VerifierParts) {}

    /** Throws HttpError 503 for a backend that is not ready. */
    requireBackend(backend: Backend): void {
        const { available, error } = this.parts.monitor.state(backend);
        if (!available) throw this.notReady(backend, error ?? "unknown");
    }

    /** Labels that are read at a time. */
    concurrency(backend: Backend): number {
        return this.parts.queues[backend].concurrency;
    }

    /** Throws HttpError: 400 for what is no picture, 503 for a backend that is not ready or busy, 504 at the time limit. */
    async verify(request: VerifyRequest): Promise<VerifyAnswer> {
        this.requireBackend(request.backend);
        const panels = await this.documents.unfold(request.panels, request.signal);
        const formats = await Promise.all(panels.map(({ image, field }) => checkPicture(image, field)));
        const read = await this.read({ ...request, panels });
        const { ocr, ...verdict } = await this.withSecondOpinion(read, { ...request, panels });
        for (const { image, field } of verdict.status === "ERROR" ? panels : []) {
            if (!(await isDecodable(image))) {
                throw new HttpError(400, `${field}: is damaged, it cannot be decoded to its end`);
            }
        }
        this.parts.metrics.verified(request.backend, verdict.status, verdict.processing_time_seconds);
        const names = panels.map(({ name }) => name);
        const answer = { ...verdict, image_path: names[0]!, ...(names.length > 1 && { panels: names }) };
        if (!request.save) return answer;
        if (names.length > 1)
            answer.warnings.push(`Kept of the pictures: ${names[0]!} only; the verdict is that of all`);
        const outcome = await this.parts.store?.save({
            timestamp: request.arrived,
            clientIp: request.clientIp,
            image: panels[0].image,
            imageFormat: formats[0]!,
            ocrBackend: request.backend,
            verdict: verdict.status,
            processingTimeMs: verdict.processing_time_seconds * 1000,
            modelVersion: request.backend === "ollama" ? this.parts.config.ollama.model : version,
            extractedText: ocr ?? null,
            validationResult: answer,
        });
        return { ...answer, artifact: outcome ?? storageIsOff };
    }

    /**
     * What Tesseract holds against a label, where SECOND_OPINION asks the vision model too. It can only take accusations back: when it
     * is not there or has no answer in time, the verdict stands, and says so.
     */
    private async withSecondOpinion(verdict: Verdict, request: VerifyRequest): Promise<Verdict> {
        const { config, monitor } = this.parts;
        if (!config.secondOpinion || request.backend !== "tesseract" || verdict.status !== "NON_COMPLIANT")
            return verdict;
        const spent = verdict.processing_time_seconds;
        const alone = (why: string): Verdict => ({
            ...verdict,
            warnings: [`No second opinion of the vision model: ${why}`, ...verdict.warnings],
        });
        const { available, error } = monitor.state("ollama");
        if (!available) return alone(error ?? "it is not ready");
        const left = request.timeoutSeconds && Math.max(0, request.timeoutSeconds - spent);
        try {
            const other = await this.read({ ...request, backend: "ollama", timeoutSeconds: left });
            if (other.status === "ERROR") return alone(other.error ?? "it could not read the picture");
            const seconds = Math.round(1000 * (spent + other.processing_time_seconds)) / 1000;
            return { ...verdict, ...withoutContradicted(verdict, other), processing_time_seconds: seconds };
        } catch (failed) {
            if (!(failed instanceof HttpError) || request.signal.aborted) throw failed;
            return alone(failed.message);
        }
    }

    private async read({ panels, groundTruth, backend, timeoutSeconds, signal }: VerifyRequest): Promise<Verdict> {
        const { config, tesseract, queues } = this.parts;
        const seconds =
            timeoutSeconds ??
            panels.length * (backend === "ollama" ? config.ollamaTimeoutSeconds : tesseractTimeoutSeconds);
        let limit: AbortSignal | undefined;
        try {
            return await queues[backend].run(signal, () => {
                limit = AbortSignal.timeout(seconds * 1000);
                const options = {
                    groundTruth,
                    backend,
                    signal: AbortSignal.any([signal, limit]),
                    timeLimitMilliseconds: seconds * 1000,
                };
                return verifyLabel(panels, options, { ...config, tesseract });
            });
        } catch (error) {
            signal.throwIfAborted();
            if (limit?.aborted) {
                throw new HttpError(504, `not read within ${seconds} s: send a smaller picture, or a larger timeout`);
            }
            if (error instanceof QueueTimeoutError) throw this.busy();
            if (backend === "ollama") throw this.lost(error as Error);
            throw error;
        }
    }

    /** All places are taken, or no turn came. */
    busy(): HttpError {
        const detail = {
            message: "The service has all the work it can hold",
            suggestion: "Send the request again later",
            available_backends: this.parts.monitor.available(),
            retry_after: 10,
        };
        return new HttpError(503, detail, detail.retry_after);
    }

    /** Ollama was there a moment ago. */
    private lost(error: Error): HttpError {
        const reason = `the conversation with Ollama failed: ${(error.cause as Error | undefined)?.message ?? error.message}`;
        this.parts.monitor.reportFailure("ollama", reason);
        return this.notReady("ollama", reason);
    }

    private notReady(backend: Backend, reason: string): HttpError {
        const available = this.parts.monitor.available();
        const other = available.length > 0 ? `use ocr_backend=${available[0]}, or ` : "";
        const detail = {
            message: `${backend} is not ready: ${reason}`,
            suggestion: `${other}try again in ${retryAfterSeconds} s (GET /health, GET /model-status)`,
            available_backends: available,
            retry_after: retryAfterSeconds,
        };
        return new HttpError(503, detail, retryAfterSeconds);
    }
}

const storageIsOff: ArtifactOutcome = {
    saved: false,
    error: "Artifact storage is off: set ARTIFACT_STORAGE_ENABLED and ARTIFACT_S3_BUCKET",
    retrying: false,
};
