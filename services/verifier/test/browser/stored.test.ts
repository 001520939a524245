import { expect } from "chai";
import type { Page } from "playwright-core";

import { ArtifactStore } from "../../src/artifacts";
import { sample as artifact, savedId, silent } from "../e2e/artifactSamples";
import { S3Server } from "../e2e/s3Server";
import { sample } from "./samples";
import { accessFaults, keep, Site, verify } from "./site";

const token = "a-token-for-tests";
const day = 24 * 3600 * 1000;

describe("the page: stored verifications", function () {
    this.timeout(60_000);
    let server: S3Server;
    let site: Site;
    let page: Page;
    let store: ArtifactStore;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        site = await Site.start({
            VERIFIER_TOKEN: token,
            ARTIFACT_STORAGE_ENABLED: "true",
            ARTIFACT_S3_BUCKET: S3Server.bucket,
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_S3: server.endpoint,
        });
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
        page = await site.open("/#stored");
    });
    afterEach(async () => {
        await page.close();
        site.quiet(/^Failed to load resource: .*status of (400|401|404|503)/);
    });

    const rows = () => page.locator("#stored-list tbody tr");
    const ids = (): Promise<string[]> => rows().locator(".id").allInnerTexts();
    const problem = (): Promise<string> => page.locator("#view-stored .problem").first().innerText();

    async function useToken(): Promise<void> {
        await page.locator("#stored-list .problem").waitFor();
        await page.getByRole("button", { name: "Enter the token" }).click();
        await page.keyboard.type(token);
        await page.keyboard.press("Enter");
        await page.locator("#stored-list > :not(.problem)").first().waitFor();
    }

    it("asks for the token, lists once it has it, and says so where nothing is stored", async () => {
        expect(await problem()).to.contain("This service asks for an access token.");
        await useToken();
        expect(await page.locator("#stored-list").innerText()).to.equal("No stored verification matches.");
        expect(await accessFaults(page)).to.deep.equal([]);
    });

    it("keeps what the form says to keep, and opens it: picture, boxes, verdict, text", async () => {
        await page.goto(`${site.service.url}/#verify`);
        const { file } = await sample("warning-word", { name: "kept.png" });
        await page.selectOption("#keep", "true");
        await verify(page, file);
        await page.getByRole("link", { name: "Open what was kept" }).click();
        expect(await problem()).to.contain("This service asks for an access token.");
        await page.locator("#access").evaluate((one: HTMLDetailsElement) => (one.open = true));
        await page.fill("#token", token);
        await page.keyboard.press("Enter");
        await page.locator("#stored-one .box").first().waitFor();
        await keep(page, "stored-one");
        expect(await accessFaults(page)).to.deep.equal([]);
        expect(await page.locator("#stored-one .badge").innerText()).to.equal("✕ Not compliant");
        expect(await page.locator("#stored-one img").getAttribute("alt")).to.equal("Label kept.png");
        const metadata = await page.locator("#stored-one .metadata").innerText();
        expect(metadata).to.contain("127.0.0.1").and.contain("image/png").and.contain("tesseract");
        await page.getByText("Text that was read").click();
        expect(await page.locator("#stored-one pre").innerText()).to.contain("GOVERNMENT WARNING");
        await page.getByRole("link", { name: "All stored verifications" }).click();
        await rows().first().waitFor();
        expect(await ids()).to.have.length(1);
    });

    it("has all of a row in sight on a telephone, and it is still a table to a screen reader", async () => {
        await store.save(artifact({ timestamp: new Date(), verdict: "NON_COMPLIANT" }));
        await page.setViewportSize({ width: 360, height: 740 });
        await useToken();
        const row = page.getByRole("row").filter({ hasText: "Not compliant" }).first();
        for (const part of [row.getByRole("rowheader"), row.getByRole("link"), row.getByRole("button")]) {
            const box = (await part.boundingBox())!;
            expect(box.x).to.be.at.least(0);
            expect(box.x + box.width).to.be.at.most(360);
        }
        await keep(page, "stored-narrow");
        expect(await accessFaults(page)).to.deep.equal([]);
    });

    it("filters by day and verdict, and turns pages both ways", async () => {
        const now = Date.now();
        const made: Promise<string>[] = Array.from({ length: 25 }, (_, index) =>
            store
                .save(artifact({ timestamp: new Date(now - 40 * day - index * 60_000), verdict: "COMPLIANT" }))
                .then(savedId),
        );
        const expected = await Promise.all(made);
        const unclear = savedId(
            await store.save(artifact({ timestamp: new Date(now - 50 * day), verdict: "PARTIAL_VALIDATION" })),
        );
        await useToken();
        const dayOf = (back: number): string => new Date(now - back * day).toISOString().slice(0, 10);
        const show = async (from: string, to: string, verdict = "") => {
            await page.fill("[name=start_date]", from);
            await page.fill("[name=end_date]", to);
            await page.selectOption("[name=validation_status]", verdict);
            const answered = page.waitForResponse(/\/artifacts\?/);
            await page.getByRole("button", { name: "Show" }).click();
            await answered;
            await page.locator("#stored-list:not([aria-busy])").waitFor();
        };
        await show(dayOf(41), dayOf(39));
        expect(await ids()).to.deep.equal(expected.slice(0, 20));
        await keep(page, "stored");
        expect(await accessFaults(page)).to.deep.equal([]);
        expect(await page.locator("#announcer").innerText()).to.equal("20 verifications shown");
        await page.getByRole("button", { name: "Older" }).click();
        await page.getByText("Page 2").waitFor();
        expect(await ids()).to.deep.equal(expected.slice(20));
        expect(await page.getByRole("button", { name: "Older" }).count()).to.equal(0);
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("stored-title");
        await page.getByRole("button", { name: "Newer" }).click();
        await page.getByText("Page 1").waitFor();
        expect(await ids()).to.deep.equal(expected.slice(0, 20));
        await show("", dayOf(30), "PARTIAL_VALIDATION");
        expect(await ids()).to.deep.equal([unclear]);
        expect(await rows().innerText()).to.contain("? Needs a human");
        await show(dayOf(1), dayOf(20));
        expect(await problem()).to.contain(`start_date ${dayOf(1)} is after end_date ${dayOf(20)}`);
    });

    it("deletes after a question, from the list and from one that is open; no and Escape keep it", async () => {
        const timestamp = new Date(Date.now() - 100 * day);
        const saved = await Promise.all([1, 2].map(() => store.save(artifact({ timestamp })).then(savedId)));
        await useToken();
        await page.fill("[name=end_date]", new Date(Date.now() - 90 * day).toISOString().slice(0, 10));
        await page.getByRole("button", { name: "Show" }).click();
        await page.waitForFunction(() => document.querySelectorAll("#stored-list tbody tr").length === 2);
        const remove = rows().first().getByRole("button");
        const dialog = page.locator("#confirm");
        await remove.click();
        expect(await dialog.innerText()).to.contain("This cannot be undone");
        expect(await page.evaluate(() => document.activeElement?.id)).to.equal("confirm-no");
        await keep(page, "confirm");
        expect(await accessFaults(page)).to.deep.equal([]);
        await page.keyboard.press("Escape");
        expect(await remove.evaluate((one) => one === document.activeElement)).to.be.true;
        await remove.click();
        await page.getByRole("button", { name: "Keep it" }).click();
        expect(await Promise.all(saved.map((id) => store.get(id)))).not.to.include(undefined);

        const [first, second] = await ids();
        await remove.click();
        await page.locator("#confirm-yes").click();
        await page.waitForFunction(() => document.querySelectorAll("#stored-list tbody tr").length === 1);
        expect(await page.locator("#announcer").innerText()).to.equal("Deleted.");
        expect(await ids()).to.deep.equal([second]);
        expect(await store.get(first!)).to.equal(undefined);

        await page.getByRole("link", { name: "Open" }).click();
        await page.locator("#stored-one").getByRole("button", { name: "Delete" }).click();
        await page.locator("#confirm-yes").click();
        await page.getByText("No stored verification matches.").waitFor();
        expect(await store.get(second!)).to.equal(undefined);
    });

    it("explains an id that is not there, and an archived picture beside its verdict", async () => {
        await useToken();
        await page.goto(`${site.service.url}/#stored/20260101-00000000-0000-4000-8000-000000000000`);
        await page.locator("#stored-one .problem").waitFor();
        expect(await problem()).to.contain("This is not there. It may have been deleted");
        const id = savedId(await store.save(artifact()));
        const archived = { detail: "in the archive: restore it", error_code: "HTTP_409", correlation_id: "c" };
        await page.route("**/image", (route) => route.fulfill({ status: 409, json: archived }));
        site.said.length = 0;
        await page.goto(`${site.service.url}/#stored/${id}`);
        await page.locator("#stored-one .badge").waitFor();
        expect(await problem()).to.contain("The picture is in the archive.");
        site.quiet(/status of (404|409)/);
    });

    it("does not show what comes after the reader has left", async () => {
        await useToken();
        const slow = savedId(await store.save(artifact()));
        let release = (): void => undefined;
        const held = new Promise<void>((resolve) => (release = resolve));
        await page.route(`**/artifacts/${slow}`, (route) => held.then(() => route.continue()));
        await page.goto(`${site.service.url}/#stored/${slow}`);
        await page.getByRole("progressbar", { name: "Opening" }).waitFor();
        await page.getByRole("link", { name: "All stored verifications" }).click();
        await rows().first().waitFor();
        const answered = page.waitForResponse((answer) => answer.url().endsWith(`/artifacts/${slow}`));
        release();
        await (await answered).finished();
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
        expect(await page.locator("#stored-one").innerText()).to.equal("");
    });

    it("says to wait when storage does not answer", async () => {
        await useToken();
        await server.down();
        try {
            await page.getByRole("button", { name: "Show" }).click();
            await page.getByText("The service says: Artifact storage does not answer").waitFor({ timeout: 50_000 });
            expect(await problem()).to.contain("Wait about 10 s, then try again.");
        } finally {
            await server.up();
        }
        await page.getByRole("button", { name: "Try again" }).click();
        await rows().first().waitFor();
    });
});
