import { expect } from "chai";
import { execFile, execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import type { ImageRecord } from "../../image/ownImage";
import { docker, inspectImage } from "../../image/docker";
import { runArguments } from "../../image/runArguments";
import { sha256Of } from "../../src/modelFetch/files";
import { S3Server } from "../e2e/s3Server";
import { type GoodLabel, goodLabel } from "../http/service";
import { attempt, Container } from "./container";
import { Engine } from "../../image/engine";
import { Metadata } from "./metadata";

/** The user of the image. */
const user = 10001;
const readOnly = (file: string): string => `touch: cannot touch '${file}': Read-only file system\n`;

describe("the image of the verifier", () => {
    let folder: string;
    let modelStatus: string;
    let engine: Engine;
    let built: ImageRecord;
    let label: GoodLabel;
    let service: Container;

    before(async function () {
        // A minute; several where Debian and npm packages are downloaded first.
        this.timeout(900_000);
        folder = mkdtempSync(join(tmpdir(), "verifier-image-test-"));
        modelStatus = mkdtempSync(join(folder, "model-status-"));
        chownSync(modelStatus, user, user);
        const base = execFileSync(join(__dirname, "debian-base"), { encoding: "utf8" }).trim();
        engine = await Engine.start();
        const build = ["run", "-s", "verifier:image", "--", "--base", docker("import", base), "--to", folder];
        await promisify(execFile)("npm", build, { maxBuffer: 64 * 1024 * 1024 });
        built = JSON.parse(readFileSync(join(folder, "verifier-image.json"), "utf8"));
        // From here on there is only the archive, as on a host.
        docker("system", "prune", "--all", "--force");
        expect(docker("image", "ls", "--all", "--quiet")).to.equal("");
        docker("load", "--input", join(folder, built.archive.key));
        label = await goodLabel();
        service = await Container.start(built.name, modelStatus);
    });

    after(async function () {
        this.timeout(60_000);
        await engine?.stop();
        if (folder) rmSync(folder, { recursive: true });
    });

    it("is in its archive under its hash, and is loaded as what was built", async () => {
        expect(await sha256Of(join(folder, built.archive.key))).to.equal(built.archive.sha256);
        expect(built.archive.key).to.equal(`images/verifier/${built.archive.sha256}.tar.gz`);
        expect(inspectImage(built.name)).to.deep.equal({ id: built.id, layers: built.layers });
    });

    it("runs as a user without any capability, on the host's network", () => {
        const process = `/proc/${service.field("{{.State.Pid}}")}`;
        const status = Object.fromEntries(
            readFileSync(`${process}/status`, "utf8")
                .split("\n")
                .map((line) => line.split(/:\s+/)),
        );
        expect(status.Uid).to.equal([user, user, user, user].join("\t"));
        expect(status.Gid).to.equal([user, user, user, user].join("\t"));
        expect(status).to.include({ CapPrm: "0".repeat(16), CapEff: "0".repeat(16), CapBnd: "0".repeat(16) });
        expect(status).to.include({ NoNewPrivs: "1", Seccomp: "2" });
        expect(readlinkSync(`${process}/ns/net`)).to.equal(readlinkSync("/proc/self/ns/net"));
        expect(readlinkSync(`${process}/ns/mnt`)).not.to.equal(readlinkSync("/proc/self/ns/mnt"));
    });

    it("lets nobody write to the root file system, root included", () => {
        const refused = (owner: number, place: string): void => {
            const { code, output } = service.execute([`--user=${owner}`], "touch", `${place}/new`);
            expect([code, output], `${owner} in ${place}`).to.deep.equal([1, readOnly(`${place}/new`)]);
        };
        for (const place of ["/app", "/app/services/verifier/dist", "/etc", "/var/tmp"]) refused(0, place);
        for (const place of ["/var/tmp", "/run/model-status"]) refused(user, place);
        expect(service.execute([], "touch", "/tmp/new").code).to.equal(0);
    });

    it("gives its user no file, even where the root file system can be written to", () => {
        const find = "find / -xdev -writable ! -type l 2>/dev/null || true";
        const writable = docker("run", "--rm", "--network=none", "--entrypoint=sh", built.name, "-c", find);
        expect(writable.split("\n").sort()).to.deep.equal(["/run/lock", "/tmp", "/var/tmp"]);
    });

    it("has production packages only", () => {
        const packages = service.execute([], "ls", "/app/node_modules").output.split("\n");
        expect(packages).to.include.members(["fastify", "sharp"]);
        expect(packages).not.to.include.oneOf(["typescript", "tsx", "mocha", "esbuild", "pulumi", "playwright-core"]);
    });

    it("reads a label", async () => {
        const answer = await service.verify(label);
        expect([answer.status, (await answer.json()).status]).to.deep.equal([200, "COMPLIANT"]);
    });

    it("serves its page and the API's description with their files", async () => {
        const page = await fetch(service.url, { headers: { accept: "text/html" } });
        const files = [...(await page.text()).matchAll(/"(\/page\/[^"]+)"/g)].map(([, path]) => path!);
        expect(files.some((path) => path.endsWith(".js"))).to.equal(true);
        for (const path of [...files, "/docs/", "/docs/json", "/docs/static/swagger-ui.css"]) {
            expect((await fetch(service.url + path)).status, path).to.equal(200);
        }
    });

    it("stores an artifact with the credentials of the instance's role", async function () {
        // Minutes where this is the first test that needs the S3 server: it is compiled.
        this.timeout(600_000);
        const s3 = await S3Server.start();
        const metadata = await Metadata.start({ AccessKeyId: "test", SecretAccessKey: "test-secret" });
        const storing = await Container.start(built.name, modelStatus, {
            ARTIFACT_STORAGE_ENABLED: "true",
            ARTIFACT_S3_BUCKET: S3Server.bucket,
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_S3: s3.endpoint,
            AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
        });
        try {
            const { artifact } = await (await storing.verify(label, { save_artifact: "true" })).json();
            expect(artifact, JSON.stringify(artifact)).to.include({ saved: true });
            const image = await fetch(`${storing.url}/artifacts/${artifact.id}/image`);
            expect(Buffer.from(await image.arrayBuffer()).equals(label.image)).to.equal(true);
        } finally {
            storing.remove();
            await metadata.stop();
            await s3.remove();
        }
    });

    it("shows the model's status, which model-fetch of the same image replaces", async () => {
        expect((await fetch(`${service.url}/model-status`)).status).to.equal(404);
        const mount = `--mount=type=bind,source=${modelStatus},target=/run/model-status`;
        const fetching = attempt("run", "--rm", "--read-only", mount, built.name, "dist/modelFetch/cli.js");
        expect(fetching.code, fetching.output).to.equal(2);
        expect(fetching.output).to.contain("OLLAMA_MODEL is not set").and.to.contain("OLLAMA_MODELS is not set");
        // The service looks again after 5 s at most.
        await sleep(5_500);
        const answer = await fetch(`${service.url}/model-status`);
        expect([answer.status, (await answer.json()).status]).to.deep.equal([200, "error"]);
    });

    it("becomes healthy", async () => {
        const health = (): string => service.field("{{.State.Health.Status}}");
        for (let tries = 0; tries < 60 && health() === "starting"; tries++) await sleep(500);
        expect(health()).to.equal("healthy");
    });

    it("is not healthy when nobody answers, or when there is nothing to read labels with", async () => {
        const probe = service.field('{{join .Config.Healthcheck.Test " "}}').split(" ").slice(1);
        expect(service.execute([], ...probe).code).to.equal(0);
        expect(service.execute(["--env=PORT=1"], ...probe)).to.deep.include({ code: 1 });
        const blind = await Container.start(built.name, modelStatus, { PATH: "/nowhere" });
        expect(blind.execute([], ...probe)).to.deep.equal({ code: 1, output: "no OCR backend is available\n" });
        blind.remove();
    });

    it("names every variable that is wrong, and ends", () => {
        const wrong = ["--env=PORT=http", "--env=MAX_FILE_SIZE_MB=0"];
        const { code, output } = attempt("run", "--rm", ...runArguments(modelStatus), ...wrong, built.name);
        expect(code).to.equal(2);
        expect(output).to.contain("PORT is").and.to.contain("MAX_FILE_SIZE_MB is");
    });

    it("finishes what it accepted when it is stopped, and exits 0 at once", async () => {
        const answers = Array.from({ length: 8 }, () => service.verify(label));
        await Promise.race(answers);
        await service.stop();
        expect((await Promise.all(answers)).map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
        expect(service.field("{{.State.ExitCode}}")).to.equal("0");
        const lines = service.log().split("\n").filter(Boolean);
        const log = lines.map((line) => JSON.parse(line) as { msg: string; time: number; route?: string });
        const stopping = log.findIndex(({ msg }) => msg === "stopping");
        const afterwards = log.slice(stopping).filter(({ msg, route }) => msg === "answered" && route === "/verify");
        expect(afterwards).to.have.length.greaterThan(1);
        // Clients kept their connections for a next request.
        const ended = Date.parse(service.field("{{.State.FinishedAt}}"));
        expect(ended - afterwards.at(-1)!.time).to.be.lessThan(5_000);
    });
});

describe("npm run verifier:image", () => {
    it("takes a base by its hash only", () => {
        for (const base of [[], ["--base", "debian:bookworm-slim"], ["--base", "debian@sha256:1234"]]) {
            const build = [join(__dirname, "../../image/build.ts"), ...base];
            const run = (): string =>
                execFileSync(process.execPath, ["--import=tsx", ...build], { encoding: "utf8", stdio: "pipe" });
            expect(run).to.throw(/--base is .*\n.*npm run verifier:image -- --base IMAGE/);
        }
    });

    it("is what services/verifier/docs/delivery.md says of running", () => {
        const page = readFileSync(join(__dirname, "../../docs/delivery.md"), "utf8");
        const shown = [...page.matchAll(/^ {6}(--.*) \\$/gm)].map(([, argument]) => argument);
        expect(shown).to.have.members(runArguments("/run/model-status"));
    });
});
