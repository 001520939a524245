import { extname } from "node:path/posix";

import type { ServiceConfig } from "../config";
import { HttpError } from "../http/errors";
import { displayName } from "./names";
import { groundTruthOf } from "./options";
import type { CommonOptions, Verifier, VerifyAnswer } from "./verifier";
import { openZip, type ZippedFile } from "./zip";

/** The load balancer closes a connection that is silent for 180 s. */
const batchSeconds = 170;
/** Bytes of a ground truth. */
const sidecarSize = 64 * 1024;
/** What is looked for; what a file really is, its content says. */
const pictureNames = /\.(jpe?g|png|tiff?|webp)$/i;
/** Finder's metadata and hidden files. */
const hidden = /(^|\/)(__MACOSX\/|\.)/;

type BatchResult = VerifyAnswer | { status: "ERROR"; image_path: string; error: string };

interface Work {
    picture: ZippedFile;
    sidecar: ZippedFile | undefined;
}

async function unpack(archive: Buffer, config: ServiceConfig): Promise<Work[]> {
    const files = await openZip(archive, {
        entries: Math.max(100, 2 * config.maxBatchSize),
        entrySize: config.maxFileSize,
        totalSize: 10 * config.maxFileSize,
    });
    const shown = files.filter(({ path }) => !hidden.test(path));
    const pictures = shown.filter(({ path }) => pictureNames.test(path));
    if (pictures.length === 0) throw new HttpError(400, "batch_file: holds no .jpg, .png, .tiff or .webp");
    if (pictures.length > config.maxBatchSize) {
        throw new HttpError(400, `batch_file: holds ${pictures.length} pictures: at most ${config.maxBatchSize}`);
    }
    const stem = (path: string): string => path.slice(0, -extname(path).length);
    const sidecars = new Map(shown.filter(({ path }) => /\.json$/i.test(path)).map((file) => [stem(file.path), file]));
    return pictures.map((picture) => ({ picture, sidecar: sidecars.get(stem(picture.path)) }));
}

async function sidecarOf(file: ZippedFile | undefined): Promise<string | undefined> {
    const content = await file?.read();
    if (content && content.length > sidecarSize) throw new HttpError(413, `longer than ${sidecarSize / 1024} KB`);
    return content?.toString("utf8").replace(/^\uFEFF/, "");
}

function failed(path: string, error: unknown): BatchResult {
    if (!(error instanceof HttpError)) throw error;
    const { detail } = error;
    const reason = typeof detail === "string" ? detail : (detail as { message: string }).message;
    return { status: "ERROR", image_path: displayName(path), error: reason };
}

async function verifyOne({ picture, sidecar }: Work, options: CommonOptions, verifier: Verifier): Promise<BatchResult> {
    try {
        const name = sidecar ? displayName(sidecar.path) : "ground_truth";
        const groundTruth = groundTruthOf(await sidecarOf(sidecar), name);
        const imagePath = displayName(picture.path);
        return await verifier.verify({
            ...options,
            image: await picture.read(),
            field: imagePath,
            imagePath,
            groundTruth,
        });
    } catch (error) {
        return failed(picture.path, error);
    }
}

function summaryOf(results: readonly BatchResult[], seconds: number) {
    const count = (status: BatchResult["status"]): number => results.filter((one) => one.status === status).length;
    return {
        total: results.length,
        compliant: count("COMPLIANT"),
        non_compliant: count("NON_COMPLIANT"),
        partial: count("PARTIAL_VALIDATION"),
        errors: count("ERROR"),
        total_processing_time_seconds: Math.round(seconds * 1000) / 1000,
    };
}

/** Verifies the pictures of a ZIP, in its order. What is wrong with one picture is that one's result. */
export async function verifyBatch(archive: Buffer, given: CommonOptions, verifier: Verifier, config: ServiceConfig) {
    const started = performance.now();
    verifier.requireBackend(given.backend);
    const work = await unpack(archive, config);
    const deadline = new AbortController();
    const late = new HttpError(504, `not reached within the ${batchSeconds} s of a batch: send it in a smaller one`);
    const timer = setTimeout(() => deadline.abort(late), batchSeconds * 1000);
    const signal = AbortSignal.any([given.signal, deadline.signal]);
    const results: BatchResult[] = [];
    const next = work.entries();
    // As many at a time as are read at a time: the others of the service get their turn between them.
    const worker = async (): Promise<void> => {
        for (const [index, one] of next) {
            results[index] = signal.aborted
                ? failed(one.picture.path, signal.reason)
                : await verifyOne(one, { ...given, signal }, verifier);
        }
    };
    try {
        await Promise.all(Array.from({ length: verifier.concurrency(given.backend) }, worker));
    } finally {
        clearTimeout(timer);
    }
    return { results, summary: summaryOf(results, (performance.now() - started) / 1000) };
}
