import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as agreement from "../../../twin/agreement/agree";
import type * as asking from "../../../twin/agreement/ask";
import type * as building from "../../../analysis/graph/build";
import type * as resources from "../../../analysis/graph/resource";
import type { Fault } from "./faults";

const root = join(__dirname, "../../..");

/** The modules of a copy of the source: their own instances, with the fault in them. */
export interface Copy {
    readonly agree: typeof agreement;
    readonly ask: typeof asking;
    readonly build: typeof building;
    readonly resource: typeof resources;
}

/** Loads a copy of the source with one fault in it, and removes the copy when `use` has ended. */
export function withFault<T>({ file, from, to }: Fault, use: (copy: Copy) => T): T {
    const folder = mkdtempSync(join(tmpdir(), "fault-"));
    try {
        for (const part of ["model", "analysis", "twin", "package.json"])
            cpSync(join(root, part), join(folder, part), { recursive: true });
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
        const source = readFileSync(join(folder, file), "utf8");
        if (!source.includes(from)) throw new Error(`${file} no longer has what the fault replaces: ${from}`);
        writeFileSync(join(folder, file), source.replaceAll(from, to));
        const load = createRequire(join(folder, "package.json"));
        return use({
            agree: load("./twin/agreement/agree.ts"),
            ask: load("./twin/agreement/ask.ts"),
            build: load("./analysis/graph/build.ts"),
            resource: load("./analysis/graph/resource.ts"),
        });
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
