import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Bytes of a file; 0 if there is none. */
export async function sizeOf(file: string): Promise<number> {
    try {
        return (await stat(file)).size;
    } catch {
        return 0;
    }
}

/** Hex. */
export async function sha256Of(file: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
    return hash.digest("hex");
}

/** Undefined if there is none or it was not written to its end. */
export async function readJson(file: string): Promise<unknown> {
    try {
        return JSON.parse(await readFile(file, "utf8"));
    } catch {
        return undefined;
    }
}

export async function writeJson(file: string, value: unknown): Promise<void> {
    await writeFile(`${file}.new`, JSON.stringify(value));
    await rename(`${file}.new`, file);
}
