import { expect } from "chai";
import sharp from "sharp";

import { goodLabel, Service, type GoodLabel } from "./service";

describe("POST /verify", () => {
    let service: Service;
    let label: GoodLabel;

    before(async () => {
        service = await Service.start();
        label = await goodLabel();
    });
    after(() => service.stop());

    it("finds a good label compliant, with the fields that clients know", async () => {
        const { status, body } = await service.post("/verify", { image: label.image, ground_truth: label.truth });
        expect(status).to.equal(200);
        expect(body.status).to.equal("COMPLIANT");
        expect(body).to.have.all.keys(
            ["status", "validation_level", "extracted_fields", "validation_results", "violations", "warnings"].concat([
                "processing_time_seconds",
                "image_path",
            ]),
        );
        expect(body.validation_level).to.equal("FULL_VALIDATION");
        expect(body.extracted_fields).to.have.all.keys(
            ["brand_name", "product_type", "abv", "abv_numeric", "net_contents", "bottler", "country"].concat([
                "government_warning",
            ]),
        );
        expect(body.extracted_fields.government_warning).to.deep.equal({
            present: true,
            header_correct: true,
            text_correct: true,
        });
        expect(body.image_path).to.equal("label.png");
    });

    it("takes the picture as `file`, in each format, whatever its name says", async () => {
        const formats = {
            jpeg: await sharp(label.image).jpeg({ quality: 95 }).toBuffer(),
            tiff: await sharp(label.image).tiff().toBuffer(),
            webp: await sharp(label.image).webp({ lossless: true }).toBuffer(),
        };
        for (const [format, image] of Object.entries(formats)) {
            const { status, body } = await service.post("/verify", { file: image }, {}, "label.txt");
            expect([status, body.status, body.validation_level], format).to.deep.equal([
                200,
                "COMPLIANT",
                "STRUCTURAL_ONLY",
            ]);
        }
    });

    it("takes the ground truth as text, as a JSON part, as a file, and nested", async () => {
        const truths = [
            label.truth,
            new Blob([label.truth], { type: "application/json" }),
            new File([label.truth], "truth.json"),
            JSON.stringify({ ground_truth: JSON.parse(label.truth) }),
        ];
        for (const [index, truth] of truths.entries()) {
            const form = new FormData();
            form.append("ground_truth", truth);
            form.append("image", new Blob([new Uint8Array(label.image)]), "label.png");
            const { body } = await service.ask("/verify", { method: "POST", body: form });
            expect([body.status, body.validation_level], String(index)).to.deep.equal(["COMPLIANT", "FULL_VALIDATION"]);
        }
    });

    it("says what contradicts the application", async () => {
        const truth = { ...JSON.parse(label.truth), brand_name: "Quite Another Name" };
        const { body } = await service.post("/verify", { image: label.image, ground_truth: JSON.stringify(truth) });
        expect(body.status).to.equal("NON_COMPLIANT");
        expect(body.violations.map(({ field }: { field: string }) => field)).to.deep.equal(["brand_name"]);
    });

    it("keeps the verdict when the artifact cannot be kept", async () => {
        for (const path of ["/verify?save_artifact=true", "/verify"]) {
            const fields = { image: label.image, ...(path === "/verify" && { save_artifact: "on" }) };
            const { status, body } = await service.post(path, fields);
            expect([status, body.status]).to.deep.equal([200, "COMPLIANT"]);
            expect(body.artifact).to.include({ saved: false, retrying: false });
            expect(body.artifact.error).to.contain("ARTIFACT_STORAGE_ENABLED");
        }
    });

    it("logs neither the picture's name nor its text", async () => {
        await service.post("/verify", { image: label.image, ground_truth: label.truth }, {}, "secret-brand.png");
        const log = service.log.join("");
        expect(log).to.contain('"route":"/verify"');
        expect(log).not.to.contain("secret-brand");
        expect(log).not.to.contain(JSON.parse(label.truth).brand_name);
    });
});
