import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { fetchModel } from "../../src/modelFetch/fetchModel";
import { fetchSettings } from "../../src/modelFetch/settings";
import type { ModelStatus } from "../../src/modelStatus";
import { parseModelStatus } from "../../src/modelStatus/parse";
import { MadeUpModel, sha256 } from "./madeUpModel";
import { OllamaServer, ollamaSuite } from "./ollamaServer";
import { Registry } from "./registry";
import { S3Server } from "./s3Server";

const limits = { attempts: 3, firstDelayMs: 10, lastDelayMs: 50, stallMs: 5_000 };

ollamaSuite("model-fetch with the real Ollama", () => {
    let directory: string;
    let model: MadeUpModel;
    let registry: Registry;
    let ollama: OllamaServer;
    let models: string;
    let statusFile: string;

    beforeEach(async function () {
        this.timeout(120_000);
        directory = mkdtempSync(join(tmpdir(), "model-fetch-ollama-"));
        models = join(directory, "models");
        statusFile = join(directory, "model-status.json");
        model = new MadeUpModel("registry.ollama.ai/library/tiny/1b", 8_000_000);
        registry = await Registry.start(directory, model);
        ollama = await OllamaServer.start(directory, models, registry.certificateFile);
    });
    afterEach(async () => {
        await ollama?.stop();
        await registry?.stop();
        rmSync(directory, { recursive: true });
    });

    const env = (change: NodeJS.ProcessEnv = {}) => ({
        OLLAMA_MODEL: `${registry.host}/library/tiny:1b`,
        OLLAMA_MODELS: models,
        OLLAMA_HOST: ollama.url,
        MODEL_STATUS_FILE: statusFile,
        MODEL_PULL: "true",
        AWS_REGION: "us-east-1",
        ...change,
    });
    const status = (): ModelStatus => parseModelStatus(readFileSync(statusFile, "utf8"));

    it("makes a model from S3 available to a running Ollama", async () => {
        const server = await S3Server.start();
        try {
            const archive = model.archive(".gz");
            const client = server.client();
            const Key = "models/tiny:1b.tar.gz";
            await client.send(new PutObjectCommand({ Bucket: S3Server.bucket, Key, Body: archive }));
            client.destroy();
            expect(await ollama.models()).to.deep.equal([]);
            const settings = env({
                OLLAMA_MODEL: "tiny:1b",
                MODEL_PULL: "false",
                MODEL_S3_BUCKET: S3Server.bucket,
                MODEL_ARCHIVE_SHA256: sha256(archive),
                AWS_ENDPOINT_URL_S3: server.endpoint,
            });
            await fetchModel(fetchSettings(settings), limits);
            expect(await ollama.models()).to.deep.equal(["tiny:1b"]);
        } finally {
            await server.remove();
        }
    });

    it("pulls, with Ollama's own progress, where S3 has no archive", async function () {
        this.timeout(120_000);
        const server = await S3Server.start();
        try {
            registry.speed = 2_000_000;
            const seen: ModelStatus[] = [];
            let running = true;
            const watcher = (async () => {
                while (running) {
                    if (existsSync(statusFile)) seen.push(status());
                    await sleep(20);
                }
            })();
            const settings = env({ MODEL_S3_BUCKET: S3Server.bucket, AWS_ENDPOINT_URL_S3: server.endpoint });
            await fetchModel(fetchSettings(settings), limits);
            running = false;
            await watcher;
            const downloading = seen.filter((one) => one.status === "downloading" && one.progress);
            expect(new Set(downloading.map(({ progress }) => progress!.downloaded_bytes)).size).to.be.greaterThan(2);
            expect(downloading.some(({ progress }) => progress!.percentage > 0 && progress!.percentage < 100)).to.be
                .true;
            const total = [...model.blobs.values()].reduce((sum, content) => sum + content.length, 0);
            expect(status()).to.include({ status: "ready", source: "ollama" });
            expect(status().progress).to.include({ downloaded_bytes: total, total_bytes: total, percentage: 100 });
            expect(await ollama.models()).to.deep.equal([`${registry.host}/library/tiny:1b`]);
        } finally {
            await server.remove();
        }
    });

    it("goes on with a pull after kill -9", async function () {
        this.timeout(120_000);
        registry.speed = 1_000_000;
        const cli = join(__dirname, "../../src/modelFetch/cli.ts");
        const start = () =>
            spawn(process.execPath, ["--import=tsx", cli], { env: { ...process.env, ...env() }, stdio: "ignore" });
        const first = start();
        for (let tries = 0; tries < 500; tries++) {
            if (existsSync(statusFile) && (status().progress?.percentage ?? 0) > 20) break;
            await sleep(20);
        }
        first.kill("SIGKILL");
        await once(first, "exit");
        expect(status().status).to.equal("downloading");
        expect(await ollama.models()).to.deep.equal([]);
        registry.speed = Infinity;
        const [code] = (await once(start(), "exit")) as [number];
        expect(code).to.equal(0);
        expect(await ollama.models()).to.have.length(1);
        expect(status().status).to.equal("ready");
    });

    it("says why Ollama cannot pull, and what to stage", async () => {
        const unknown = env({ OLLAMA_MODEL: `${registry.host}/library/other:1b` });
        await fetchModel(fetchSettings(unknown), limits).catch(() => undefined);
        expect(status().status).to.equal("error");
        expect(status().error).to.contain("does not exist").and.contain("npm run stage");
        const away = env({ OLLAMA_HOST: "127.0.0.1:9" });
        await fetchModel(fetchSettings(away), limits).catch(() => undefined);
        expect(status().error).to.contain("Ollama does not answer at http://127.0.0.1:9");
    });
});
