import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import sharp from "sharp";

import { HttpError } from "../http/errors";
import type { SentPanel } from "./panels";

export interface DocumentWork {
    kind: "pdf" | "heic";
    file: Buffer;
    mostPictures: number;
    mostPixels: number;
    /** Bytes. */
    mostMemory: number;
}

/** Four bytes a pixel: red, green, blue, opacity. */
export interface Bitmap {
    width: number;
    height: number;
    data: Uint8Array | Uint8ClampedArray;
}

/** Front, back, neck and what else one container has on it. */
export const mostPanels = 6;
/** Of a page or a photograph; 80 MB while it is decoded. */
const mostPixels = 20_000_000;
/** Bytes that a decoder may have at a time: the file, what it holds packed, and the picture drawn. */
const mostMemory = 320 * 2 ** 20;
const seconds = 30;
/** The brands of HEIC (ISO/IEC 23008-12, annex B); AVIF has others. */
const heicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/** Beside this file and of its kind: JavaScript in the image, and here a source, which a thread must be told how to read. */
const program = `${__filename.endsWith(".ts") ? 'require("tsx/cjs");' : ""} require(${JSON.stringify(join(__dirname, "documentReader"))});`;

/** By the first bytes, as every picture is. */
export function documentKind(file: Buffer): DocumentWork["kind"] | undefined {
    if (file.subarray(0, 5).toString("latin1") === "%PDF-") return "pdf";
    const [box, brand] = [file.subarray(4, 8).toString("latin1"), file.subarray(8, 12).toString("latin1")];
    return box === "ftyp" && heicBrands.includes(brand) ? "heic" : undefined;
}

/**
 * Panels of pictures, with each PDF replaced by its pages and each HEIC by its photograph, as PNG. Files are opened one at a time in a thread
 * of their own, which a hostile one may keep busy for so long and no longer.
 * @throws HttpError 400 naming the field
 */
export class Documents {
    private turn: Promise<unknown> = Promise.resolve();

    async unfold(panels: readonly SentPanel[], signal: AbortSignal): Promise<[SentPanel, ...SentPanel[]]> {
        const unfolded: SentPanel[] = [];
        for (const panel of panels) {
            const kind = documentKind(panel.image);
            if (kind === undefined) unfolded.push(panel);
            else unfolded.push(...(await this.open(panel, kind, signal)));
        }
        if (unfolded.length > mostPanels) {
            const field = panels.length === 1 ? panels[0]!.field : "image";
            throw new HttpError(400, `${field}: ${unfolded.length} pictures with all pages: at most ${mostPanels}`);
        }
        return unfolded as [SentPanel, ...SentPanel[]];
    }

    private open(panel: SentPanel, kind: DocumentWork["kind"], signal: AbortSignal): Promise<SentPanel[]> {
        const opened = this.turn.then(() => picturesOf(panel, kind, signal));
        this.turn = opened.catch(() => undefined);
        return opened;
    }
}

async function picturesOf(panel: SentPanel, kind: DocumentWork["kind"], signal: AbortSignal): Promise<SentPanel[]> {
    signal.throwIfAborted();
    const { image, name, field } = panel;
    const bitmaps = await inThread(
        { kind, file: image, mostPictures: mostPanels, mostPixels, mostMemory },
        field,
        signal,
    );
    const pngs = await Promise.all(
        bitmaps.map(({ data, width, height }) =>
            sharp(data, { raw: { width, height, channels: 4 } })
                .flatten({ background: "white" })
                .png({ compressionLevel: 1 })
                .toBuffer(),
        ),
    );
    const page = (index: number): string => (pngs.length === 1 ? "" : ` page ${index + 1}`);
    return pngs.map((png, index) => ({ image: png, name: name + page(index), field: field + page(index) }));
}

async function inThread(workerData: DocumentWork, field: string, signal: AbortSignal): Promise<Bitmap[]> {
    // What the decoders say of a file is no line of our log.
    const thread = new Worker(program, { eval: true, execArgv: [], workerData, stdout: true, stderr: true });
    const limit = AbortSignal.timeout(seconds * 1000);
    const pictures: Bitmap[] = [];
    let problem: string | undefined;
    thread.on("message", (message: { picture?: Bitmap; problem?: string }) => {
        if (message.picture) pictures.push(message.picture);
        problem ??= message.problem;
    });
    try {
        await once(thread, "exit", { signal: AbortSignal.any([signal, limit]) });
    } catch (error) {
        signal.throwIfAborted();
        if (!limit.aborted) throw error;
        problem = `is not opened within ${seconds} s: send a smaller one`;
    } finally {
        await thread.terminate();
    }
    // A PDF without pages, and a decoder that a hostile file has brought down.
    if (pictures.length === 0) problem ??= "is damaged";
    if (problem !== undefined) throw new HttpError(400, `${field}: ${problem}`);
    return pictures;
}
