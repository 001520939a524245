import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { bar, median } from "../../../bench/figures";

const rounds = 7;
const program = join(__dirname, "ticks.ts");

function ticks(env: NodeJS.ProcessEnv): number {
    const args = ["--expose-gc", "--import=tsx", program];
    return Number(execFileSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, ...env } }));
}

/** What `keepNextTickFast` is for: a tick in a process that has collected its heap, with it and without. */
export function benchNextTick(): void {
    const kept: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round++) {
        bare.push(ticks({}));
        kept.push(ticks({ KEEP: "1" }));
    }
    console.log(
        `process.nextTick after full collections: median ${median(kept)} ns with one kept, ${median(bare)} ns without`,
    );
    bar(
        "a tick with one kept / without, median of pairs",
        median(kept.map((ns, round) => ns / bare[round]!)),
        "below",
        0.8,
    );
}
