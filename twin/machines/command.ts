import { spawn } from "node:child_process";

export interface Ended {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a program to its end, whatever that is. Output is kept as text; input, if any, is its whole standard input. */
export function tryCommand(program: string, args: readonly string[], input: string | Buffer = ""): Promise<Ended> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: "pipe" });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        child.on("error", reject);
        child.on("close", (code) => resolve({ status: code ?? 128, stdout: text(out), stderr: text(err) }));
        // A program that ends without reading is not our failure: its status says what it was.
        child.stdin.on("error", () => {});
        child.stdin.end(input);
    });
}

const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString();

/** @returns standard output. @throws Error with the command and what it said when it ends with another status than 0 */
export async function command(program: string, args: readonly string[], input: string | Buffer = ""): Promise<string> {
    const { status, stdout, stderr } = await tryCommand(program, args, input);
    if (status !== 0) throw new Error(`${[program, ...args].join(" ")}: status ${status}: ${stderr.trim() || stdout}`);
    return stdout;
}
