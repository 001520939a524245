import { coverageOf } from "./coverage";
import { NamelessFile } from "./namelessFile";
import { prepare } from "./prepare";
import { chosen, type OcrSettings } from "./settings";
import { TesseractProcess } from "./tesseractProcess";
import { linesOf, parseTsv } from "./tsv";
import { OcrError, type OcrPage } from "./types";

/** After so many a process makes room for a new one, whatever it may have gathered. To load the model costs less than a picture does. */
const picturesPerProcess = 100;
/** White, and large enough for Tesseract not to complain. */
const blankPage = Buffer.concat([Buffer.from("P5 40 40 255\n"), Buffer.alloc(1600, 255)]);

/** Reads pictures by Tesseract: with as many processes as are read at a time, which wait for the next ones. */
export class Tesseract {
    private readonly idle: TesseractProcess[] = [];
    private blank: Promise<NamelessFile> | undefined;
    private closed = false;

    constructor(private readonly settings: OcrSettings = chosen) {}

    /** Text, words and boxes of a picture. Rejects with OcrError, or with the signal's reason. */
    async read(image: Buffer, signal: AbortSignal): Promise<OcrPage> {
        signal.throwIfAborted();
        // Before the picture is prepared, so that it loads its model meanwhile.
        let tesseract = await this.take();
        try {
            const prepared = await prepare(image, this.settings);
            const tsv = await readFrom(tesseract, prepared.pgm, signal).catch(async (error) => {
                // One that waited may have died before this process was told: that is no fault of the picture.
                if (!(error instanceof OcrError) || tesseract.count === 0) throw error;
                tesseract = await this.start();
                return readFrom(tesseract, prepared.pgm, signal);
            });
            const raw = parseTsv(tsv);
            const words = raw.map((word) => ({ ...word, box: prepared.toOriginal(word.box) }));
            return {
                text: linesOf(words)
                    .map((line) => line.map(({ text }) => text).join(" "))
                    .join("\n"),
                words,
                confidence:
                    words.length === 0 ? 0.5 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
                covered: await coverageOf(prepared.pgm, raw),
                width: prepared.width,
                height: prepared.height,
            };
        } finally {
            this.giveBack(tesseract);
        }
    }

    /** Ends the processes that wait; those that read end when they have read. */
    async close(): Promise<void> {
        this.closed = true;
        for (const tesseract of this.idle.splice(0)) tesseract.kill();
        await (await this.blank)?.close();
    }

    private take(): TesseractProcess | Promise<TesseractProcess> {
        for (let tesseract = this.idle.pop(); tesseract; tesseract = this.idle.pop()) {
            if (tesseract.alive) return tesseract;
        }
        return this.start();
    }

    private async start(): Promise<TesseractProcess> {
        this.blank ??= NamelessFile.of(blankPage);
        const { path } = await this.blank.catch((error) => {
            this.blank = undefined;
            throw error;
        });
        return new TesseractProcess(this.settings, path);
    }

    private giveBack(tesseract: TesseractProcess): void {
        if (tesseract.alive && tesseract.count < picturesPerProcess && !this.closed) this.idle.push(tesseract);
        else tesseract.kill();
    }
}

async function readFrom(tesseract: TesseractProcess, picture: Buffer, signal: AbortSignal): Promise<string> {
    const file = await NamelessFile.of(picture);
    try {
        return await tesseract.read(file.path, signal);
    } finally {
        await file.close();
    }
}
