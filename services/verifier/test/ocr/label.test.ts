import { expect } from "chai";
import sharp from "sharp";

import { compliantContent } from "../../labels/content";
import { type Distortion, draw } from "../../labels/draw";
import type { Photograph } from "../../labels/photograph";
import { Random } from "../../labels/random";
import { verifyLabel } from "../../src/engine";
import { type Corners, homography, rectangle } from "../../src/ocr/homography";
import { sheetOf } from "../../src/ocr/prepare";
import { Tesseract } from "../../src/ocr/tesseract";

const { content, truth } = compliantContent(new Random(11));
const straight = { rotationDegrees: 0, blurSigma: 0, noiseSigma: 0, contrast: 16, curvedBrand: false };
const picture = (change: Partial<Distortion>): Promise<Buffer> =>
    draw(content, { font: "pt-serif", xHeight: 18, ...straight, ...change }, 1);
const ground = { ground: 90, grain: 20 };
/** From the left and a little from below: no turning makes it straight. */
const photograph: Photograph = { ...ground, corners: [0.01, 0, -0.02, 0.06, 0.02, -0.05, 0.03, 0.02] };

describe("a projection", () => {
    it("takes each corner to its own, and a straight line to a straight line", () => {
        const to: Corners = [
            { x: 10, y: 5 },
            { x: 190, y: 30 },
            { x: 170, y: 120 },
            { x: 0, y: 140 },
        ];
        const project = homography(rectangle(200, 100), to);
        for (const [index, { x, y }] of rectangle(200, 100).entries()) {
            expect(project(x, y).x).to.be.closeTo(to[index]!.x, 1e-6);
            expect(project(x, y).y).to.be.closeTo(to[index]!.y, 1e-6);
        }
        const [one, middle, other] = [project(0, 50), project(70, 50), project(200, 50)];
        const across = (other.x - one.x) * (middle.y - one.y) - (other.y - one.y) * (middle.x - one.x);
        expect(across).to.be.closeTo(0, 1e-6);
    });
});

describe("a label in a picture", () => {
    it("is found and straightened where it lies on something and is seen from the side", async () => {
        const image = await picture({ photograph });
        const { width, height, view } = await sheetOf(image);
        const flat = await sharp(await picture({})).metadata();
        expect(view, "a label").to.not.equal(undefined);
        expect(width / height).to.be.closeTo(flat.width / flat.height, 0.08);
        const whole = await sharp(image).metadata();
        const box = view!.toPicture({ left: 0, top: 0, width, height });
        expect(box.left).to.be.closeTo(0.12 * flat.width, 0.06 * flat.width);
        expect(box.width).to.be.within(0.7 * whole.width, 0.9 * whole.width);
    });

    it("is read, and what was found is shown where it is in the picture as it was sent", async () => {
        const tesseract = new Tesseract();
        try {
            const deps = { tesseract, ollama: { host: "", model: "" }, compatibility: "strict" } as const;
            const options = { groundTruth: truth, backend: "tesseract", signal: new AbortController().signal } as const;
            const read = await verifyLabel(await picture({ photograph }), options, deps);
            expect(read.status, JSON.stringify(read.warnings)).to.equal("COMPLIANT");
            const { box } = read.validation_results.accuracy.find(({ field }) => field === "brand_name")!;
            const flat = await verifyLabel(await picture({}), options, deps);
            const { box: there } = flat.validation_results.accuracy.find(({ field }) => field === "brand_name")!;
            const { width, height } = await sharp(await picture({})).metadata();
            // The room around the label, and what the camera's place moves.
            expect(box!.left - there!.left).to.be.closeTo(0.12 * width, 0.05 * width);
            expect(box!.top - there!.top).to.be.closeTo(0.12 * height, 0.08 * height);
        } finally {
            await tesseract.close();
        }
    });

    it("is all of it where its edges are straight already, or where there is more than one thing", async () => {
        const art = await picture({});
        const { width, height } = await sharp(art).metadata();
        const level = await picture({ photograph: { ...ground, corners: [0, 0, 0, 0, 0, 0, 0, 0] } });
        const seen = await picture({ photograph });
        const across = (await sharp(seen).metadata()).width;
        const two = await sharp(seen)
            .extend({ right: across, background: "#5a5a5a" })
            .composite([
                { input: await sharp(art).resize({ width: 600 }).png().toBuffer(), left: across + 100, top: 100 },
            ])
            .png()
            .toBuffer();
        for (const image of [art, level, two]) expect((await sheetOf(image)).view).to.equal(undefined);
        expect(await sheetOf(art)).to.include({ width, height });
    });
});
