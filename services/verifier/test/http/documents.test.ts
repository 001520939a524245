import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

import { zipOf } from "./hostile/zips";
import { bombOf, pdfOf } from "./pdfs";
import { goodLabel, Service, type GoodLabel } from "./service";

/** By libheif's own encoder: what a telephone writes. */
async function heicOf(picture: Buffer): Promise<Buffer> {
    const folder = mkdtempSync(join(tmpdir(), "heic-"));
    try {
        const [png, heic] = [join(folder, "label.png"), join(folder, "label.heic")];
        writeFileSync(png, await sharp(picture).flatten({ background: "white" }).png().toBuffer());
        execFileSync("heif-enc", ["-q", "90", "-o", heic, png], { stdio: "ignore" });
        return readFileSync(heic);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

describe("documents that hold pictures of a label", () => {
    let service: Service;
    let label: GoodLabel;
    before(async () => {
        service = await Service.start();
        label = await goodLabel();
    });
    after(() => service.stop());

    const post = (image: Buffer, name: string) =>
        service.post("/verify", { image, ground_truth: label.truth }, {}, name);
    const cut = async (top: number, bottom?: number): Promise<Buffer> => {
        const { width, height } = await sharp(label.image).metadata();
        return sharp(label.image)
            .extract({ left: 0, top, width, height: (bottom ?? height) - top })
            .png()
            .toBuffer();
    };

    it("a PDF of one page is judged like its picture", async () => {
        const { status, body } = await post(await pdfOf([label.image]), "art.pdf");
        expect([status, body.status], JSON.stringify(body)).to.deep.equal([200, "COMPLIANT"]);
        expect(body.image_path).to.equal("art.pdf");
    });

    it("the pages of a PDF are the panels of one label", async () => {
        const { body } = await post(await pdfOf([await cut(0, 575), await cut(575)]), "art.pdf");
        expect(body.status, JSON.stringify(body)).to.equal("COMPLIANT");
        expect(body.panels).to.deep.equal(["art.pdf page 1", "art.pdf page 2"]);
    });

    it("a HEIC photograph is judged like its picture", async () => {
        const { status, body } = await post(await heicOf(label.image), "label.heic");
        expect([status, body.status], JSON.stringify(body)).to.deep.equal([200, "COMPLIANT"]);
    });

    it("a batch reads both, each with its truth", async () => {
        const entries = [
            { name: "one.pdf", data: await pdfOf([label.image]) },
            { name: "one.json", data: Buffer.from(label.truth) },
            { name: "two.heic", data: await heicOf(label.image) },
            { name: "two.json", data: Buffer.from(label.truth) },
        ];
        const { body } = await service.post("/verify/batch", { batch_file: zipOf(entries) }, {}, "labels.zip");
        expect(body.summary, JSON.stringify(body)).to.include({ total: 2, compliant: 2, errors: 0 });
    });

    it("a PDF that unpacks to more memory than a label needs is refused, and the next one is read", async () => {
        const { status, body } = await post(bombOf(600 * 2 ** 20), "bomb.pdf");
        expect([status, body.detail]).to.deep.equal([400, "image: needs more than 320 MB of memory to be opened"]);
        expect((await post(await pdfOf([label.image]), "art.pdf")).body.status).to.equal("COMPLIANT");
    });

    it("more pages than a label has panels, a damaged file and one without pages are refused by name", async () => {
        const pdf = await pdfOf(Array.from({ length: 7 }, () => label.image));
        const heic = await heicOf(label.image);
        const answers = [
            await post(pdf, "long.pdf"),
            await post(Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(4000, "x")]), "broken.pdf"),
            await post(await pdfOf([]), "empty.pdf"),
            await post(heic.subarray(0, heic.length / 2), "half.heic"),
            await post(Buffer.from("%!PS-Adobe-3.0\n"), "art.ps"),
        ];
        expect(answers.map(({ status, body }) => [status, body.detail])).to.deep.equal([
            [400, "image: has 7 pages: at most 6 pictures are read"],
            [400, "image: is damaged"],
            [400, "image: is damaged"],
            [400, "image: is damaged"],
            [400, "image: is no JPEG, PNG, TIFF, WebP, HEIC or PDF"],
        ]);
        expect((await post(label.image, "label.png")).body.status).to.equal("COMPLIANT");
    });
});
