import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";

import { labels } from "../../labels/index";
import { prepare } from "../../src/ocr/prepare";
import { block, wholeAgain } from "../../src/ocr/settings";
import { Tesseract } from "../../src/ocr/tesseract";
import { argumentsOf } from "../../src/ocr/tesseractProcess";
import { parseTsv } from "../../src/ocr/tsv";
import { OcrError, type OcrWord } from "../../src/ocr/types";
import { childrenOf } from "../childrenOf";

const { signal } = new AbortController();
/** Processes of this test that read pictures one after the other. */
const processes = (): number[] =>
    childrenOf(process.pid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("tesseract\0-c"));

/** What a Tesseract that reads nothing else makes of a picture. */
async function readAlone(image: Buffer): Promise<OcrWord[]> {
    const folder = mkdtempSync(join(tmpdir(), "read-alone-"));
    try {
        const file = join(folder, "picture.pgm");
        const { pgm, toOriginal } = await prepare(image);
        writeFileSync(file, pgm);
        const env = { ...process.env, OMP_THREAD_LIMIT: "1" };
        const tsv = execFileSync("tesseract", argumentsOf(file), { env, encoding: "utf8", stdio: "pipe" });
        return parseTsv(tsv).map((word) => ({ ...word, box: toOriginal(word.box) }));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

describe("Tesseract that lives on", () => {
    let tesseract: Tesseract;
    beforeEach(() => (tesseract = new Tesseract()));
    afterEach(() => tesseract.close());

    it("reads each picture as if it were its only one, whatever it has read before", async () => {
        const images = await Promise.all(labels(12, 4).map((label) => label.image()));
        const alone: OcrWord[][] = [];
        for (const image of images) alone.push(await readAlone(image));
        for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 7, 3, 0, 5]) {
            const { words } = await tesseract.read(images[index]!, signal);
            expect(words.length).to.be.greaterThan(10);
            expect(words).to.deep.equal(alone[index]);
        }
        expect(processes()).to.have.length(1);
    });

    it("reads a part of a picture again, turned, and tells where its words are in the picture", async () => {
        const upright = await labels(12, 1)[0]!.image();
        const image = await sharp(upright).rotate(270).png().toBuffer();
        const { width, height } = await sharp(image).metadata();
        const { look, page } = await tesseract.open(image, signal);
        expect([page.width, page.height]).to.deep.equal([width, height]);
        const box = { left: 600, top: 0, width: width - 600, height };
        const words = await look({ box, turn: 90, scale: 1.5 }, block);
        const word = words.find(({ text }) => /^pregnancy/i.test(text))!;
        expect(word.box.height).to.be.above(2 * word.box.width);
        // Tesseract finds it there again; with more around it, halves of other lines would be in the picture.
        const { left, top, width: across, height: down } = word.box;
        const [x, y] = [Math.max(0, left - 6), Math.max(0, top - 6)];
        const again = { left: x, top: y, width: across + 12, height: Math.min(height - y, down + 12) };
        expect((await look({ box: again, turn: 90, scale: 2 }, block)).map(({ text }) => text).join(" ")).to.match(
            /pregnancy/i,
        );
    });

    it("has a process for each way of reading: what one was told at its start it does to every picture", async () => {
        const image = await labels(12, 1)[0]!.image();
        const { look, page } = await tesseract.open(image, signal);
        await look(undefined, block);
        await look(undefined, wholeAgain);
        await look(undefined, block);
        const told = processes().map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0"));
        const ways = told.map(
            (words) => `${words[words.indexOf("--psm") + 1]} ${words.includes("thresholding_method=1")}`,
        );
        expect(ways).to.have.members(["3 false", "6 false", "3 true"]);
        expect((await tesseract.read(image, signal)).words).to.deep.equal(page.words);
        expect(processes()).to.have.length(3);
    });

    it("has as many processes as pictures at a time, and none of them once it is closed", async () => {
        const image = await labels(12, 1)[0]!.image();
        const [first, second] = await Promise.all([tesseract.read(image, signal), tesseract.read(image, signal)]);
        expect(first.text).to.equal(second.text);
        expect(processes()).to.have.length(2);
        await tesseract.close();
        await gone();
    });

    it("replaces a process that has died, and one that has read a hundred pictures", async () => {
        const empty = await sharp({ create: { width: 60, height: 60, channels: 3, background: "white" } })
            .png()
            .toBuffer();
        await tesseract.read(empty, signal);
        const [first] = processes();
        process.kill(first!, "SIGKILL");
        await gone();
        for (let count = 0; count < 100; count++) expect((await tesseract.read(empty, signal)).words).to.deep.equal([]);
        await gone();
        await tesseract.read(empty, signal);
        expect(processes()).to.have.length(1).and.not.include(first);
    });

    it("reads a picture by a new process when the one that waited has died a moment ago", async () => {
        const image = await labels(12, 1)[0]!.image();
        const { words } = await tesseract.read(image, signal);
        const [first] = processes();
        process.kill(first!, "SIGKILL");
        expect((await tesseract.read(image, signal)).words).to.deep.equal(words);
        expect(processes()).to.have.length(1).and.not.include(first);
    });

    it("says how Tesseract ended", async () => {
        const before = process.env.TESSDATA_PREFIX;
        process.env.TESSDATA_PREFIX = "/nonexistent";
        try {
            const outcome = await tesseract.read(await labels(12, 1)[0]!.image(), signal).catch((error) => error);
            expect(outcome).to.be.instanceOf(OcrError);
            expect((outcome as Error).message).to.match(/^tesseract ended with 1: .*\/nonexistent\/eng.traineddata/s);
        } finally {
            if (before === undefined) delete process.env.TESSDATA_PREFIX;
            else process.env.TESSDATA_PREFIX = before;
        }
    });
});

async function gone(): Promise<void> {
    for (let tries = 0; processes().length > 0; tries++) {
        expect(tries, "processes that are still there").to.be.lessThan(100);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
