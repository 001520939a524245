import { execFile, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { docker } from "../../image/docker";
import { runArguments } from "../../image/runArguments";
import { freePort } from "../e2e/s3Server";
import type { GoodLabel } from "../http/service";

export type Environment = Record<string, string>;

const envArguments = (env: Environment): string[] => Object.entries(env).map(([key, value]) => `--env=${key}=${value}`);

/** One `docker` command to its end, whatever that is. */
export function attempt(...args: string[]): { code: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync("docker", args, { encoding: "utf8" });
    return { code: status, output: stdout + stderr };
}

/** The service in a container, run as a host runs it. */
export class Container {
    private constructor(
        readonly id: string,
        readonly url: string,
    ) {}

    static async start(image: string, modelStatus: string, env: Environment = {}): Promise<Container> {
        const port = await freePort();
        const all = { PORT: String(port), OLLAMA_HOST: "http://127.0.0.1:9", ...env };
        const id = docker("run", "--detach", ...runArguments(modelStatus), ...envArguments(all), image);
        const container = new Container(id, `http://127.0.0.1:${port}`);
        for (let tries = 0; tries < 150; tries++) {
            if (await fetch(`${container.url}/health`).catch(() => undefined)) return container;
            await sleep(200);
        }
        throw new Error(`the container does not answer:\n${container.log()}`);
    }

    async verify(label: GoodLabel, more: Environment = {}): Promise<Response> {
        const form = new FormData();
        form.append("image", new Blob([new Uint8Array(label.image)]), "label.png");
        for (const [key, value] of Object.entries({ ground_truth: label.truth, ...more })) form.append(key, value);
        return fetch(`${this.url}/verify`, { method: "POST", body: form });
    }

    /** One field of `docker inspect`, such as "{{.State.Pid}}". */
    field(template: string): string {
        return docker("inspect", "--format", template, this.id);
    }

    execute(options: string[], ...command: string[]): { code: number | null; output: string } {
        return attempt("exec", ...options, this.id, ...command);
    }

    log(): string {
        return attempt("logs", this.id).output;
    }

    /** As systemd does it on the host: SIGTERM, and SIGKILL after --stop-timeout. */
    async stop(): Promise<void> {
        await promisify(execFile)("docker", ["stop", this.id]);
    }

    remove(): void {
        docker("rm", "--force", this.id);
    }
}
