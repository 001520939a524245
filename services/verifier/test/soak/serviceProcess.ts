import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { childrenOf } from "../childrenOf";
import { freePort, S3Server } from "../e2e/s3Server";

const root = join(__dirname, "../..");

/** None when the process has ended meanwhile. */
function residentBytes(pid: number): number {
    try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
        return 0;
    }
}

/** The service in a process of its own, as `npm run verifier` starts it, with artifact storage at `s3`. */
export class ServiceProcess {
    private constructor(
        private readonly child: ChildProcess,
        readonly url: string,
    ) {}

    static async start(s3: S3Server): Promise<ServiceProcess> {
        const port = await freePort();
        const child = spawn("./start", [], {
            cwd: root,
            env: {
                ...process.env,
                PORT: String(port),
                LOG_LEVEL: "ERROR",
                OLLAMA_HOST: "http://127.0.0.1:9",
                MODEL_STATUS_FILE: "/nonexistent/status.json",
                ARTIFACT_STORAGE_ENABLED: "true",
                ARTIFACT_S3_BUCKET: S3Server.bucket,
                AWS_REGION: "us-east-1",
                AWS_ENDPOINT_URL_S3: s3.endpoint,
            },
            stdio: ["ignore", "ignore", "inherit"],
        });
        const service = new ServiceProcess(child, `http://127.0.0.1:${port}`);
        for (let tries = 0; tries < 150; tries++) {
            const answer = await fetch(`${service.url}/health`).catch(() => undefined);
            if (answer?.ok) return service;
            await sleep(200);
        }
        child.kill("SIGKILL");
        throw new Error(`the service did not answer at ${service.url}`);
    }

    /** Resident memory in bytes, with that of the Tesseracts. Throws when the service is gone. */
    rss(): number {
        const pid = this.child.pid!;
        return [pid, ...childrenOf(pid)].reduce((sum, process) => sum + residentBytes(process), 0);
    }

    async stop(): Promise<void> {
        if (this.child.exitCode !== null || this.child.signalCode !== null) return;
        const gone = once(this.child, "exit");
        this.child.kill("SIGTERM");
        await gone;
    }
}
