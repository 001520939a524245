import { extname } from "node:path/posix";

import type { ServiceConfig } from "../config";
import { HttpError } from "../http/errors";
import { displayName } from "./names";
import { groundTruthOf } from "./options";
import type { SentPanel } from "./panels";
import type { CommonOptions, Verifier, VerifyAnswer } from "./verifier";
import { openZip, type ZippedFile } from "./zip";

/** The load balancer closes a connection that is silent for 180 s. */
const batchSeconds = 170;
/** Bytes of a ground truth. */
const sidecarSize = 64 * 1024;
/** What is looked for; what a file really is, its content says. */
const pictureNames = /\.(jpe?g|png|tiff?|webp|hei[cf]|pdf)$/i;
/** Finder's metadata and hidden files. */
const hidden = /(^|\/)(__MACOSX\/|\.)/;

type BatchResult = VerifyAnswer | { status: "ERROR"; image_path: string; error: string };

/** One label: its pictures, and what the application says of it. */
interface Work {
    pictures: ZippedFile[];
    sidecar: ZippedFile | undefined;
}

interface Unpacked {
    labels: Work[];
    /** What no label needs, each with the reason: nothing is left out in silence. */
    unused: BatchResult[];
}

const stem = (path: string): string => path.slice(0, path.length - extname(path).length);
/** "b/two.front.jpg" is a panel of "b/two". */
const PANEL = /[._-](?:front|back|rear|neck|strip|side|shoulder)\d*$/i;
const labelOf = (path: string): string => stem(path).replace(PANEL, "");
/** The front first: it is the picture that stands for the label. */
const order = (path: string): string => (/front\d*$/i.test(stem(path)) ? "0" : "1") + path;

/** Truths of a label: "two.json", or "two.jpg.json" as some tools write it. */
function sidecarFor(pictures: readonly ZippedFile[], truths: ReadonlyMap<string, ZippedFile>): ZippedFile | undefined {
    const names = pictures.flatMap(({ path }) => [labelOf(path), stem(path), path]);
    return names.map((name) => truths.get(name)).find((file) => file !== undefined);
}

function reasonFor(path: string): string {
    if (/\.json$/i.test(path)) return "is a ground truth without a picture of the same name: send that, too";
    return "is no .jpg, .png, .tiff, .webp, .heic or .pdf and was not read: send it in one of these formats";
}

function labelsOf(shown: readonly ZippedFile[]): Unpacked {
    const truths = new Map(shown.filter(({ path }) => /\.json$/i.test(path)).map((file) => [stem(file.path), file]));
    const groups = new Map<string, ZippedFile[]>();
    for (const file of shown.filter(({ path }) => pictureNames.test(path))) {
        // Two pictures of one name and two formats are two labels, as ever.
        const key = PANEL.test(stem(file.path)) ? labelOf(file.path) : file.path;
        groups.set(key, [...(groups.get(key) ?? []), file]);
    }
    const labels = [...groups.values()].map((pictures) => ({
        pictures: pictures.sort((one, other) => (order(one.path) < order(other.path) ? -1 : 1)),
        sidecar: sidecarFor(pictures, truths),
    }));
    const used = new Set(labels.flatMap(({ pictures, sidecar }) => [...pictures, sidecar]));
    const unused = shown
        .filter((file) => !used.has(file))
        .map(({ path }) => failed(path, new HttpError(400, `${displayName(path)} ${reasonFor(path)}`)));
    return { labels, unused };
}

async function unpack(archive: Buffer, config: ServiceConfig): Promise<Unpacked> {
    const files = await openZip(archive, {
        entries: Math.max(100, 2 * config.maxBatchSize),
        entrySize: config.maxFileSize,
        totalSize: 10 * config.maxFileSize,
    });
    const shown = files.filter(({ path }) => !hidden.test(path));
    const pictures = shown.filter(({ path }) => pictureNames.test(path));
    if (pictures.length === 0) throw new HttpError(400, "batch_file: holds no .jpg, .png, .tiff, .webp, .heic or .pdf");
    if (pictures.length > config.maxBatchSize) {
        throw new HttpError(400, `batch_file: holds ${pictures.length} pictures: at most ${config.maxBatchSize}`);
    }
    return labelsOf(shown);
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

async function panelsFrom(pictures: readonly ZippedFile[]): Promise<[SentPanel, ...SentPanel[]]> {
    const panels: SentPanel[] = [];
    for (const { path, read } of pictures) {
        const name = displayName(path);
        panels.push({ image: await read(), name, field: name });
    }
    return panels as [SentPanel, ...SentPanel[]];
}

async function verifyOne(
    { pictures, sidecar }: Work,
    options: CommonOptions,
    verifier: Verifier,
): Promise<BatchResult> {
    try {
        const name = sidecar ? displayName(sidecar.path) : "ground_truth";
        const groundTruth = groundTruthOf(await sidecarOf(sidecar), name);
        return await verifier.verify({ ...options, panels: await panelsFrom(pictures), groundTruth });
    } catch (error) {
        return failed(pictures[0]!.path, error);
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

/** Verifies the labels of a ZIP, in its order; then what it did not use. What is wrong with one label is that one's result. */
export async function verifyBatch(archive: Buffer, given: CommonOptions, verifier: Verifier, config: ServiceConfig) {
    const started = performance.now();
    verifier.requireBackend(given.backend);
    const { labels, unused } = await unpack(archive, config);
    const deadline = new AbortController();
    const late = new HttpError(504, `not reached within the ${batchSeconds} s of a batch: send it in a smaller one`);
    const timer = setTimeout(() => deadline.abort(late), batchSeconds * 1000);
    const signal = AbortSignal.any([given.signal, deadline.signal]);
    const results: BatchResult[] = [];
    const next = labels.entries();
    // As many at a time as are read at a time: the others of the service get their turn between them.
    const worker = async (): Promise<void> => {
        for (const [index, one] of next) {
            results[index] = signal.aborted
                ? failed(one.pictures[0]!.path, signal.reason)
                : await verifyOne(one, { ...given, signal }, verifier);
        }
    };
    try {
        await Promise.all(Array.from({ length: verifier.concurrency(given.backend) }, worker));
    } finally {
        clearTimeout(timer);
    }
    results.push(...unused);
    return { results, summary: summaryOf(results, (performance.now() - started) / 1000) };
}
