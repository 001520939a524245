import { expect } from "chai";
import sharp from "sharp";

import { compliantContent } from "../../labels/content";
import { draw } from "../../labels/draw";
import { fonts } from "../../labels/fonts";
import { Random } from "../../labels/random";
import { type GroundTruth, type Verdict, verifyLabel } from "../../src/engine";
import { Tesseract } from "../../src/ocr/tesseract";

const tesseract = new Tesseract();
const deps = { tesseract, ollama: { host: "http://127.0.0.1:1", model: "none" }, compatibility: "strict" } as const;

function verdictOn(image: Buffer, groundTruth: GroundTruth): Promise<Verdict> {
    const { signal } = new AbortController();
    return verifyLabel(image, { groundTruth, backend: "tesseract", signal }, deps);
}

/** A drawn label whose warning is cut off below and stands beside the rest, turned. */
async function onItsSide(image: Buffer, degrees: number): Promise<Buffer> {
    const { width, height } = await sharp(image).metadata();
    const cut = 688;
    const rest = await sharp(image).extract({ left: 0, top: 0, width, height: cut }).png().toBuffer();
    const warning = await sharp(image)
        .extract({ left: 0, top: cut, width, height: height - cut })
        .png()
        .toBuffer();
    const turned = await sharp(warning).rotate(degrees).png().toBuffer();
    const background = "white";
    return sharp({ create: { width: width + height - cut, height: width, channels: 3, background } })
        .composite([
            { input: rest, left: 0, top: 300 },
            { input: turned, left: width, top: 0 },
        ])
        .png()
        .toBuffer();
}

/** What is held against a picture of the label: the fields, with what was read. */
async function heldAgainst(image: Buffer, groundTruth: GroundTruth): Promise<string[]> {
    return (await verdictOn(image, groundTruth)).violations.map(({ field, actual }) => `${field}: ${actual}`);
}

const plain = { xHeight: 16, rotationDegrees: 0, blurSigma: 0, noiseSigma: 0, contrast: 16, curvedBrand: false };

describe("a good label", () => {
    after(() => tesseract.close());

    it("is not accused of a sharp 5 that enlarging makes a 9, in any font", async () => {
        const { content, truth } = compliantContent(new Random(101));
        for (const font of fonts) {
            const image = await draw({ ...content, abv: 5.4 }, { font, ...plain }, 1);
            const small = await sharp(image).resize({ width: 900 }).png().toBuffer();
            expect(await heldAgainst(small, { ...truth, abv: 5.4 }), font).to.deep.equal([]);
        }
    });

    for (const [way, degrees] of [
        ["up", 270],
        ["down", 90],
    ] as const) {
        it(`passes with its warning running ${way} the side, and not with another word in it`, async () => {
            const { content, truth } = compliantContent(new Random(301));
            const woman = { ...content, warning: content.warning.replace("women", "woman") };
            const look = { font: "lato", ...plain } as const;
            const right = await verdictOn(await onItsSide(await draw(content, look, 1), degrees), truth);
            expect(right.status, JSON.stringify(right.warnings)).to.equal("COMPLIANT");
            const wrong = await verdictOn(await onItsSide(await draw(woman, look, 1), degrees), truth);
            expect(wrong.violations.map(({ field }) => field)).to.deep.equal(["government_warning.text"]);
        });
    }

    const others: [string, (image: Buffer) => sharp.Sharp][] = [
        ["a gray progressive JPEG", (image) => sharp(image).grayscale().jpeg({ quality: 70, progressive: true })],
        ["a third of its size", (image) => sharp(image).resize({ width: Math.round(1400 / 3) })],
    ];
    for (const [name, other] of others) {
        it(`is not accused as ${name}`, async () => {
            for (const seed of [201, 202, 203, 204]) {
                const random = new Random(seed);
                const { content, truth } = compliantContent(random);
                const image = await draw(content, { font: random.pick(fonts), ...plain }, seed);
                expect(await heldAgainst(await other(image).toBuffer(), truth), content.brand).to.deep.equal([]);
            }
        });
    }
});
