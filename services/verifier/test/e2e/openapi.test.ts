import { expect } from "chai";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Service } from "../http/service";
import { savedId, sample, storeAt } from "./artifactSamples";
import { S3Server } from "./s3Server";

/** Without its exit status: what it found stands in what it prints. */
const output = (program: string, args: readonly string[]): Promise<{ code: number; text: string }> =>
    new Promise((resolve) => {
        // It keeps what it found in the folder that it runs in.
        const cwd = mkdtempSync(join(tmpdir(), "schemathesis-"));
        execFile(program, [...args], { cwd, maxBuffer: 50_000_000, timeout: 240_000 }, (error, stdout, stderr) => {
            rmSync(cwd, { recursive: true, force: true });
            resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, text: stdout + stderr });
        });
    });

describe("the service keeps what its OpenAPI says", () => {
    let server: S3Server;
    let service: Service;
    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        const store = storeAt(server.endpoint);
        savedId(await store.save(sample()));
        await store.close(0);
        const env = {
            ...{ ARTIFACT_STORAGE_ENABLED: "true", ARTIFACT_S3_BUCKET: S3Server.bucket, AWS_REGION: "us-east-1" },
            AWS_ENDPOINT_URL_S3: server.endpoint,
        };
        service = await Service.start(env);
    });
    after(async () => {
        await service.stop();
        await server.remove();
    });

    it("schemathesis asks everything that it allows and forbids, and finds nothing", async function () {
        this.timeout(300_000);
        const program = execFileSync(join(__dirname, "install-schemathesis"), { encoding: "utf8" }).trim();
        const { code, text } = await output(program, [
            ...["--config-file", join(__dirname, "schemathesis.toml"), "run", `${service.url}/openapi.json`],
            ...["--url", service.url, "--max-examples", "20", "--seed", "1", "--workers", "1", "--no-color"],
        ]);
        expect(text).to.match(/Tested: 1\d/);
        expect(text, text.slice(-6000)).to.not.match(/^- ST\d+/m);
        expect(code, text.slice(-6000)).to.equal(0);
    });
});
