import { expect } from "chai";
import sharp from "sharp";

import { compliantContent } from "../../labels/content";
import { draw } from "../../labels/draw";
import { Random } from "../../labels/random";
import { isColoured, leastOf } from "../../src/ocr/colour";
import { sheetOf } from "../../src/ocr/prepare";
import { chosen } from "../../src/ocr/settings";
import { Tesseract } from "../../src/ocr/tesseract";

const look = { font: "roboto", xHeight: 20, rotationDegrees: 0, blurSigma: 0, noiseSigma: 0, contrast: 16 } as const;

/** White letters on a picture of leaves: bands of colours, some of them as light as white looks to a reader of luminance. */
async function onLeaves(): Promise<Buffer> {
    const { content } = compliantContent(new Random(11));
    const drawn = await draw(content, { ...look, curvedBrand: false }, 1);
    const letters = await sharp(drawn).negate().toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    const { width, height } = letters.info;
    const bands = Array.from({ length: 60 }, (_, index) => {
        const colour = ["#f7f000", "#2a8a3e", "#ffd400", "#0f6fae", "#e0703a"][index % 5];
        return `<path d="M${index * 40 - 600} ${height} q 300 -${height / 2} 500 -${height}" stroke="${colour}" stroke-width="26" fill="none"/>`;
    });
    const leaves = Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#ffe100"/>${bands.join("")}</svg>`,
    );
    const white = await sharp({ create: { width, height, channels: 3, background: "white" } })
        .joinChannel(letters.data, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer();
    return sharp(leaves)
        .composite([{ input: white }])
        .png()
        .toBuffer();
}

describe("a coloured picture", () => {
    it("is told from one in black and white, and from one on cream", async () => {
        const size = { width: 300, height: 200 };
        const of = (background: string): Promise<Buffer> =>
            sharp({ create: { ...size, channels: 3, background } })
                .png()
                .toBuffer();
        for (const background of ["white", "black", "#f3ead2"]) {
            expect(await isColoured(await of(background), size), background).to.equal(false);
        }
        expect(await isColoured(await of("#f2d000"), size)).to.equal(true);
    });

    it("has white letters that only the least of its colours shows, and they are read there", async () => {
        const image = await onLeaves();
        const tesseract = new Tesseract();
        try {
            const { page, look: again } = await tesseract.open(image, new AbortController().signal);
            const words = await again({ turn: 0, gray: "least" }, chosen);
            const found = (read: readonly { text: string }[]): number =>
                read.filter(({ text }) => /^(?:according|surgeon|alcoholic|beverages|pregnancy|machinery)/i.test(text))
                    .length;
            expect(found(page.words)).to.be.lessThan(4);
            expect(found(words)).to.be.at.least(6);
        } finally {
            await tesseract.close();
        }
    });

    it("keeps its size, and its least is what the darkest of its colours is", async () => {
        const image = await sharp({ create: { width: 20, height: 10, channels: 3, background: "#40c0f0" } })
            .png()
            .toBuffer();
        const least = await leastOf(image, await sheetOf(image));
        expect([least.width, least.height, [...new Set(least.data)]]).to.deep.equal([20, 10, [0x40]]);
    });
});
