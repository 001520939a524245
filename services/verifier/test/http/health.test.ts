import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

import { probeTesseract } from "../../src/health/backends";
import { eventually, FakeOllama } from "./fakeOllama";
import { smallLabel } from "./hostile/pictures";
import { Service } from "./service";

describe("the probe of Tesseract", () => {
    it("finds English data when this process was late to hear what Tesseract had said in time", async () => {
        const probed = probeTesseract(100);
        // Once Tesseract is started, nothing of this process runs until long after it has ended.
        setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000));
        expect(await probed).to.deep.equal({ available: true, error: null });
    });

    it("ends a Tesseract that says nothing", async () => {
        const folder = mkdtempSync(join(tmpdir(), "silent-tesseract-"));
        const path = process.env.PATH;
        try {
            writeFileSync(join(folder, "tesseract"), "#!/bin/sh\nexec sleep 600\n", { mode: 0o755 });
            process.env.PATH = `${folder}:${path}`;
            expect(await probeTesseract(100)).to.deep.equal({
                available: false,
                error: "Tesseract cannot be started: install tesseract-ocr",
            });
        } finally {
            process.env.PATH = path;
            rmSync(folder, { recursive: true });
        }
    });
});

describe("GET /health", () => {
    let ollama: FakeOllama;
    let service: Service;

    beforeEach(async () => {
        ollama = await FakeOllama.start();
    });
    afterEach(async () => {
        await service.stop();
        await ollama.stop().catch(() => undefined);
    });
    const ready = async () => (await service.ask("/health")).body.status === "healthy";

    it("is healthy with both backends, in the form that clients know", async () => {
        service = await Service.start({ OLLAMA_HOST: ollama.url });
        await eventually(ready);
        const { status, body } = await service.ask("/health");
        expect(status).to.equal(200);
        expect(body).to.deep.equal({
            status: "healthy",
            backends: {
                tesseract: { available: true, error: null },
                ollama: { available: true, error: null, model: "qwen2.5vl:3b" },
            },
            capabilities: { ocr_backends: ["tesseract", "ollama"], degraded_mode: false },
        });
    });

    it("is degraded at once, and answers at once, while Ollama says nothing", async () => {
        ollama.hangs = true;
        service = await Service.start({ OLLAMA_HOST: ollama.url });
        const started = performance.now();
        const { status, body } = await service.ask("/health");
        expect(performance.now() - started).to.be.lessThan(500);
        expect([status, body.status, body.capabilities.degraded_mode]).to.deep.equal([200, "degraded", true]);
        expect(body.capabilities.ocr_backends).to.deep.equal(["tesseract"]);
    });

    it("knows the model by its whole name, `latest` where none is given", async () => {
        for (const [installed, wanted, available] of [
            ["llava:latest", "llava", true],
            ["qwen2.5vl:7b", "qwen2.5vl:3b", false],
            ["other/llava:latest", "llava", false],
        ] as const) {
            ollama.models = [installed];
            service = await Service.start({ OLLAMA_HOST: ollama.url, OLLAMA_MODEL: wanted });
            await eventually(
                async () => (await service.ask("/health")).body.backends.ollama.error !== "not checked yet",
            );
            const { body } = await service.ask("/health");
            expect(body.backends.ollama.available, `${wanted} of ${installed}`).to.equal(available);
            await service.stop();
        }
        service = await Service.start();
    });

    it("answers 503 with what to do when the backend is not ready", async () => {
        service = await Service.start();
        const { status, headers, body } = await service.post("/verify", {
            image: await smallLabel(),
            ocr_backend: "ollama",
        });
        expect([status, headers.get("retry-after"), body.error_code]).to.deep.equal([503, "60", "HTTP_503"]);
        expect(body.detail).to.have.all.keys("message", "suggestion", "available_backends", "retry_after");
        expect(body.detail).to.deep.include({ available_backends: ["tesseract"], retry_after: 60 });
    });

    it("notices in a request that Ollama has gone, and says so from then on", async () => {
        service = await Service.start({ OLLAMA_HOST: ollama.url });
        await eventually(ready);
        const image = await smallLabel();
        const fine = await service.post("/verify", { image, ocr_backend: "ollama" });
        expect([fine.status, fine.body.extracted_fields.brand_name]).to.deep.equal([200, "Silver Creek"]);
        ollama.text = undefined;
        const asked = service.post("/verify", { image, ocr_backend: "ollama" });
        await eventually(() => ollama.open.size === 1);
        await ollama.stop();
        expect((await asked).status).to.equal(503);
        expect((await service.ask("/health")).body.status).to.equal("degraded");
    });

    it("answers 503 with Ollama's own words when it cannot run the model", async () => {
        service = await Service.start({ OLLAMA_HOST: ollama.url });
        await eventually(ready);
        ollama.status = 500;
        const { status, headers, body } = await service.post("/verify", {
            image: await smallLabel(),
            ocr_backend: "ollama",
        });
        expect([status, headers.get("retry-after")]).to.deep.equal([503, "60"]);
        expect(body.detail.message).to.contain("ollama answered 500").and.contain("mllama");
    });

    it("gives Ollama transparent pictures on white, and takes no text that no label holds", async () => {
        service = await Service.start({ OLLAMA_HOST: ollama.url });
        await eventually(ready);
        const image = await sharp({ create: { width: 100, height: 100, channels: 4, background: "#00000000" } })
            .png()
            .toBuffer();
        await service.post("/verify", { image, ocr_backend: "ollama" });
        const { channels } = await sharp(ollama.picture).stats();
        expect(channels.every(({ min }) => min === 255)).to.equal(true);
        ollama.text = "Silver Creek ".repeat(2000);
        const { body } = await service.post("/verify", { image, ocr_backend: "ollama" });
        expect([body.status, body.error]).to.deep.equal([
            "ERROR",
            "ollama answered 26000 characters: no label holds more than 20000",
        ]);
    });
});
