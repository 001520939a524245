import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { freePort } from "../../services/verifier/test/e2e/s3Server";

const oci = "application/vnd.oci.image";

/** A real container registry on a loopback port, and what pushes to it. */
export class TestRegistry {
    private constructor(
        private readonly folder: string,
        private readonly process: ChildProcess,
        readonly host: string,
    ) {}

    static async start(): Promise<TestRegistry> {
        const binary = execFileSync(join(__dirname, "install-registry"), { encoding: "utf8" }).trim();
        const folder = mkdtempSync(join(tmpdir(), "registry-"));
        const host = `127.0.0.1:${await freePort()}`;
        const config = { version: 0.1, storage: { filesystem: { rootdirectory: folder } }, http: { addr: host } };
        writeFileSync(join(folder, "config.yml"), JSON.stringify(config));
        const child = spawn(binary, ["serve", join(folder, "config.yml")], { stdio: "ignore", env: {} });
        for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
            if (await fetch(`http://${host}/v2/`).catch(() => undefined)) return new TestRegistry(folder, child, host);
            await sleep(100);
        }
        throw new Error("the registry does not answer");
    }

    async stop(): Promise<void> {
        const gone = once(this.process, "exit");
        this.process.kill("SIGKILL");
        await gone;
        rmSync(this.folder, { recursive: true });
    }

    /** An image of one layer a file, as a list of two platforms. @returns the digest of the list */
    async pushImage(name: string, tag: string, files: Readonly<Record<string, Buffer>>): Promise<string> {
        const plain = await Promise.all(Object.entries(files).map(layerOf));
        const diffIds = plain.map((layer) => digestOf(layer));
        const config = {
            architecture: "amd64",
            os: "linux",
            rootfs: { type: "layers", diff_ids: diffIds },
            config: {},
        };
        const layers = await Promise.all(
            plain.map((layer) => this.push(name, gzipSync(layer, { level: 1 }), `${oci}.layer.v1.tar+gzip`)),
        );
        const own = await this.pushManifest(name, undefined, `${oci}.manifest.v1+json`, {
            config: await this.push(name, Buffer.from(JSON.stringify(config)), `${oci}.config.v1+json`),
            layers,
        });
        const other = { ...own, platform: { architecture: "arm64", os: "linux" } };
        const amd64 = { ...own, platform: { architecture: "amd64", os: "linux" } };
        const list = await this.pushManifest(name, tag, `${oci}.index.v1+json`, { manifests: [other, amd64] });
        return list.digest;
    }

    async push(name: string, content: Buffer, mediaType: string) {
        const begun = await fetch(`http://${this.host}/v2/${name}/blobs/uploads/`, { method: "POST" });
        const url = new URL(begun.headers.get("location")!);
        const digest = digestOf(content);
        url.searchParams.set("digest", digest);
        const headers = { "content-type": "application/octet-stream" };
        const done = await fetch(url, { method: "PUT", body: new Uint8Array(content), headers });
        if (done.status !== 201) throw new Error(`blob: HTTP ${done.status} ${await done.text()}`);
        return { mediaType, digest, size: content.length };
    }

    async pushManifest(name: string, tag: string | undefined, mediaType: string, parts: object) {
        return this.pushText(name, tag, mediaType, JSON.stringify({ schemaVersion: 2, mediaType, ...parts }));
    }

    async pushText(name: string, tag: string | undefined, mediaType: string, text: string) {
        const digest = digestOf(Buffer.from(text));
        const url = `http://${this.host}/v2/${name}/manifests/${tag ?? digest}`;
        const done = await fetch(url, { method: "PUT", body: text, headers: { "content-type": mediaType } });
        if (done.status !== 201) throw new Error(`manifest: HTTP ${done.status} ${await done.text()}`);
        return { mediaType, digest, size: Buffer.byteLength(text) };
    }
}

const digestOf = (content: Buffer) => `sha256:${createHash("sha256").update(content).digest("hex")}`;

async function layerOf([path, content]: readonly [string, Buffer]): Promise<Buffer> {
    const tar = pack();
    tar.entry({ name: path, mtime: new Date(0) }, content);
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
}
