import { AssertionError } from "chai";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as real from "../../src/server";
import type { Options } from "../../src/server";
import { Bench } from "./harness";

export type Sources = Pick<typeof real, "Gateway" | "Budget">;
/** One place in one file of `src`, changed so that a rule is off. */
export type Mutant = readonly [file: string, from: string, to: string];

const source = join(__dirname, "..", "..", "src");
const folders: string[] = [];
process.once("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The gateway with that one change: what a test must tell from the gateway as it is. */
export function mutated<T = Sources>([file, from, to]: Mutant, entry = "server.ts"): T {
    const folder = mkdtempSync(join(tmpdir(), "gateway-mutant-"));
    folders.push(folder);
    cpSync(source, join(folder, "src"), { recursive: true });
    symlinkSync(join(source, "..", "..", "..", "node_modules"), join(folder, "node_modules"));
    const path = join(folder, "src", file);
    const text = readFileSync(path, "utf8");
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold ${JSON.stringify(from)} once`);
    writeFileSync(
        path,
        text.replace(from, () => to),
    );
    return createRequire(__filename)(join(folder, "src", entry)) as T;
}

type Change = Parameters<typeof Bench.start>[1];

/** The check holds for the gateway, and does not for the mutant whose rule is switched off. */
export function rule(
    title: string,
    mutant: Mutant,
    check: (bench: Bench) => Promise<void>,
    change?: Change,
    options?: (sources: Sources) => Options,
): void {
    const on = async (sources: Sources): Promise<void> => {
        const bench = await Bench.start(sources, change, options?.(sources));
        try {
            await check(bench);
        } finally {
            await bench.stop();
        }
    };
    it(title, () => on(real));
    it(`fails otherwise: ${title}`, async () => {
        // Only an expectation that is not met kills: any other error would hide a test that cannot run.
        const error: unknown = await on(mutated(mutant)).catch((thrown: unknown) => thrown);
        if (error === undefined) throw new Error(`the mutant lives: ${mutant.join(" -> ")}`);
        if (!(error instanceof AssertionError)) throw error;
    });
}
