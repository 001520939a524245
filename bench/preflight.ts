import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What preflight costs beyond the program itself: the command on prod, beside the same program under the SDK's own mocks and
 * with nothing recorded. Both are whole processes, alternated, so that both see the same machine. `npm run -s` is in neither.
 */
const rounds = 7;
const limit = 1.5;
const repository = join(__dirname, "..");

const folder = mkdtempSync(join(tmpdir(), "bench-preflight-"));
const commands = {
    preflight: ["preflight/cli.ts", "--stack", "prod", "--out", folder],
    "bare mocked run": ["bench/preflight-bare.ts"],
};
type Name = keyof typeof commands;
const names = Object.keys(commands) as Name[];

function seconds(name: Name): number {
    const started = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, ["--import=tsx", ...commands[name]], {
        cwd: repository,
        encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}\n${stderr}`);
    return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

try {
    const times: Record<Name, number[]> = { preflight: [], "bare mocked run": [] };
    // The first run of each fills tsx's cache of compiled files.
    for (const name of names) seconds(name);
    for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(seconds(name));
    for (const name of names) {
        const list = times[name].map((time) => time.toFixed(2)).join(" ");
        console.log(`${name}, prod: median ${median(times[name]).toFixed(2)} s of ${rounds} (${list})`);
    }
    const ratio = median(times.preflight) / median(times["bare mocked run"]);
    console.log(`ratio ${ratio.toFixed(2)}, at most ${limit.toFixed(2)}: ${ratio <= limit ? "ok" : "TOO SLOW"}`);
    process.exitCode = ratio <= limit ? 0 : 1;
} finally {
    rmSync(folder, { recursive: true, force: true });
}
