import type { Bucket } from "./bucket";

/**
 * The days that have artifacts, newest first. Years, months and days are found one level at a time, so an empty year
 * costs nothing and a page of a busy day three short requests.
 */
export async function* daysWithArtifacts(bucket: Bucket, from: Date, to: Date): AsyncGenerator<Date> {
    const first = isoDay(from);
    const last = isoDay(to);
    for (const year of await below(bucket, "artifacts/", first.slice(0, 4), last.slice(0, 4))) {
        for (const month of await below(bucket, year, first.slice(0, 7), last.slice(0, 7))) {
            for (const day of await below(bucket, month, first, last)) yield new Date(dateOf(day));
        }
    }
}

/** Directories of one level whose date lies between two dates of the same precision, newest first. */
async function below(bucket: Bucket, prefix: string, first: string, last: string): Promise<string[]> {
    const directories = await bucket.directories(prefix);
    return directories.filter((name) => dateOf(name) >= first && dateOf(name) <= last).reverse();
}

/** `artifacts/2026/02/` -> `2026-02` */
function dateOf(prefix: string): string {
    return prefix.split("/").slice(1, -1).join("-");
}

function isoDay(time: Date): string {
    return time.toISOString().slice(0, 10);
}
