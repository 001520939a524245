import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { parseModelName } from "../modelFetch/modelName";
import type { OllamaSettings } from "../ocr/ollama";

export const backends = ["tesseract", "ollama"] as const;
export type Backend = (typeof backends)[number];

export interface BackendState {
    available: boolean;
    /** Why not; null when it is. */
    error: string | null;
}

/** How long a client should wait for a backend that is not ready, in seconds (the original's figure). */
export const retryAfterSeconds = 60;
const probeEveryMs = 10_000;
const probeTimeoutMs = 5_000;

/**
 * What the OCR backends can do, asked in the background: a request never waits for an answer of Ollama. Checks inside the
 * health handler once took the original down.
 */
export class BackendMonitor {
    private readonly states: Record<Backend, BackendState> = {
        tesseract: { available: false, error: "not checked yet" },
        ollama: { available: false, error: "not checked yet" },
    };
    private timer: NodeJS.Timeout | undefined;
    private probing: AbortController | undefined;

    constructor(private readonly ollama: OllamaSettings) {}

    /** Resolves when Tesseract's state is known; Ollama's follows. */
    async start(): Promise<void> {
        this.states.tesseract = await probeTesseract();
        void this.probe();
    }

    stop(): void {
        clearTimeout(this.timer);
        this.probing?.abort();
    }

    state(backend: Backend): Readonly<BackendState> {
        return this.states[backend];
    }

    available(): Backend[] {
        return backends.filter((backend) => this.states[backend].available);
    }

    /** A request has just found a backend dead; the next probe may find it alive again. */
    reportFailure(backend: Backend, error: string): void {
        this.states[backend] = { available: false, error };
    }

    private async probe(): Promise<void> {
        const probing = new AbortController();
        this.probing = probing;
        const states = await Promise.all([probeTesseract(), probeOllama(this.ollama, probing.signal)]);
        if (probing.signal.aborted) return;
        [this.states.tesseract, this.states.ollama] = states;
        this.timer = setTimeout(() => void this.probe(), probeEveryMs).unref();
    }
}

/** Whether Tesseract can be started and has what English labels need. */
export async function probeTesseract(limitMs = probeTimeoutMs): Promise<BackendState> {
    const asked = promisify(execFile)("tesseract", ["--list-langs"]);
    // Not execFile's own time limit: where this process is late itself, that throws away what a child said that has ended well,
    // and an empty list is what one without English data says. What has ended takes no harm from a signal.
    const limit = setTimeout(() => asked.child.kill("SIGKILL"), limitMs);
    try {
        const { stdout } = await asked;
        if (/^eng$/m.test(stdout)) return { available: true, error: null };
        return { available: false, error: "Tesseract has no English data: install tesseract-ocr-eng" };
    } catch {
        return { available: false, error: "Tesseract cannot be started: install tesseract-ocr" };
    } finally {
        clearTimeout(limit);
    }
}

async function probeOllama({ host, model }: OllamaSettings, stop: AbortSignal): Promise<BackendState> {
    try {
        const signal = AbortSignal.any([stop, AbortSignal.timeout(probeTimeoutMs)]);
        const answer = await fetch(new URL("/api/tags", host), { signal });
        if (!answer.ok) return { available: false, error: `Ollama answered ${answer.status} to /api/tags` };
        const { models } = (await answer.json()) as { models: { name: string }[] };
        // `m` is `m:latest` to Ollama, and `library/m:latest` too.
        const wanted = parseModelName(model)?.manifestPath;
        const found = models.some(({ name }) => parseModelName(name)?.manifestPath === wanted);
        return found
            ? { available: true, error: null }
            : { available: false, error: `Ollama has no model ${model} yet (GET /model-status)` };
    } catch {
        return { available: false, error: "Ollama does not answer at OLLAMA_HOST" };
    }
}
