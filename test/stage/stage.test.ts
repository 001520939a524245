import { expect } from "chai";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, ListMultipartUploadsCommand, type S3Client } from "@aws-sdk/client-s3";
import { docker, inspectImage } from "../../services/verifier/image/docker";
import { Engine } from "../../services/verifier/image/engine";
import { fetchModel } from "../../services/verifier/src/modelFetch/fetchModel";
import { fetchSettings } from "../../services/verifier/src/modelFetch/settings";
import { MadeUpModel, sha256 } from "../../services/verifier/test/e2e/madeUpModel";
import { S3Server } from "../../services/verifier/test/e2e/s3Server";
import { ReleaseBucket } from "../../stage/bucket";
import { type Item, itemsOf } from "../../stage/items";
import { Refused, Registry, repositoryOf } from "../../stage/registry";
import type { Wanted } from "../../stage/wanted";
import { TestRegistry } from "./registry";

const bucketName = "isolated-openhands-release-111122223333";
const megabyte = 1024 * 1024;
const sdkFile = (version: string) =>
    `opt/venv/lib/python3.13/site-packages/openhands_sdk-${version}.dist-info/METADATA`;

describe("npm run stage", function () {
    this.timeout(300_000);
    let s3: S3Server;
    let client: S3Client;
    let registry: TestRegistry;
    let bucket: ReleaseBucket;
    let folder: string;
    const before_ = { ...process.env };

    before(async function () {
        // Two servers are compiled the first time.
        this.timeout(900_000);
        [s3, registry] = await Promise.all([S3Server.start(), TestRegistry.start()]);
        process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
        client = s3.client();
        await client.send(new CreateBucketCommand({ Bucket: bucketName }));
        bucket = new ReleaseBucket(bucketName, "us-east-1", 5 * megabyte);
        folder = mkdtempSync(join(tmpdir(), "stage-"));
    });

    after(async () => {
        process.env = before_;
        bucket?.close();
        client?.destroy();
        await Promise.all([s3?.remove(), registry?.stop()]);
        if (folder) rmSync(folder, { recursive: true });
    });

    const around = (more: object = {}) => ({
        ...{ bucket, folder: join(folder, "kept"), built: join(folder, "built"), note: () => undefined },
        ...more,
    });

    const wanted = (more: Partial<Wanted>): Wanted => ({
        ...{ bucket: bucketName, region: "us-east-1", bundles: [], images: [], models: [] },
        ...more,
    });

    const image = (name: string, tag: string, digest?: string) => ({
        record: `images/agent/${name}.json`,
        repository: `${registry.host}/openhands/${name}`,
        tag,
        digest,
    });

    const only = async (what: Partial<Wanted>, more: object = {}): Promise<Item> =>
        (await itemsOf(wanted(what), around(more)))[0]!;

    const refusal = async (item: Item): Promise<string> => {
        try {
            await item.stage!();
        } catch (error) {
            expect(error).to.be.instanceOf(Refused);
            return (error as Error).message;
        }
        throw new Error("it was staged");
    };

    it("brings an image of a registry by its digest, and says the next time that it is there", async () => {
        const files = {
            [sdkFile("1.58.1")]: Buffer.from("Name: openhands-sdk"),
            "srv/data": randomBytes(12 * megabyte),
        };
        const digest = await registry.pushImage("openhands/canvas", "1.42.0", files);
        const images = [image("canvas", "1.42.0", digest)];
        const item = await only({ images });
        expect(item).to.include({ what: "images/agent/canvas.json", state: "to stage" });
        await item.stage!();
        const record = JSON.parse((await bucket.text("images/agent/canvas.json"))!);
        expect(record).to.include({ repository: images[0].repository, tag: "1.42.0", digest, sdk: "1.58.1" });
        const { key, bytes } = record.archive;
        expect(key).to.equal(`images/agent/${record.archive.sha256}.tar.gz`);
        expect(await bucket.head(key)).to.deep.equal({ bytes, sha256: record.archive.sha256 });
        expect(sha256(readFileSync(join(folder, "kept", key)))).to.equal(record.archive.sha256);
        expect((await only({ images })).state).to.equal("there");
        expect((await only({ images: [image("canvas", "1.43.0", digest)] })).state).to.equal("to stage");
    });

    it("makes an archive that a Docker engine loads as the image of the record, by id and layers", async function () {
        if (process.getuid?.() !== 0) throw new Error("dockerd needs root: run this stage as root");
        const record = JSON.parse((await bucket.text("images/agent/canvas.json"))!);
        const engine = await Engine.start();
        try {
            docker("load", "--input", join(folder, "kept", record.archive.key));
            expect(inspectImage(record.name)).to.deep.equal({ id: record.id, layers: record.layers });
        } finally {
            await engine.stop();
        }
    });

    it("refuses an image whose SDK is older than the fix of CVE-2026-112346, and one that does not say it", async () => {
        await registry.pushImage("openhands/old", "1.30.0", { [sdkFile("1.51.9")]: Buffer.from("x") });
        await registry.pushImage("openhands/mute", "1.30.0", { "srv/data": Buffer.from("x") });
        const old = await only({ images: [image("old", "1.30.0")] });
        expect(await refusal(old))
            .to.include("has the SDK 1.51.9: below 1.52.0")
            .and.include("CVE-2026-112346");
        expect(await bucket.text("images/agent/old.json")).to.equal(undefined);
        const mute = { images: [image("mute", "1.30.0")] };
        expect(await refusal(await only(mute))).to.include("--sdk VERSION");
        expect(await refusal(await only(mute, { sdk: "1.51.0" }))).to.include("below 1.52.0");
        await (
            await only(mute, { sdk: "1.53.0" })
        ).stage!();
        expect(JSON.parse((await bucket.text("images/agent/mute.json"))!).sdk).to.equal("1.53.0");
    });

    it("refuses what a registry answers under another hash, and goes on with a download that was cut off", async () => {
        const content = randomBytes(3 * megabyte);
        const blob = await registry.push("openhands/blobs", content, "application/octet-stream");
        const from = new Registry(repositoryOf(`${registry.host}/openhands/blobs`));
        const at = mkdtempSync(join(folder, "blobs-"));
        const partial = join(at, `${blob.digest.replace(":", "-")}.partial`);
        writeFileSync(partial, content.subarray(0, megabyte));
        const noted: number[] = [];
        const file = await from.blob(blob, at, (bytes) => noted.push(bytes));
        expect(noted[0]).to.equal(megabyte);
        expect(noted.reduce((sum, bytes) => sum + bytes)).to.equal(content.length);
        expect(readFileSync(file).equals(content)).to.equal(true);
        rmSync(file);
        writeFileSync(partial, randomBytes(megabyte));
        const spoilt = await from.blob(blob, at, () => undefined).catch((error: Error) => error.message);
        expect(spoilt).to.include("came with the hash");
        expect(readdirSync(at)).to.deep.equal([]);
    });

    it("goes on with an upload that was cut off: what has arrived is not sent again", async () => {
        const file = join(folder, "large");
        writeFileSync(file, randomBytes(18 * megabyte));
        const hash = sha256(readFileSync(file));
        let parts = 0;
        const cut = () => {
            if (++parts === 2) throw new Error("cut off");
        };
        expect(
            await bucket.putFile("images/agent/large", file, hash, cut).catch((error: Error) => error.message),
        ).to.equal("cut off");
        expect(await bucket.head("images/agent/large")).to.equal(undefined);
        const sent = await bucket.putFile("images/agent/large", file, hash, () => undefined);
        expect(sent).to.equal(8 * megabyte);
        expect(await bucket.head("images/agent/large")).to.deep.equal({ bytes: 18 * megabyte, sha256: hash });
        const open = await client.send(new ListMultipartUploadsCommand({ Bucket: bucketName }));
        expect(open.Uploads ?? []).to.deep.equal([]);
    });

    it("brings a model of Ollama's registry so that the host's model-fetch installs it, and holds it to config's hash", async () => {
        const model = new MadeUpModel("registry.ollama.ai/library/tiny/1b", 2 * megabyte);
        const type = "application/vnd.docker.distribution.manifest.v2+json";
        for (const content of model.blobs.values())
            await registry.push("library/tiny", content, "application/octet-stream");
        await registry.pushText("library/tiny", "1b", type, model.manifest);
        const from = { modelRegistry: `http://${registry.host}` };
        const wrong = await only({ models: [{ model: "tiny:1b", sha256: "0".repeat(64) }] }, from);
        expect(await refusal(wrong)).to.include(`config says ${"0".repeat(64)}`);
        await (
            await only({ models: [{ model: "tiny:1b" }] }, from)
        ).stage!();
        const again = await only({ models: [{ model: "tiny:1b" }] }, from);
        expect(again).to.include({ what: "models/tiny:1b.tar", state: "there" });
        const models = mkdtempSync(join(folder, "models-"));
        const status = join(folder, "status.json");
        const env = {
            OLLAMA_MODEL: "tiny:1b",
            OLLAMA_MODELS: models,
            MODEL_S3_BUCKET: bucketName,
            AWS_REGION: "us-east-1",
        };
        await fetchModel(fetchSettings({ ...env, MODEL_STATUS_FILE: status, AWS_ENDPOINT_URL_S3: s3.endpoint }));
        expect(model.isWholeIn(models)).to.equal(true);
    });

    it("says of the whole stack what is there, what it would bring and what is missing, and brings nothing when asked not to", async () => {
        const { code, stdout, stderr } = await run("--stack", "prod", "--dry-run", "--json");
        const { bucket: name, items } = JSON.parse(stdout) as { bucket: string; items: Item[] };
        expect(name).to.equal(bucketName);
        const states = items.map(({ what, state }) => `${state} ${what.replace(/[0-9a-f]{64}/, "<hash>")}`);
        expect(states).to.include.members([
            "to stage host/edge/<hash>.tar.gz",
            "to stage host/agent/<hash>.tar.gz",
            "to stage host/verifier/<hash>.tar.gz",
            "to stage images/agent/openhands.json",
            "missing images/verifier/verifier.json",
            "missing images/agent/openhands-git.json",
        ]);
        expect(stderr).to.include("missing: images/verifier/verifier.json: build it: npm run verifier:image");
        expect(stderr).to.include("missing: images/agent/openhands-git.json: build it: npm run git:image");
        expect(code).to.equal(1);
        expect(await bucket.head(items.find(({ what }) => what.startsWith("host/edge/"))!.what)).to.equal(undefined);
    });

    it("says what it cannot read, and how it is called", async () => {
        const { code, stderr } = await run("--stak", "prod");
        expect(code).to.equal(2);
        expect(stderr).to.include("--stak").and.include("npm run stage -- --stack STACK");
    });

    const run = (...args: string[]) =>
        new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
            const command = ["--import=tsx", join(__dirname, "../..", "stage/cli.ts"), ...args];
            execFile(process.execPath, command, { maxBuffer: 64 * megabyte }, (error, stdout, stderr) =>
                resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
            );
        });
});
