import type { Bucket } from "./bucket";
import { dayPrefix, parseArtifactId } from "./id";
import { metadataFile } from "./objects";
import { queueLimits } from "./writer";

/** An incomplete artifact this old is abandoned: its writer, in whichever process, has given up an hour before. */
const abandonedAfterMs = queueLimits.maxAgeMs + 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
const sweptDays = 7;

/**
 * Removes what a killed process left half-written (or half-deleted) in the last week: objects without the commit mark.
 * No reader ever saw them. Gives back the number of artifacts removed.
 */
export async function sweep(bucket: Bucket, now = new Date()): Promise<number> {
    let removed = 0;
    for (let age = 0; age < sweptDays; age++) {
        const prefix = dayPrefix(new Date(now.getTime() - age * dayMs));
        for await (const directory of incomplete(bucket, prefix, now.getTime() - abandonedAfterMs)) {
            await bucket.remove(directory);
            removed++;
        }
    }
    return removed;
}

/** Keys come in order, so an artifact's objects come together. */
async function* incomplete(bucket: Bucket, prefix: string, before: number): AsyncGenerator<string> {
    let current: { directory: string; complete: boolean; newest: number } | undefined;
    for await (const { key, lastModified } of bucket.keys(prefix)) {
        const directory = key.slice(0, key.lastIndexOf("/") + 1);
        if (current?.directory !== directory) {
            if (current && isAbandoned(current, before)) yield current.directory;
            current = { directory, complete: false, newest: 0 };
        }
        current.complete ||= key.endsWith(`/${metadataFile}`);
        current.newest = Math.max(current.newest, lastModified.getTime());
    }
    if (current && isAbandoned(current, before)) yield current.directory;
}

function isAbandoned(found: { directory: string; complete: boolean; newest: number }, before: number): boolean {
    const ours = parseArtifactId(found.directory.split("/").at(-2)!) !== undefined;
    return ours && !found.complete && found.newest < before;
}
