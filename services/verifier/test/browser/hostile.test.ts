import { expect } from "chai";
import type { Page } from "playwright-core";

import { ArtifactStore } from "../../src/artifacts";
import { sample as artifact, savedId, silent } from "../e2e/artifactSamples";
import { S3Server } from "../e2e/s3Server";
import { sample } from "./samples";
import { Site, verify } from "./site";

const attack = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;

describe("the page: hostile texts", function () {
    this.timeout(60_000);
    let server: S3Server;
    let site: Site;
    let page: Page;
    let store: ArtifactStore;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        const env = { ARTIFACT_STORAGE_ENABLED: "true", ARTIFACT_S3_BUCKET: S3Server.bucket, AWS_REGION: "us-east-1" };
        site = await Site.start({ ...env, AWS_ENDPOINT_URL_S3: server.endpoint });
        const settings = {
            bucket: S3Server.bucket,
            region: "us-east-1",
            retentionDays: 365,
            deletion: "purge" as const,
            endpoint: server.endpoint,
        };
        store = new ArtifactStore(settings, silent);
    });
    after(async () => {
        await site?.stop();
        await store?.close(0);
        await server?.remove();
    });
    beforeEach(async () => {
        page = await site.open();
    });
    afterEach(async () => {
        await page.close();
        site.quiet(/^Failed to load resource: .*status of (400|404)/);
    });

    /** Shown as it was written; no element came of it; nothing ran. */
    async function expectText(place: string, ...texts: string[]): Promise<void> {
        const shown = await page.locator(place).innerText();
        for (const text of texts) expect(shown).to.contain(text);
        expect(await page.locator("main script, main [onerror], main b").count()).to.equal(0);
        expect(await page.title()).not.to.equal("taken");
    }

    it("from the label, the application and the file's name are shown, and do nothing", async () => {
        const { file, truth } = await sample(undefined, {
            brand: "<b>Bold</b>",
            name: `${attack.replaceAll("/", "")}.png`,
        });
        await page.fill("[name=brand_name]", attack);
        await page.fill("[name=bottler]", truth.bottler!);
        await page.setInputFiles("#files", [file]);
        await expectText("#chosen", "<img src=x onerror=");
        await page.click("#send");
        await page.locator(".box").first().waitFor();
        // What Tesseract makes of angle brackets is its own; the tag's name is there.
        await expectText("#result-list", "<img src=x onerror=", "</script>", "Bold");
    });

    it("from an answer of the service, and of something that stands in for it, do nothing", async () => {
        const body = { detail: attack, error_code: attack, correlation_id: attack };
        await page.route("**/verify", (route) => route.fulfill({ status: 400, json: body }));
        await verify(page, (await sample()).file);
        await page.locator(".result .problem").waitFor();
        await expectText("#result-list", `The service says: ${attack}`, `Reference for the log: ${attack}`);
    });

    it("from a stored verification, with names of fields and a verdict that no rule has, do nothing", async () => {
        const result = (field: string, index: number) => ({
            field,
            valid: false,
            legible: true,
            expected: attack,
            actual: attack,
            citation: attack,
            similarity_score: 0.5,
            // Findings of one place share a box.
            box: { left: 1 + 200 * index, top: 1, width: 5, height: 5 },
        });
        const fields = [attack, "__proto__", "constructor", `"] img { color: red }`];
        const validationResult = {
            status: "constructor",
            image_path: attack,
            validation_results: { structural: fields.map(result), accuracy: [] },
            warnings: [attack],
            error: attack,
        };
        const { file } = await sample();
        const outcome = await store.save(
            artifact({ validationResult, extractedText: { text: attack }, image: file.buffer, modelVersion: attack }),
        );
        await page.goto(`${site.service.url}/#stored/${savedId(outcome)}`);
        await page.locator("#stored-one .box").nth(3).waitFor();
        await page.locator("#stored-one details").evaluate((one: HTMLDetailsElement) => (one.open = true));
        await expectText("#stored-one", attack, "__proto__", "constructor");
        await page.locator("#stored-one .findings .link").last().click();
        expect(await page.locator("#stored-one .linked").count()).to.equal(2);
    });

    it("in the address find nothing", async () => {
        await page.goto(`${site.service.url}/#stored/..%2F..%2Fhealth`);
        await page.getByText("This is not there.").waitFor();
        await page.goto(`${site.service.url}/#stored/${encodeURIComponent("<img src=x onerror=1>")}`);
        await page.getByText("This is not there.").waitFor();
        await expectText("#stored-one", "This is not there.");
    });
});
