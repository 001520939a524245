import { type OllamaSettings, readWithOllama } from "./ocr/ollama";
import { joinPanels, type ReadPanel } from "./ocr/panels";
import type { Tesseract } from "./ocr/tesseract";
import { OcrError, type OcrPage } from "./ocr/types";
import { judge, type Judgement } from "./rules/judge";
import type { Compatibility, GroundTruth } from "./rules/types";

export type { GroundTruth } from "./rules/types";
export { GroundTruthError, parseGroundTruth } from "./rules/groundTruth";

export interface Verdict extends Judgement {
    /** To the millisecond. */
    processing_time_seconds: number;
    /** What was read, with positions where the backend gives them; absent when `status` is ERROR. */
    ocr?: OcrPage;
    /** Why OCR failed. */
    error?: string;
}

/** One picture of a label. */
export interface Panel {
    name: string;
    image: Buffer;
}

export interface VerifyOptions {
    groundTruth?: GroundTruth;
    backend: "tesseract" | "ollama";
    /** Kills Tesseract or aborts the request to Ollama; the promise then rejects with the signal's AbortError. */
    signal: AbortSignal;
}

export interface EngineDependencies {
    tesseract: Tesseract;
    ollama: OllamaSettings;
    /** COMPATIBILITY: `original` has the tolerances and the fuzzy warning of the original service. */
    compatibility: Compatibility;
}

/** Reads a label's picture, or its panels one after the other, and judges them as one. A picture that cannot be read gives status ERROR; an aborted signal rejects. */
export async function verifyLabel(
    label: Buffer | readonly Panel[],
    options: VerifyOptions,
    deps: EngineDependencies,
): Promise<Verdict> {
    const panels = Buffer.isBuffer(label) ? [{ name: "image", image: label }] : label;
    const names = panels.map(({ name }) => name);
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started) / 1000;
    try {
        const read: ReadPanel[] = [];
        for (const { name, image } of panels) {
            const page =
                options.backend === "tesseract"
                    ? await deps.tesseract.read(image, options.signal)
                    : await readWithOllama(image, deps.ollama, options.signal);
            options.signal.throwIfAborted();
            read.push({ name, page });
        }
        const page = joinPanels(read);
        return {
            ...judge(page, options.groundTruth, deps.compatibility, names),
            processing_time_seconds: elapsed(),
            ocr: page,
        };
    } catch (error) {
        if (!(error instanceof OcrError) || options.signal.aborted) {
            throw error;
        }
        const empty = judge(
            { text: "", words: [], confidence: 0, width: 0, height: 0 },
            options.groundTruth,
            deps.compatibility,
        );
        return {
            ...empty,
            status: "ERROR",
            validation_results: { structural: [], accuracy: [] },
            violations: [],
            warnings: [],
            processing_time_seconds: elapsed(),
            error: error.message,
        };
    }
}
