import { renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A reader sees the old file or the new one, never half of one. */
export function writeWhole(file: string, content: string): void {
    const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
    writeFileSync(temporary, content);
    renameSync(temporary, file);
}
