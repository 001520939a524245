import { lookAgain, type OpenPanel } from "./looks/lookAgain";
import { type OllamaSettings, readWithOllama } from "./ocr/ollama";
import { joinPanels, type ReadPanel } from "./ocr/panels";
import type { Tesseract } from "./ocr/tesseract";
import { type Box, OcrError, type OcrPage } from "./ocr/types";
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
    /** When that will be, from now: no second look begins that would not fit. */
    timeLimitMilliseconds?: number;
}

export interface EngineDependencies {
    tesseract: Tesseract;
    ollama: OllamaSettings;
    /** COMPATIBILITY: `original` has the tolerances and the fuzzy warning of the original service. */
    compatibility: Compatibility;
}

/** The share of the time that first readings and second looks may take together; the rest is for machines that are slow to end. */
const LOOKS_SHARE = 0.8;
const HURRIED = "Not read a second time for want of time: send a larger timeout";

/** What Tesseract reads, judged; where one reading leaves something open, what several say together. */
async function verifyByTesseract(
    panels: readonly Panel[],
    { groundTruth, signal, timeLimitMilliseconds = Infinity }: VerifyOptions,
    { tesseract, compatibility }: EngineDependencies,
    started: number,
): Promise<{ judgement: Judgement; page: OcrPage }> {
    const opened: OpenPanel[] = [];
    let slowest = 0;
    for (const { name, image } of panels) {
        const before = performance.now();
        opened.push({ name, picture: await tesseract.open(image, signal) });
        slowest = Math.max(slowest, performance.now() - before);
        signal.throwIfAborted();
    }
    const names = panels.map(({ name }) => name);
    const first = joinPanels(opened.map(({ name, picture: { page } }) => ({ name, page })));
    const judged = (page: OcrPage): Judgement => judge(page, groundTruth, compatibility, names);
    // The original read once.
    if (compatibility === "original") return { page: first, judgement: judged(first) };
    // A look at all of the picture takes as long as the first reading did.
    const timeLeft = (longest: number): boolean =>
        performance.now() - started + Math.max(longest, slowest) < LOOKS_SHARE * timeLimitMilliseconds;
    const { page, judgement, hurried } = await lookAgain(first, opened, judged, timeLeft);
    if (hurried) judgement.warnings.push(HURRIED);
    return inPicture(page, judgement, opened);
}

/** The same with boxes in the pictures as they were sent, where a label was found in one and straightened. */
function inPicture(page: OcrPage, judgement: Judgement, opened: readonly OpenPanel[]) {
    const placed = <T extends { box?: Box; panel?: string }>(thing: T): T => {
        const { picture } = opened.find(({ name }) => name === thing.panel) ?? opened[0]!;
        return thing.box ? { ...thing, box: picture.toPicture(thing.box) } : thing;
    };
    const { structural, accuracy } = judgement.validation_results;
    return {
        page: { ...page, words: page.words.map(placed) },
        judgement: {
            ...judgement,
            validation_results: { structural: structural.map(placed), accuracy: accuracy.map(placed) },
        },
    };
}

async function verifyByOllama(
    panels: readonly Panel[],
    { groundTruth, signal }: VerifyOptions,
    { ollama, compatibility }: EngineDependencies,
): Promise<{ judgement: Judgement; page: OcrPage }> {
    const read: ReadPanel[] = [];
    for (const { name, image } of panels) {
        read.push({ name, page: await readWithOllama(image, ollama, signal) });
        signal.throwIfAborted();
    }
    const page = joinPanels(read);
    const names = panels.map(({ name }) => name);
    return { page, judgement: judge(page, groundTruth, compatibility, names) };
}

/** Reads a label's picture, or its panels one after the other, and judges them as one. A picture that cannot be read gives status ERROR; an aborted signal rejects. */
export async function verifyLabel(
    label: Buffer | readonly Panel[],
    options: VerifyOptions,
    deps: EngineDependencies,
): Promise<Verdict> {
    const panels = Buffer.isBuffer(label) ? [{ name: "image", image: label }] : label;
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started) / 1000;
    try {
        const { page, judgement } =
            options.backend === "tesseract"
                ? await verifyByTesseract(panels, options, deps, started)
                : await verifyByOllama(panels, options, deps);
        return { ...judgement, processing_time_seconds: elapsed(), ocr: page };
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
