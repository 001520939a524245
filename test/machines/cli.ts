import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

export interface Run {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

const repository = join(__dirname, "..", "..");

/** Starts `npm run -s twin -- ...` in a room of its own. */
export function startTwin(room: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Run> } {
    const child = spawn(process.execPath, ["--import=tsx", "twin/cli.ts", ...args], {
        cwd: repository,
        env: { ...process.env, TWIN: room },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
    const ended = new Promise<Run>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve({ status: code ?? 128, ...texts }));
    });
    return { child, ended };
}

export const twin = (room: string, ...args: string[]): Promise<Run> => startTwin(room, args).ended;
