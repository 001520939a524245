import { isColoured, leastOf } from "./colour";
import { coverageOf } from "./coverage";
import { NamelessFile } from "./namelessFile";
import { type Part, type Prepared, preparePart, prepareSheet, type Sheet, sheetOf } from "./prepare";
import { chosen, type Mode, type OcrSettings } from "./settings";
import { TesseractProcess } from "./tesseractProcess";
import { linesOf, parseTsv } from "./tsv";
import { type Box, OcrError, type OcrPage, type OcrWord } from "./types";

/** After so many a process makes room for a new one, whatever it may have gathered. To load the model costs less than a picture does. */
const picturesPerProcess = 100;
/** White, and large enough for Tesseract not to complain. */
const blankPage = Buffer.concat([Buffer.from("P5 40 40 255\n"), Buffer.alloc(1600, 255)]);

/** A picture that was read once, and may be looked at again: all of it as it was prepared, or a part. */
export interface OpenPicture {
    page: OcrPage;
    look: (part: Part | undefined, mode: Mode) => Promise<OcrWord[]>;
    /** Whether letters may be lost in it because they are as light as their ground, in another colour. */
    isColoured: () => Promise<boolean>;
    /** What second looks have read there counts as read: the share of the ink that now stands in words. */
    cover: (boxes: readonly Box[]) => number;
    /** Where in the picture a box of the page is: the page may be the label alone, straightened. */
    toPicture: (box: Box) => Box;
}

const sameMode = (one: Mode, other: Mode): boolean =>
    one.psm === other.psm && (one.adaptive ?? false) === (other.adaptive ?? false);

/** Reads pictures by Tesseract: with as many processes as are read at a time, which wait for the next ones. */
export class Tesseract {
    private readonly idle: TesseractProcess[] = [];
    private blank: Promise<NamelessFile> | undefined;
    private closed = false;

    constructor(private readonly settings: OcrSettings = chosen) {}

    /** Text, words and boxes of a picture. Rejects with OcrError, or with the signal's reason. */
    async read(image: Buffer, signal: AbortSignal): Promise<OcrPage> {
        return (await this.open(image, signal)).page;
    }

    /** The same, with the picture kept for second looks. */
    async open(image: Buffer, signal: AbortSignal): Promise<OpenPicture> {
        signal.throwIfAborted();
        // Before the picture is prepared, so that it loads its model meanwhile.
        const tesseract = await this.take(this.settings);
        let prepared: Prepared;
        let sheet: Sheet;
        try {
            sheet = await sheetOf(image, this.settings);
            prepared = await prepareSheet(sheet, this.settings);
        } catch (error) {
            this.giveBack(tesseract);
            throw error;
        }
        const raw = await this.readBy(tesseract, prepared.pgm, signal);
        const words = raw.map((word) => ({ ...word, box: prepared.toOriginal(word.box) }));
        const coverage = await coverageOf(prepared.pgm);
        const page: OcrPage = {
            text: linesOf(words)
                .map((line) => line.map(({ text }) => text).join(" "))
                .join("\n"),
            words,
            confidence: words.length === 0 ? 0.5 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
            covered: coverage.cover(raw.map(({ box }) => box)),
            width: prepared.width,
            height: prepared.height,
        };
        let least: Promise<Sheet> | undefined;
        const preparedPart = async (part: Part): Promise<Prepared> =>
            preparePart(part.gray === "least" ? await (least ??= leastOf(image, sheet)) : sheet, part);
        return {
            page,
            look: (part, mode) => this.look(part ? preparedPart(part) : prepared, mode, signal),
            isColoured: () => isColoured(image, sheet),
            cover: (boxes) => coverage.cover(boxes.map(prepared.toPrepared)),
            toPicture: (box) => sheet.view?.toPicture(box) ?? box,
        };
    }

    private async look(picture: Prepared | Promise<Prepared>, mode: Mode, signal: AbortSignal): Promise<OcrWord[]> {
        signal.throwIfAborted();
        const { pgm, toOriginal } = await picture;
        const words = await this.readBy(await this.take(mode), pgm, signal);
        return words.map((word) => ({ ...word, box: toOriginal(word.box) }));
    }

    private async readBy(waiting: TesseractProcess, pgm: Buffer, signal: AbortSignal): Promise<OcrWord[]> {
        let tesseract = waiting;
        try {
            return parseTsv(
                await readFrom(tesseract, pgm, signal).catch(async (error) => {
                    // One that waited may have died before this process was told: that is no fault of the picture.
                    if (!(error instanceof OcrError) || tesseract.count === 0) throw error;
                    tesseract = await this.start(tesseract.mode);
                    return readFrom(tesseract, pgm, signal);
                }),
            );
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

    /** One that waits, of the same mode: what a process was told at its start it does to every picture. */
    private async take(mode: Mode): Promise<TesseractProcess> {
        for (;;) {
            const index = this.idle.findLastIndex((one) => sameMode(one.mode, mode));
            if (index < 0) return this.start(mode);
            const [tesseract] = this.idle.splice(index, 1);
            if (tesseract!.alive) return tesseract!;
        }
    }

    private async start(mode: Mode): Promise<TesseractProcess> {
        this.blank ??= NamelessFile.of(blankPage);
        const { path } = await this.blank.catch((error) => {
            this.blank = undefined;
            throw error;
        });
        return new TesseractProcess(mode, path);
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
