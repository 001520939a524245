import { expect } from "chai";
import sharp from "sharp";
import { compliantContent } from "../../labels/content";
import { type Distortion, draw } from "../../labels/draw";
import { Random } from "../../labels/random";
import { prepare, type Prepared, preparePart, sheetOf } from "../../src/ocr/prepare";
import { skewOf } from "../../src/ocr/skew";

const { content } = compliantContent(new Random(11));

async function label(change: Partial<Distortion>): Promise<Buffer> {
    const plain = { xHeight: 16, rotationDegrees: 0, blurSigma: 0, noiseSigma: 0, contrast: 16, curvedBrand: false };
    return draw(content, { font: "pt-serif", ...plain, ...change }, 1);
}

/** The label turned, on a table whose edges and light run level. */
async function onTable(image: Buffer, degrees: number): Promise<Buffer> {
    const turned = await sharp(image)
        .resize({ width: 1000 })
        .ensureAlpha()
        .rotate(degrees, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
        .png()
        .toBuffer();
    const { width, height } = await sharp(turned).metadata();
    const [across, down] = [width + 300, height + 300];
    const table = Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}"><defs><radialGradient id="lamp">` +
            `<stop offset="0" stop-color="#a98"/><stop offset="1" stop-color="#321"/></radialGradient></defs>` +
            `<rect width="100%" height="100%" fill="url(#lamp)"/><rect y="60" width="100%" height="8" fill="#210"/></svg>`,
    );
    return sharp(table)
        .composite([{ input: turned }])
        .flatten()
        .png()
        .toBuffer();
}

/** The prepared picture as sharp sees it. */
function picture(pgm: Buffer): sharp.Sharp {
    const [width, height] = /^P5 (\d+) (\d+) 255\n/
        .exec(pgm.toString("latin1", 0, 40))!
        .slice(1)
        .map(Number);
    const pixels = pgm.subarray(pgm.length - width! * height!);
    return sharp(pixels, { raw: { width: width!, height: height!, channels: 1 } });
}

describe("preparation of a picture", () => {
    for (const rotationDegrees of [-8, -3.3, 1, 5.6, 8]) {
        it(`levels a label that is turned by ${rotationDegrees} degrees`, async () => {
            const image = await label({ rotationDegrees, noiseSigma: 15, contrast: 4 });
            const { data, info } = await sharp(image).grayscale().raw().toBuffer({ resolveWithObject: true });
            const raw = { width: info.width, height: info.height, channels: info.channels };
            expect(await skewOf(sharp(data, { raw }))).to.be.closeTo(-rotationDegrees, 0.3);
            const { pgm } = await prepare(image);
            expect(await skewOf(picture(pgm))).to.be.closeTo(0, 0.3);
        });
    }

    for (const degrees of [-5, 3, 7]) {
        it(`levels a label that lies ${degrees} degrees askew on a dark table with a lamp over it`, async () => {
            const image = await onTable(await label({}), degrees);
            const { data, info } = await sharp(image).grayscale().raw().toBuffer({ resolveWithObject: true });
            const raw = { width: info.width, height: info.height, channels: info.channels };
            expect(await skewOf(sharp(data, { raw }))).to.be.closeTo(-degrees, 0.5);
        });
    }

    it("leaves a level label as it is", async () => {
        const { pgm, width } = await prepare(await label({}));
        expect(width).to.equal(1400);
        expect((await picture(pgm).metadata()).width).to.equal(2000);
    });

    it("spreads pale ink over the whole range", async () => {
        const { pgm } = await prepare(await label({ contrast: 2 }));
        const [gray] = (await picture(pgm).stats()).channels;
        expect([gray!.min, gray!.max]).to.deep.equal([0, 255]);
    });

    it("paints over what is not to be read, in the paper that is around it", async () => {
        const sheet = await sheetOf(await label({}));
        const box = { left: 100, top: 150, width: 1200, height: 100 };
        const [with_, without] = await Promise.all([
            preparePart(sheet, { box, turn: 0, scale: 1 }),
            preparePart(sheet, { box, turn: 0, scale: 1, without: [box] }),
        ]);
        const darkest = async ({ pgm }: Prepared): Promise<number> => (await picture(pgm).stats()).channels[0]!.min;
        expect(await darkest(with_)).to.equal(0);
        const plain = (await picture(without.pgm).stats()).channels[0]!;
        expect(plain.max - plain.min).to.equal(0);
    });
});
