import { expect } from "chai";
import sharp from "sharp";

import { type ZipEntry, zipOf } from "./hostile/zips";
import { goodLabel, Service, type GoodLabel } from "./service";

/** The label cut in two: brand to contents, and the rest. */
async function halves(image: Buffer): Promise<{ front: Buffer; back: Buffer }> {
    const { width, height } = await sharp(image).metadata();
    const cut = 575;
    const part = (top: number, rows: number): Promise<Buffer> =>
        sharp(image).extract({ left: 0, top, width, height: rows }).png().toBuffer();
    return { front: await part(0, cut), back: await part(cut, height - cut) };
}

describe("panels of one label", () => {
    let service: Service;
    let label: GoodLabel;
    let front: Buffer;
    let back: Buffer;

    before(async () => {
        service = await Service.start();
        label = await goodLabel();
        ({ front, back } = await halves(label.image));
    });
    after(() => service.stop());

    const post = (panels: [name: string, image: Buffer][]) => {
        const form = new FormData();
        for (const [name, image] of panels) form.append("image", new Blob([new Uint8Array(image)]), name);
        form.append("ground_truth", label.truth);
        return service.ask("/verify", { method: "POST", body: form });
    };

    it("are one label with one verdict, and each field tells its panel", async () => {
        const { status, body } = await post([
            ["one.front.png", front],
            ["one.back.png", back],
        ]);
        expect([status, body.status], JSON.stringify(body.violations)).to.deep.equal([200, "COMPLIANT"]);
        expect(body.panels).to.deep.equal(["one.front.png", "one.back.png"]);
        const results = body.validation_results.structural as { field: string; panel: string }[];
        const panels = Object.fromEntries(results.map(({ field, panel }) => [field, panel]));
        expect(panels).to.include({ abv: "one.front.png", bottler: "one.back.png" });
    });

    it("a front alone is for a person, never a violation", async () => {
        for (const name of ["label.png", "label.front.png"]) {
            const { body } = await post([[name, front]]);
            expect([body.status, body.violations], name).to.deep.equal(["PARTIAL_VALIDATION", []]);
        }
    });

    it("a front alone with the wrong alcohol content is a violation still", async () => {
        const truth = { ...JSON.parse(label.truth), abv: 99 };
        const { body } = await service.post("/verify", { image: front, ground_truth: JSON.stringify(truth) });
        expect(body.violations.map(({ field }: { field: string }) => field)).to.deep.equal(["abv"]);
    });

    it("more than six are refused", async () => {
        const { status, body } = await post(Array.from({ length: 7 }, (_, index) => [`${index}.png`, front]));
        expect([status, body.detail]).to.deep.equal([400, '"image" is sent more than 6 times']);
    });

    it("of a batch have one name and the side after it; what no label uses is said, each with its reason", async () => {
        const entries: ZipEntry[] = [
            { name: "a/one.front.png", data: front },
            { name: "a/one.back.png", data: back },
            { name: "a/one.json", data: Buffer.from(label.truth) },
            { name: "b/two.png", data: label.image },
            { name: "b/two.png.json", data: Buffer.from(label.truth) },
            { name: "c/three.gif", data: Buffer.from("x") },
            { name: "orphan.json", data: Buffer.from(label.truth) },
        ];
        const { body } = await service.post("/verify/batch", { batch_file: zipOf(entries) }, {}, "batch.zip");
        const results = body.results as { status: string; validation_level?: string; error?: string }[];
        expect(results.map(({ status, validation_level }) => [status, validation_level])).to.deep.equal([
            ["COMPLIANT", "FULL_VALIDATION"],
            ["COMPLIANT", "FULL_VALIDATION"],
            ["ERROR", undefined],
            ["ERROR", undefined],
        ]);
        expect(results[2]!.error).to.contain("c/three.gif is no .jpg");
        expect(results[3]!.error).to.contain("orphan.json is a ground truth without a picture");
        expect(body.summary).to.include({ total: 4, compliant: 2, errors: 2 });
    });
});

describe("what clients of the original rely on", () => {
    let service: Service;
    before(async () => void (service = await Service.start()));
    after(() => service.stop());

    it("OpenAPI at /openapi.json, a page of it at /redoc, and /health named at /", async () => {
        const { status, body } = await service.ask("/openapi.json");
        expect([status, body.openapi]).to.deep.equal([200, "3.0.3"]);
        expect((await service.ask("/redoc")).status).to.equal(200);
        expect((await service.ask("/")).body).to.include({ health: "/health" });
    });

    it("is 422 for a form that is no multipart, and for a batch under another name", async () => {
        const body = new URLSearchParams({ image: "x" });
        expect((await service.ask("/verify", { method: "POST", body })).status).to.equal(422);
        expect((await service.post("/verify/batch", { zip: Buffer.from("x") })).status).to.equal(422);
    });
});
