import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { memoryEnvironment } from "../src/units";
import { certificate } from "../test/server/certificates";

export interface Ways {
    readonly gateway: number;
    readonly passThrough: number;
    /** Kilobytes of the gateway's memory: now, and at most since its start. */
    memory(): { now: number; most: number };
    /** Milliseconds of processor time since its start. */
    processor(way: "gateway" | "passThrough"): number;
    stop(): void;
}

/** The endpoint, the gateway before it and the pass-through before it, each a process of its own. */
export async function start(): Promise<Ways> {
    const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
    const { keyFile, certFile } = certificate(folder, "api.approved.test");
    const children: ChildProcess[] = [];
    const run = async (...command: string[]): Promise<number> => {
        const options = ["--max-semi-space-size=4", "--import=tsx", ...command];
        const env = { ...process.env, ...memoryEnvironment };
        const child = spawn(process.execPath, options, { env, stdio: ["ignore", "pipe", "inherit"] });
        children.push(child);
        return new Promise((done, fail) => {
            child.stdout.on("data", (text) => done(Number(/(\d+)\s*$/.exec(String(text))?.[1])));
            child.once("exit", () => fail(new Error(`${command[0]} ended`)));
        });
    };
    const endpoint = await run(join(__dirname, "endpoint.ts"), keyFile, certFile);
    writeFileSync(join(folder, "key"), "sk-key-of-the-bench");
    writeFileSync(join(folder, "config.json"), JSON.stringify(configOf(folder, endpoint, certFile)));
    const gateway = await run(join(__dirname, "../src/main.ts"), "--config", join(folder, "config.json"));
    const { pid } = children.at(-1)!;
    const passThrough = await run(join(__dirname, "passThrough.ts"), certFile, String(endpoint), "sk-key-of-the-bench");
    return {
        gateway,
        passThrough,
        memory: () => {
            const status = readFileSync(`/proc/${pid}/status`, "utf8");
            const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
            return { now: of("VmRSS"), most: of("VmHWM") };
        },
        processor: (way) => {
            const pid = children.at(way === "gateway" ? -2 : -1)!.pid;
            const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
            // In hundredths of a second: user, system.
            return (Number(fields[11]) + Number(fields[12])) * 10;
        },
        stop: () => {
            children.forEach((child) => child.kill("SIGKILL"));
            rmSync(folder, { recursive: true });
        },
    };
}

/** The paths say what the endpoint answers. */
export const plainPath = "/v1/messages";
export const streamPath = (tokens: number): string => `/v1/x-tokens-${tokens}`;

function configOf(folder: string, port: number, caFile: string): object {
    const paths = [plainPath, streamPath(2), streamPath(200), streamPath(1000)];
    const endpoint = {
        name: "claude",
        kind: "https",
        host: "api.approved.test",
        port,
        addresses: ["127.0.0.1"],
        caFile,
        keyFile: join(folder, "key"),
        authHeader: "x-api-key",
        routes: paths.map((path) => ({ method: "POST", path, dialect: "anthropic-messages" })),
        models: ["claude-a"],
    };
    return { listen: "127.0.0.1:0", endpoints: [endpoint], default: "claude", auditFile: join(folder, "audit") };
}
