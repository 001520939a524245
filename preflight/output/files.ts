import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../writeWhole";
import type { Changes } from "./against";
import { junit } from "./junit";
import { markdown } from "./markdown";
import type { Result } from "./result";
import { sarif } from "./sarif";

/** Files that other tools read, each written when it is asked for. */
export interface Outputs {
    readonly summary?: string;
    readonly sarif?: string;
    readonly junit?: string;
}

const repository = join(__dirname, "..", "..");

export function writeOutputs(
    outputs: Outputs,
    results: readonly Result[],
    changes: ReadonlyMap<string, Changes>,
): void {
    const made: Readonly<Record<keyof Outputs, () => string>> = {
        summary: () => markdown(results, changes),
        sarif: () => `${JSON.stringify(sarif(results, version(), stackFile), null, 2)}\n`,
        junit: () => junit(results),
    };
    for (const [kind, make] of Object.entries(made)) {
        const file = outputs[kind as keyof Outputs];
        if (file === undefined) continue;
        mkdirSync(dirname(file), { recursive: true });
        writeWhole(file, make());
    }
}

const version = () =>
    String((JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string }).version);

function stackFile(stack: string): string {
    const file = join(repository, `Pulumi.${stack}.yaml`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}
