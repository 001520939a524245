import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A real S3 API server on a loopback port, with one versioned bucket, that can be killed and brought back with its data. */
export class S3Server {
    static readonly bucket = "verifier-test";
    readonly endpoint: string;
    /** Objects are plain files below it. */
    readonly dataDirectory: string;
    private process: ChildProcess | undefined;

    private constructor(
        private readonly directory: string,
        private readonly port: number,
    ) {
        this.endpoint = `http://127.0.0.1:${port}`;
        this.dataDirectory = join(directory, "data");
    }

    static async start(): Promise<S3Server> {
        process.env.AWS_ACCESS_KEY_ID = "test";
        process.env.AWS_SECRET_ACCESS_KEY = "test-secret";
        const server = new S3Server(mkdtempSync(join(tmpdir(), "verifier-s3-")), await freePort());
        mkdirSync(server.dataDirectory);
        mkdirSync(join(server.directory, "versions"));
        await server.up();
        const client = server.client();
        await client.send(new CreateBucketCommand({ Bucket: S3Server.bucket }));
        const VersioningConfiguration = { Status: "Enabled" } as const;
        await client.send(new PutBucketVersioningCommand({ Bucket: S3Server.bucket, VersioningConfiguration }));
        client.destroy();
        return server;
    }

    client(): S3Client {
        return new S3Client({ region: "us-east-1", endpoint: this.endpoint, forcePathStyle: true });
    }

    async up(): Promise<void> {
        const versions = join(this.directory, "versions");
        const address = `127.0.0.1:${this.port}`;
        this.process = spawn(
            binary(),
            ["--quiet", "--port", address, "posix", "--versioning-dir", versions, this.dataDirectory],
            { env: { ROOT_ACCESS_KEY_ID: "test", ROOT_SECRET_ACCESS_KEY: "test-secret" }, stdio: "ignore" },
        );
        for (let tries = 0; tries < 100; tries++) {
            if (await answers(this.endpoint)) return;
            await sleep(100);
        }
        throw new Error(`the S3 server did not answer at ${this.endpoint}`);
    }

    /** As if the machine had lost power: SIGKILL. */
    async down(): Promise<void> {
        if (!this.process) return;
        const gone = once(this.process, "exit");
        this.process.kill("SIGKILL");
        await gone;
        this.process = undefined;
    }

    async remove(): Promise<void> {
        await this.down();
        rmSync(this.directory, { recursive: true, force: true });
    }
}

let installed: string | undefined;

function binary(): string {
    installed ??= execFileSync(join(__dirname, "install-s3-server"), { encoding: "utf8" }).trim();
    return installed;
}

async function answers(url: string): Promise<boolean> {
    try {
        await fetch(url);
        return true;
    } catch {
        return false;
    }
}

export async function freePort(): Promise<number> {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as { port: number };
    probe.close();
    await once(probe, "close");
    return port;
}
