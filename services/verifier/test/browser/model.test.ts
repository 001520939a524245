import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";

import { type StatusChange, StatusFile } from "../../src/modelStatus/statusFile";
import { accessFaults, keep, Site } from "./site";

describe("the page: download of the vision model", function () {
    this.timeout(60_000);
    let site: Site;
    let page: Page;
    let folder: string;
    let file: string;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "verifier-page-"));
        file = join(folder, "status.json");
        site = await Site.start({ MODEL_STATUS_FILE: file });
    });
    after(async () => {
        await site?.stop();
        rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => rmSync(file, { force: true }));
    afterEach(() => page.close());

    const text = (): Promise<string> => page.locator("#model").innerText();

    /** Opens the page on a state. */
    async function openOn(...changes: StatusChange[]): Promise<void> {
        const writer = new StatusFile(file, "qwen2.5vl:3b");
        for (const change of changes) await writer.write(change);
        await show();
    }

    async function show(): Promise<void> {
        // The service reads the file once a second at most.
        await new Promise((resolve) => setTimeout(resolve, 1100));
        page = await site.open();
        await page.locator("#model[data-state]").waitFor();
    }

    it("says that no model has been asked for, where the service answers 404", async () => {
        await show();
        expect(await text()).to.contain("No vision model has been asked for.");
        expect(await page.locator("#model-bar").isHidden()).to.be.true;
        site.quiet(/404 \(Not Found\)/);
    });

    // Early: once the service has read a status, that one stays in force.
    it("says that the state is not known, where the file is no status", async () => {
        writeFileSync(file, "{ half a");
        await show();
        expect(await text()).to.contain("The state of the vision model is not known.");
        expect(await text()).to.contain("status file cannot be read");
        site.quiet(/503 \(Service Unavailable\)/);
    });

    it("says that the download has not started", async () => {
        await openOn({ status: "not_started" });
        expect(await text()).to.contain("qwen2.5vl:3b has not started yet");
        expect(await page.locator("#model-bar").isHidden()).to.be.true;
        site.quiet();
    });

    it("shows bytes, percentage and estimate as a bar, follows it, and turns into ready by itself", async () => {
        const progress = {
            downloaded_bytes: 3_221_225_472,
            total_bytes: 7_201_866_752,
            percentage: 44.7,
            estimated_time_remaining_seconds: 120,
        };
        const writer = new StatusFile(file, "qwen2.5vl:3b");
        await writer.write({ status: "downloading", source: "s3", progress });
        await show();
        expect(await text()).to.contain("Downloading the vision model qwen2.5vl:3b from S3.");
        expect(await text()).to.contain("44.7 %: 3.22 GB of 7.20 GB, about 2 min left");
        const bar = page.locator("#model-bar");
        expect(await bar.evaluate((one: HTMLProgressElement) => one.value)).to.equal(44.7);
        await keep(page, "downloading");
        expect(await accessFaults(page)).to.deep.equal([]);

        await writer.write({ progress: { ...progress, downloaded_bytes: 7_000_000_000, percentage: 97.2 } });
        await page.waitForFunction(() => document.querySelector("progress")?.value === 97.2);
        expect(await page.locator("#announcer").textContent()).to.equal("");
        await writer.write({ status: "ready", progress: null });
        await page.locator('#model[data-state="ready"]').waitFor();
        expect(await text()).to.contain("Vision model qwen2.5vl:3b is ready.");
        expect(await bar.isHidden()).to.be.true;
        expect(await page.locator("#announcer").textContent()).to.equal("Vision model qwen2.5vl:3b is ready.");
        await keep(page, "ready");
        site.quiet();
    });

    it("shows a bar without a value while the size is not known, and while unpacking", async () => {
        await openOn({ status: "downloading", source: "ollama", progress: null });
        const bar = page.locator("#model-bar");
        expect(await text())
            .to.contain("from Ollama’s registry")
            .and.contain("Its size is not known yet");
        expect(await bar.getAttribute("value")).to.equal(null);
        await page.close();
        await openOn({ status: "downloading" }, { status: "extracting" });
        expect(await text()).to.contain("Unpacking the vision model qwen2.5vl:3b.");
        expect(await page.locator("#model-bar").getAttribute("value")).to.equal(null);
        expect(await page.locator("#model-bar").isVisible()).to.be.true;
        site.quiet();
    });

    it("does not promise an end when the download has fallen silent", async () => {
        const writer = new StatusFile(file, "qwen2.5vl:3b");
        const progress = {
            downloaded_bytes: 50,
            total_bytes: 100,
            percentage: 50,
            estimated_time_remaining_seconds: 9,
        };
        await writer.write({ status: "downloading", source: "s3", progress });
        const status = JSON.parse(readFileSync(file, "utf8")) as object;
        writeFileSync(file, JSON.stringify({ ...status, updated_at: "2026-01-01T00:00:00Z" }));
        await show();
        expect(await text())
            .to.contain("Nothing has been heard of it since")
            .and.contain("It stood at 50.0 %.");
        expect(await text()).not.to.contain("left");
        site.quiet();
    });

    it("shows the reason of an error, as text", async () => {
        await openOn({ status: "downloading" }, { status: "error", error: "no space left <b>on</b> /home" });
        expect(await text()).to.contain("could not be fetched. Tesseract reads labels without it.");
        expect(await text()).to.contain("no space left <b>on</b> /home");
        await keep(page, "model-error");
        expect(await accessFaults(page)).to.deep.equal([]);
        site.quiet();
    });
});
