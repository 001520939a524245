import { readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const memoryFileSystem = 0x01021994;
const others = 0o007;

/** Why keys may not lie in a folder; undefined when they may. */
export function folderProblem(folder: string): string | undefined {
    try {
        const { mode } = statSync(folder);
        if (statfsSync(folder).type !== memoryFileSystem) return `${folder} is no tmpfs: a key would lie on a disk`;
        return (mode & others) === 0 ? undefined : `${folder} is open to everybody; write chmod o= ${folder}`;
    } catch (error) {
        return (error as Error).message;
    }
}

/**
 * Puts a key where the endpoint's process reads it: FOLDER/NAME/key, readable by the group of that folder, which is that
 * process's own. Another file in its place at once, so that a reader has the old key or the new one; the same key is left.
 * @throws Error when it cannot
 */
export function handOver(folder: string, name: string, key: string): void {
    if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`the key of ${name} is not printable ASCII`);
    const path = join(folder, name, "key");
    if (current(path) === key) return;
    const next = `${path}.next`;
    rmSync(next, { force: true });
    writeFileSync(next, `${key}\n`, { mode: 0o640, flag: "wx" });
    renameSync(next, path);
}

function current(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8").trimEnd();
    } catch {
        return undefined;
    }
}
