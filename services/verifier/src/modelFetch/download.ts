import { open, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { Archive, ArchiveSource } from "./archive";
import { FetchError } from "./errors";
import { readJson, sizeOf, writeJson } from "./files";

export interface RetryLimits {
    /** Tries in a row without a single new byte. */
    attempts: number;
    firstDelayMs: number;
    lastDelayMs: number;
    /** A connection that brings nothing for so long is dropped. */
    stallMs: number;
}

export const retryLimits: RetryLimits = { attempts: 8, firstDelayMs: 1_000, lastDelayMs: 30_000, stallMs: 30_000 };

type Note = (downloadedBytes: number) => void;

/**
 * Downloads the archive to a file, going on from where an earlier call (of a process killed since) stopped. What lies in
 * the file belongs to the archive named in `file.json`, written before the first byte; of another one it is discarded.
 */
export async function download(
    source: ArchiveSource,
    archive: Archive,
    file: string,
    note: Note,
    limits = retryLimits,
): Promise<void> {
    await discardForeign(archive, file);
    let failures = 0;
    for (;;) {
        const before = await sizeOf(file);
        note(before);
        if (before === archive.bytes) return;
        try {
            await append(source, archive, file, before, note, limits.stallMs);
        } catch (error) {
            failures = (await sizeOf(file)) > before ? 0 : failures + 1;
            if (isFinal(error) || failures >= limits.attempts) throw error;
            await sleep(Math.min(limits.firstDelayMs * 2 ** failures, limits.lastDelayMs));
        }
    }
}

async function discardForeign(archive: Archive, file: string): Promise<void> {
    const identity = { key: archive.key, etag: archive.etag, bytes: archive.bytes };
    const known = await readJson(`${file}.json`);
    if (JSON.stringify(known) === JSON.stringify(identity) && (await sizeOf(file)) <= archive.bytes) return;
    await rm(file, { force: true });
    await writeJson(`${file}.json`, identity);
}

async function append(
    source: ArchiveSource,
    archive: Archive,
    file: string,
    offset: number,
    note: Note,
    stallMs: number,
): Promise<void> {
    const stalled = new AbortController();
    const watchdog = setTimeout(() => stalled.abort(new Error(`nothing arrived for ${stallMs / 1000} s`)), stallMs);
    const output = await open(file, "a");
    try {
        const stream = await source.read(archive, offset, stalled.signal);
        stalled.signal.addEventListener("abort", () => stream.destroy(stalled.signal.reason as Error));
        let written = offset;
        for await (const chunk of stream) {
            watchdog.refresh();
            await output.writeFile(chunk as Buffer);
            note((written += (chunk as Buffer).length));
        }
        if (written < archive.bytes) throw new Error(`the connection ended after ${written} of ${archive.bytes} bytes`);
    } finally {
        clearTimeout(watchdog);
        await output.close();
    }
}

/** Refused rather than failed: another try gets the same answer. */
function isFinal(error: unknown): boolean {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    return error instanceof FetchError || status === 403 || status === 404 || status === 412;
}
