import { mkdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { StatusFile } from "../modelStatus";
import { type Archive, ArchiveSource } from "./archive";
import { download, type RetryLimits, retryLimits } from "./download";
import { FetchError } from "./errors";
import { extract } from "./extract";
import { sha256Of } from "./files";
import { install, isComplete, isInstalled, layout, type Layout, sweep } from "./install";
import { lock } from "./lock";
import { pull } from "./pull";
import { ProgressReporter } from "./reporter";
import type { FetchSettings } from "./settings";

/**
 * Makes the model ready for Ollama and keeps the status file true all the while. Safe to kill at any point and to run
 * again: it goes on with the download, repeats the rest, and does nothing when the model is there. Rejects with the reason
 * that the status file then shows.
 */
export async function fetchModel(settings: FetchSettings, limits: RetryLimits = retryLimits): Promise<void> {
    const held = await lock(settings.modelsDirectory);
    const status = new StatusFile(settings.statusFile, settings.model.text);
    try {
        await status.write({});
        await fetchFrom(settings, status, limits);
    } catch (error) {
        await status.write({ status: "error", error: reason(error) });
        throw error;
    } finally {
        held.close();
    }
}

async function fetchFrom(settings: FetchSettings, status: StatusFile, limits: RetryLimits): Promise<void> {
    const { bucket, model } = settings;
    if (bucket !== undefined) {
        const source = new ArchiveSource({ ...settings, bucket });
        try {
            const archive = await patiently(() => source.find(), limits);
            if (archive) return await fromS3(settings, source, archive, status, limits);
        } finally {
            source.close();
        }
    }
    if (settings.pull) return fromOllama(settings, status, limits);
    throw new FetchError(
        `s3://${bucket}/models/${model.text}.tar.gz is not there, or this host may not read it (s3:GetObject on models/*): ` +
            `stage it with "npm run stage -- --stack STACK"`,
    );
}

async function fromS3(
    settings: FetchSettings,
    source: ArchiveSource,
    archive: Archive,
    status: StatusFile,
    limits: RetryLimits,
): Promise<void> {
    const paths = layout(settings.modelsDirectory, settings.model);
    if (await isInstalled(paths, archive.sha256)) {
        // Whoever installed it may have been killed before it swept.
        await sweep(paths);
        return status.write({ status: "ready", source: "s3" });
    }
    await mkdir(paths.staging, { recursive: true });

    const reporter = new ProgressReporter(status, "s3");
    await reporter.during(async () => {
        await verifiedDownload(source, archive, paths, (bytes) => reporter.note(bytes, archive.bytes), limits);
    });
    await status.write({ status: "extracting" });
    await patiently(async () => {
        await rm(paths.extracted, { recursive: true, force: true });
        await mkdir(paths.extracted, { recursive: true });
        await extract(paths.archive, archive, settings.model, paths.extracted);
        await install(paths, archive.sha256);
    }, limits);
    await status.write({ status: "ready" });
}

/** A file that does not match is downloaded once more: after a power cut its tail may be zeros. */
async function verifiedDownload(
    source: ArchiveSource,
    archive: Archive,
    paths: Layout,
    note: (bytes: number) => void,
    limits: RetryLimits,
): Promise<void> {
    for (const lastTry of [false, true]) {
        await download(source, archive, paths.archive, note, limits);
        const actual = await sha256Of(paths.archive);
        if (actual === archive.sha256) return;
        await rm(paths.archive);
        if (lastTry) {
            throw new FetchError(
                `${archive.key} has SHA-256 ${actual}, expected ${archive.sha256}: stage it again, or correct the checksum`,
            );
        }
    }
}

async function fromOllama(settings: FetchSettings, status: StatusFile, limits: RetryLimits): Promise<void> {
    const { model } = settings;
    if (await isComplete(layout(settings.modelsDirectory, model)))
        return status.write({ status: "ready", source: "ollama" });
    const reporter = new ProgressReporter(status, "ollama");
    await reporter.during(() => patiently(() => pull(settings.ollama, model.text, reporter.note), limits));
    await status.write({ status: "ready" });
}

/** Repeats what may mend itself (a server that is starting, a network that is not there yet). */
async function patiently<T>(work: () => Promise<T>, limits: RetryLimits): Promise<T> {
    for (let failures = 1; ; failures++) {
        try {
            return await work();
        } catch (error) {
            if (error instanceof FetchError || failures >= limits.attempts) throw error;
            await sleep(Math.min(limits.firstDelayMs * 2 ** failures, limits.lastDelayMs));
        }
    }
}

function reason(error: unknown): string {
    if (error instanceof FetchError) return error.message;
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC") return "the volume is full: enlarge it, then start model-fetch again";
    return `${name}: ${message}`;
}
