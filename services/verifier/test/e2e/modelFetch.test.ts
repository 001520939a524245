import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import {
    existsSync,
    linkSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    truncateSync,
    unlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { fetchModel } from "../../src/modelFetch/fetchModel";
import { fetchSettings } from "../../src/modelFetch/settings";
import type { ModelStatus } from "../../src/modelStatus";
import { parseModelStatus } from "../../src/modelStatus/parse";
import { FaultProxy } from "./faultProxy";
import { MadeUpModel, sha256 } from "./madeUpModel";
import { S3Server } from "./s3Server";

const modelName = "tiny:1b";
const manifestPath = "registry.ollama.ai/library/tiny/1b";
const limits = { attempts: 4, firstDelayMs: 10, lastDelayMs: 50, stallMs: 1_000 };

describe("model-fetch from a real S3 server", () => {
    let server: S3Server;
    let proxy: FaultProxy;
    let s3: S3Client;
    let directory: string;
    let models: string;
    let statusFile: string;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        s3 = server.client();
    });
    after(async () => {
        s3.destroy();
        await server.remove();
    });
    beforeEach(async () => {
        proxy = await FaultProxy.start(server.endpoint);
        directory = mkdtempSync(join(tmpdir(), "model-fetch-"));
        models = join(directory, "models");
        statusFile = join(directory, "status", "model-status.json");
    });
    afterEach(async () => {
        await proxy.stop();
        rmSync(directory, { recursive: true });
        for (const suffix of ["", ".gz", ".gz.sha256", ".zst"]) {
            await s3.send(
                new DeleteObjectCommand({ Bucket: S3Server.bucket, Key: `models/${modelName}.tar${suffix}` }),
            );
        }
    });

    async function stage(archive: Buffer, suffix: string): Promise<void> {
        const Key = `models/${modelName}.tar${suffix}`;
        await s3.send(new PutObjectCommand({ Bucket: S3Server.bucket, Key, Body: archive }));
    }

    function run(change: NodeJS.ProcessEnv = {}): Promise<void> {
        const env = {
            OLLAMA_MODEL: modelName,
            OLLAMA_MODELS: models,
            MODEL_STATUS_FILE: statusFile,
            MODEL_S3_BUCKET: S3Server.bucket,
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_S3: proxy.endpoint,
            ...change,
        };
        return fetchModel(fetchSettings(env), limits);
    }

    async function failureOf(work: Promise<void>): Promise<string> {
        try {
            await work;
        } catch (error) {
            return (error as Error).message;
        }
        throw new Error("expected a failure");
    }

    const status = (): ModelStatus => parseModelStatus(readFileSync(statusFile, "utf8"));

    /** What of the models directory Ollama could see. */
    function visible(): string[] {
        if (!existsSync(models)) return [];
        const files = readdirSync(models, { recursive: true, withFileTypes: true });
        return files.filter((entry) => entry.isFile() && !entry.parentPath.includes(".fetch")).map(({ name }) => name);
    }

    for (const compression of ["", ".gz"] as const) {
        it(`installs a .tar${compression}, and shows every state on the way`, async () => {
            const model = new MadeUpModel(manifestPath, 6_000_000);
            const archive = model.archive(compression);
            await stage(archive, compression);
            proxy.fault = (method) => (method === "GET" ? { bytesPerSecond: 2_500_000 } : undefined);
            const seen: ModelStatus[] = [];
            let running = true;
            const watcher = (async () => {
                while (running) {
                    if (existsSync(statusFile)) seen.push(status());
                    await sleep(1);
                }
            })();
            await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
            running = false;
            await watcher;

            expect(model.isWholeIn(models)).to.be.true;
            expect(visible()).to.have.length(4);
            expect([...new Set(seen.map((one) => one.status))].filter((state) => state !== "ready")).to.deep.equal([
                "not_started",
                "downloading",
                "extracting",
            ]);
            const percentages = seen.flatMap(({ progress }) => (progress ? [progress.percentage] : []));
            expect(percentages).to.deep.equal([...percentages].sort((a, b) => a - b));
            expect(new Set(percentages).size).to.be.greaterThan(2);
            const middle = seen.find(({ progress }) => progress?.estimated_time_remaining_seconds);
            expect(middle?.progress).to.include({ total_bytes: archive.length });
            expect(middle?.progress?.estimated_time_remaining_seconds).to.be.within(1, 5);
            expect(status()).to.include({ status: "ready", source: "s3", error: null });
            expect(status().progress).to.include({ downloaded_bytes: archive.length, percentage: 100 });
            expect(status().completed_at).to.be.a("string");
        });
    }

    it("reads the checksum beside the archive, and refuses to go without one", async () => {
        const model = new MadeUpModel(manifestPath, 1000);
        const archive = model.archive(".gz");
        await stage(archive, ".gz");
        expect(await failureOf(run())).to.contain("MODEL_ARCHIVE_SHA256");
        expect(visible()).to.deep.equal([]);
        await stage(Buffer.from("no checksum"), ".gz.sha256");
        expect(await failureOf(run())).to.contain("holds no checksum");
        await stage(Buffer.from(`${sha256(archive)}  tiny.tar.gz\n`), ".gz.sha256");
        await run();
        expect(model.isWholeIn(models)).to.be.true;
    });

    it("does nothing the second time, and another archive's model replaces the first", async () => {
        const [first, second] = [new MadeUpModel(manifestPath, 50_000), new MadeUpModel(manifestPath, 60_000)];
        const archives = [first.archive(".gz"), second.archive(".gz")] as const;
        await stage(archives[0], ".gz");
        await run({ MODEL_ARCHIVE_SHA256: sha256(archives[0]) });
        proxy.requests = [];
        await run({ MODEL_ARCHIVE_SHA256: sha256(archives[0]) });
        expect(proxy.requests.filter((request) => request.startsWith("GET"))).to.deep.equal([]);
        expect(status().status).to.equal("ready");
        await stage(archives[1], ".gz");
        await run({ MODEL_ARCHIVE_SHA256: sha256(archives[1]) });
        expect(second.isWholeIn(models)).to.be.true;
    });

    it("sweeps what a run left that was killed after its installation", async () => {
        const model = new MadeUpModel(manifestPath, 50_000);
        const archive = model.archive(".gz");
        await stage(archive, ".gz");
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        const staging = join(models, ".fetch", manifestPath.replaceAll("/", "_"));
        writeFileSync(join(staging, "archive"), archive);
        writeFileSync(join(staging, "archive.json"), "{}");
        mkdirSync(join(staging, "extracted", "blobs"), { recursive: true });
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        expect(readdirSync(staging)).to.deep.equal(["installed.json"]);
        expect(model.isWholeIn(models)).to.be.true;
    });

    it("repairs a model that lost a blob", async () => {
        const model = new MadeUpModel(manifestPath, 50_000);
        const archive = model.archive(".gz");
        await stage(archive, ".gz");
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        unlinkSync(join(models, "blobs", [...model.blobs.keys()][0]!.replace(":", "-")));
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        expect(model.isWholeIn(models)).to.be.true;
    });

    it("resumes a broken download where it stopped", async () => {
        const model = new MadeUpModel(manifestPath, 3_000_000);
        const archive = model.archive("");
        await stage(archive, "");
        proxy.fault = (method) => (method === "GET" ? { cutAfter: 700_000 } : undefined);
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        expect(model.isWholeIn(models)).to.be.true;
        expect(proxy.requests.filter((request) => request.startsWith("GET")).length).to.be.greaterThanOrEqual(5);
        expect(proxy.bytesSent).to.be.lessThan(archive.length * 1.5);
    });

    it("starts again when the object changed meanwhile", async () => {
        const archives = [3_000_000, 3_000_001].map((bytes) => new MadeUpModel(manifestPath, bytes).archive(""));
        await stage(archives[0]!, "");
        let parts = 0;
        proxy.fault = (method) => (method !== "GET" ? undefined : ++parts > 1 ? "cut" : { cutAfter: 700_000 });
        await failureOf(run({ MODEL_ARCHIVE_SHA256: sha256(archives[0]!) }));
        await stage(archives[1]!, "");
        proxy.fault = () => undefined;
        await run({ MODEL_ARCHIVE_SHA256: sha256(archives[1]!) });
        expect(status().status).to.equal("ready");
    });

    it("gives up a connection that brings nothing", async function () {
        this.timeout(30_000);
        const archive = new MadeUpModel(manifestPath, 100_000).archive("");
        await stage(archive, "");
        let hung = 0;
        proxy.fault = (method) => (method === "GET" && hung++ === 0 ? "hang" : undefined);
        const started = performance.now();
        await run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        expect(performance.now() - started).to.be.within(900, 8_000);
    });

    it("takes nothing whose checksum is wrong", async () => {
        const archive = new MadeUpModel(manifestPath, 100_000).archive(".gz");
        await stage(archive, ".gz");
        const message = await failureOf(run({ MODEL_ARCHIVE_SHA256: "0".repeat(64) }));
        expect(message).to.contain(sha256(archive)).and.contain("0".repeat(64));
        expect(visible()).to.deep.equal([]);
        expect(status()).to.include({ status: "error", error: message, completed_at: null });
    });

    it("says what to stage when the archive is not there", async () => {
        const message = await failureOf(run());
        expect(message).to.contain(`models/${modelName}.tar.gz`).and.contain("npm run stage");
        expect(status()).to.include({ status: "error", error: message });
    });

    it("says so when S3 does not answer, after some patience", async () => {
        proxy.fault = () => "cut";
        await failureOf(run());
        expect(status().status).to.equal("error");
        expect(proxy.requests.length).to.be.greaterThanOrEqual(limits.attempts);
    });

    it("refuses two archives of one model", async () => {
        await stage(Buffer.from("a"), "");
        await stage(Buffer.from("b"), ".gz");
        expect(await failureOf(run())).to.contain(`${modelName}.tar and models/${modelName}.tar.gz`);
    });

    const damages: [string, (volume: string, model: MadeUpModel) => void, RegExp][] = [
        ["a damaged blob", (volume, model) => writeFileSync(blobIn(volume, model, 1), Buffer.alloc(50_000)), /damaged/],
        ["a missing blob", (volume, model) => unlinkSync(blobIn(volume, model, 1)), /lacks blob/],
        ["no manifest", (volume) => unlinkSync(join(volume, "models/manifests", manifestPath)), /has no manifests/],
        [
            "links",
            (volume, model) =>
                linkSync(blobIn(volume, model, 1), join(volume, "models/blobs", `sha256-${"0".repeat(64)}`)),
            /link|damaged/,
        ],
        ["an empty manifest", (volume) => truncateSync(join(volume, "models/manifests", manifestPath)), /./],
    ];
    for (const [what, damage, expected] of damages) {
        it(`installs nothing of an archive with ${what}`, async () => {
            const model = new MadeUpModel(manifestPath, 50_000);
            const archive = model.archive(".gz", (volume) => damage(volume, model));
            await stage(archive, ".gz");
            expect(await failureOf(run({ MODEL_ARCHIVE_SHA256: sha256(archive) }))).to.match(expected);
            expect(visible().filter((name) => name === "1b")).to.deep.equal([]);
            expect(status().status).to.equal("error");
        });
    }

    it("installs nothing of a file that is no archive", async () => {
        for (const content of [
            Buffer.from("not gzip"),
            new MadeUpModel(manifestPath, 50_000).archive(".gz").subarray(0, 30_000),
        ]) {
            await stage(content, ".gz");
            await failureOf(run({ MODEL_ARCHIVE_SHA256: sha256(content) }));
            expect(visible()).to.deep.equal([]);
        }
    });

    it("runs once at a time", async () => {
        const archive = new MadeUpModel(manifestPath, 300_000).archive("");
        await stage(archive, "");
        proxy.fault = (method) => (method === "GET" ? { bytesPerSecond: 500_000 } : undefined);
        const first = run({ MODEL_ARCHIVE_SHA256: sha256(archive) });
        await sleep(200);
        expect(await failureOf(run({ MODEL_ARCHIVE_SHA256: sha256(archive) }))).to.contain("another model-fetch");
        await first;
        expect(status().status).to.equal("ready");
    });
});

function blobIn(volume: string, model: MadeUpModel, index: number): string {
    return join(volume, "models/blobs", [...model.blobs.keys()][index]!.replace(":", "-"));
}
