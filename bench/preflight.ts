import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What preflight costs beyond the program itself: planning, pricing and drawing prod beside the same program under the SDK's own mocks
 * with nothing recorded, and the whole command, rules and proof included, beside that. All are whole processes, in turns, so that all see
 * the same machine. `npm run -s` is in none.
 */
const rounds = 7;
const repository = join(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "bench-preflight-"));

const commands = {
    "bare mocked run": ["bench/preflight-bare.ts"],
    "without rules and proof": ["bench/preflight-plan.ts"],
    "whole preflight": ["preflight/cli.ts", "--stack", "prod", "--out", folder],
};
type Name = keyof typeof commands;
const names = Object.keys(commands) as Name[];

const limits: readonly (readonly [what: Name, beside: Name, limit: number])[] = [
    ["without rules and proof", "bare mocked run", 1.5],
    ["whole preflight", "without rules and proof", 2],
];

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
    const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
    // The first run of each fills tsx's cache of compiled files.
    for (const name of names) seconds(name);
    for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(seconds(name));
    for (const name of names) {
        const list = times[name].map((time) => time.toFixed(2)).join(" ");
        console.log(`${name}, prod: median ${median(times[name]).toFixed(2)} s of ${rounds} (${list})`);
    }
    const missed = limits.filter(([what, beside, limit]) => {
        const ratio = median(times[what]) / median(times[beside]);
        console.log(
            `${what} / ${beside}: ${ratio.toFixed(2)}, at most ${limit.toFixed(2)}: ${ratio <= limit ? "ok" : "TOO SLOW"}`,
        );
        return ratio > limit;
    });
    process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
    rmSync(folder, { recursive: true, force: true });
}
