import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract as untar, type Header } from "tar-stream";
import * as zlib from "node:zlib";

import type { Archive } from "./archive";
import { FetchError } from "./errors";
import type { ModelName } from "./modelName";

/** Left free on the file system, so that logs and the operating system keep working. */
const reservedBytes = 512 * 1024 * 1024;
const blob = /(?:^|\/)blobs\/(sha256-[0-9a-f]{64})$/;

/**
 * Unpacks from an archive of Ollama's directory (or of its volume) what the model needs, and nothing else: its manifest and
 * the blobs, each checked against the SHA-256 in its name. Names never come from the archive's paths; links are refused.
 */
export async function extract(file: string, archive: Archive, model: ModelName, into: string): Promise<void> {
    let room = await freeBytes(into);
    const tar = untar();
    // Listens before the first byte comes: what tar-stream emits before that is lost, and would be waited for for ever.
    const unpacked = (async () => {
        let manifests = 0;
        for await (const entry of tar) {
            const name = wanted(entry.header, model);
            if (name === undefined) {
                entry.resume();
                continue;
            }
            room -= entry.header.size ?? 0;
            if (room < 0) throw new FetchError(`no room to unpack ${archive.key} below ${into}: enlarge the volume`);
            await unpack(entry as AsyncIterable<Buffer>, join(into, name));
            if (name === "manifest") manifests++;
        }
        if (manifests === 0) {
            throw new FetchError(
                `${archive.key} has no manifests/${model.manifestPath}: archive Ollama's models directory`,
            );
        }
    })();
    try {
        const streams = [createReadStream(file), ...decompression(archive.key), tar as unknown as Writable];
        await Promise.all([pipeline(streams), unpacked]);
    } catch (error) {
        await unpacked.catch(() => undefined);
        throw error instanceof FetchError
            ? error
            : new FetchError(`${archive.key} cannot be unpacked: ${String(error)}`);
    }
}

function wanted({ name, type }: Header, model: ModelName): string | undefined {
    const path = name.replace(/^(\.\/)+/, "");
    const digest = blob.exec(path)?.[1];
    const isManifest = path === `manifests/${model.manifestPath}` || path.endsWith(`/manifests/${model.manifestPath}`);
    if (digest === undefined && !isManifest) return undefined;
    if (type !== "file" && type !== "contiguous-file") {
        throw new FetchError(`${name} in the archive is a ${type}, not a file: archive with hard links resolved`);
    }
    return digest === undefined ? "manifest" : join("blobs", digest);
}

async function unpack(entry: AsyncIterable<Buffer>, target: string): Promise<void> {
    await mkdir(dirname(target), { recursive: true });
    const output = await open(target, "w", 0o644);
    const hash = createHash("sha256");
    try {
        for await (const chunk of entry) {
            hash.update(chunk);
            await output.writeFile(chunk);
        }
        // Before it is renamed into place: a power cut must not leave the name without the content.
        await output.sync();
    } finally {
        await output.close();
    }
    const named = /sha256-([0-9a-f]{64})$/.exec(target)?.[1];
    if (named !== undefined && named !== hash.digest("hex"))
        throw new FetchError(`blob ${named} in the archive is damaged`);
}

function decompression(key: string): Transform[] {
    if (key.endsWith(".gz")) return [zlib.createGunzip()];
    if (!key.endsWith(".zst")) return [];
    if (zlib.createZstdDecompress) return [zlib.createZstdDecompress()];
    throw new FetchError(`${key} needs Node 22.15 or newer: stage a .tar.gz`);
}

async function freeBytes(directory: string): Promise<number> {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize - reservedBytes;
}
