import { expect } from "chai";

import { sample as artifact, savedId, storeAt } from "../e2e/artifactSamples";
import { S3Server } from "../e2e/s3Server";
import { accessFaults, keep, Site } from "./site";

/** The answer of a verification with one field, as it is stored. */
const answer = (field: string, valid: boolean) => ({
    validation_results: { structural: [{ field, valid, legible: true }], accuracy: [] },
});

describe("the page: statistics of stored verifications", function () {
    this.timeout(60_000);
    let server: S3Server;
    let site: Site;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        const env = { ARTIFACT_STORAGE_ENABLED: "true", ARTIFACT_S3_BUCKET: S3Server.bucket, AWS_REGION: "us-east-1" };
        site = await Site.start({ ...env, AWS_ENDPOINT_URL_S3: server.endpoint });
        const store = storeAt(server.endpoint);
        const image = Buffer.from("one picture");
        savedId(await store.save(artifact({ image, verdict: "COMPLIANT", validationResult: answer("abv", true) })));
        const other = { image, ocrBackend: "ollama", validationResult: answer("abv", false) };
        savedId(await store.save(artifact(other)));
        await store.close(0);
    });
    after(async () => {
        await site?.stop();
        await server?.remove();
    });

    it("show rates by backend, field and day, and where two backends differ on the same picture", async () => {
        const page = await site.open("/#statistics");
        await page.locator("#statistics table").nth(3).waitFor();
        const text = await page.locator("#statistics").innerText();
        expect(text).to.contain("2 stored verifications, all that the days hold.");
        expect(text).to.match(/tesseract\s+1\s+1 \(100 %\)/);
        expect(text).to.match(/abv\s+1 \(50 %\)\s+1 \(50 %\)\s+0 \(0 %\)/);
        expect(text).to.contain("1 picture read by two backends: 0 (0 %) with the same verdict.");
        expect(await accessFaults(page)).to.deep.equal([]);
        await keep(page, "statistics");
        await page.locator("#days input").first().fill("2020-01-01");
        await page.locator("#days input").last().fill("2020-01-02");
        await page.getByRole("button", { name: "Show" }).last().click();
        await page.getByText("Nothing is stored in these days.").waitFor();
        await page.close();
        // The service has no model status file.
        site.quiet(/^Failed to load resource: .*status of 404/);
    });
});
