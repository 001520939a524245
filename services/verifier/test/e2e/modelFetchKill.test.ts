import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { isComplete, layout } from "../../src/modelFetch/install";
import { parseModelName } from "../../src/modelFetch/modelName";
import { parseModelStatus } from "../../src/modelStatus/parse";
import { FaultProxy } from "./faultProxy";
import { MadeUpModel, sha256 } from "./madeUpModel";
import { S3Server } from "./s3Server";

const name = parseModelName("tiny:1b")!;

describe("model-fetch under kill -9", () => {
    let server: S3Server;
    let proxy: FaultProxy;
    let directory: string;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        proxy = await FaultProxy.start(server.endpoint);
        directory = mkdtempSync(join(tmpdir(), "model-fetch-kill-"));
    });
    after(async () => {
        await proxy.stop();
        await server.remove();
        rmSync(directory, { recursive: true });
    });

    it("never shows half a model, and gets there in the end", async function () {
        this.timeout(240_000);
        const statusFile = join(directory, "model-status.json");
        const seen = { killed: 0, states: new Set<string>() };
        let replaced: MadeUpModel | undefined;
        for (let round = 0; round < 3; round++) {
            const model = new MadeUpModel(name.manifestPath, 12_000_000);
            const archive = model.archive(".gz");
            const client = server.client();
            const Key = `models/${name.text}.tar.gz`;
            await client.send(new PutObjectCommand({ Bucket: S3Server.bucket, Key, Body: archive }));
            client.destroy();
            proxy.fault = (method) => (method === "GET" ? { bytesPerSecond: 4_000_000 } : undefined);
            const models = join(directory, "models");
            const env = {
                ...process.env,
                OLLAMA_MODEL: name.text,
                OLLAMA_MODELS: models,
                MODEL_STATUS_FILE: statusFile,
                MODEL_S3_BUCKET: S3Server.bucket,
                MODEL_ARCHIVE_SHA256: sha256(archive),
                AWS_REGION: "us-east-1",
                AWS_ENDPOINT_URL_S3: proxy.endpoint,
            };
            for (let attempt = 0; ; attempt++) {
                if (attempt > 40) throw new Error("it does not converge");
                const code = await runAndKill(env, statusFile, attempt, !seen.states.has("extracting"));
                const status = existsSync(statusFile) ? parseModelStatus(readFileSync(statusFile, "utf8")) : undefined;
                if (status) seen.states.add(status.status);
                // What Ollama would see: the old model, whole; the new one, whole; or none.
                const paths = layout(models, name);
                if (existsSync(paths.manifest)) {
                    expect(await isComplete(paths), "half a model").to.be.true;
                    const whole = [model, replaced].some((candidate) => candidate?.isWholeIn(models));
                    expect(whole, "a mixture of two models").to.be.true;
                }
                if (code === 0) break;
                expect(code, "killed, not failed").to.equal(null);
                seen.killed++;
            }
            expect(model.isWholeIn(models)).to.be.true;
            expect(parseModelStatus(readFileSync(statusFile, "utf8")).status).to.equal("ready");
            const staging = readdirSync(layout(models, name).staging);
            expect(staging, "nothing is left behind").to.deep.equal(["installed.json"]);
            replaced = model;
        }
        console.log(`      killed ${seen.killed} times, in states ${[...seen.states].join(", ")}`);
        expect(seen.killed).to.be.greaterThanOrEqual(9);
        expect([...seen.states]).to.include.members(["downloading", "extracting"]);
    });
});

/**
 * Every second time it dies at a random moment, otherwise soon after a state that is easily missed begins; at once where that state
 * is `unseen` so far.
 */
async function runAndKill(
    env: NodeJS.ProcessEnv,
    statusFile: string,
    attempt: number,
    unseen: boolean,
): Promise<number | null> {
    const cli = join(__dirname, "../../src/modelFetch/cli.ts");
    const child = spawn(process.execPath, ["--import=tsx", cli], { env, stdio: ["ignore", "ignore", "inherit"] });
    const exited = once(child, "exit") as Promise<[number | null]>;
    let over = false;
    void exited.then(() => (over = true));
    const started = performance.now();
    const lifetime = 300 + Math.random() * 1200 + attempt * 60;
    while (!over && performance.now() - started < lifetime) {
        const status = existsSync(statusFile) ? readFileSync(statusFile, "utf8") : "";
        if ((unseen || attempt % 2 === 1) && status.includes('"extracting"')) {
            if (!unseen) await sleep(Math.random() * 120);
            break;
        }
        await sleep(1);
    }
    child.kill("SIGKILL");
    return (await exited)[0];
}
