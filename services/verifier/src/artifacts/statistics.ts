import type { Bucket } from "./bucket";
import { type ArtifactId, artifactPrefix } from "./id";
import { imageKey, metadataFile, validationResultFile } from "./objects";
import { type ArtifactMetadata, type Verdict, verdicts } from "./types";

type Counts = Record<Verdict, number>;
type Outcome = "right" | "violation" | "unread";

/** What the statistics read of one stored verification. */
export interface Kept {
    readonly id: string;
    /** ISO 8601, UTC. */
    readonly timestamp: string;
    readonly status: Verdict;
    readonly backend: string;
    readonly milliseconds: number;
    /** SHA-256 of the picture; none where it was kept without. */
    readonly picture: string | undefined;
    /** By field. */
    readonly outcomes: ReadonlyMap<string, Outcome>;
}

export interface Statistics {
    /** Verifications that were read: the newest of the days. */
    counted: number;
    /** True when there are more than were read. */
    truncated: boolean;
    by_backend: { backend: string; total: number; verdicts: Counts; mean_processing_time_ms: number }[];
    by_field: ({ field: string } & Record<Outcome, number>)[];
    /** Oldest first. */
    by_day: { day: string; verdicts: Counts }[];
    comparison: Comparison;
}

/** Two backends on the same pictures, where both have read them; of each the newest verification counts. */
export interface Comparison {
    pictures: number;
    same_verdict: number;
    differences: {
        verifications: { id: string; backend: string; status: Verdict }[];
        /** Fields that came out differently. */
        fields: string[];
    }[];
}

interface StoredField {
    field: string;
    valid: boolean;
    legible: boolean;
}

/** Reads one artifact; undefined when it went meanwhile. */
export async function readKept(bucket: Bucket, id: ArtifactId): Promise<Kept | undefined> {
    const prefix = artifactPrefix(id);
    const [metadata, result] = await Promise.all(
        [metadataFile, validationResultFile].map((file) => bucket.getText(prefix + file)),
    );
    if (metadata === undefined || result === undefined) return undefined;
    const { timestamp, ocr_backend, processing_time_ms, image_format } = JSON.parse(metadata) as ArtifactMetadata;
    return {
        id: id.id,
        timestamp,
        status: id.verdict,
        backend: ocr_backend,
        milliseconds: processing_time_ms,
        picture: await bucket.digest(imageKey(id, image_format)),
        outcomes: outcomesOf(JSON.parse(result)),
    };
}

/** The worst that was found of each field. */
function outcomesOf(result: { validation_results?: Record<string, StoredField[]> }): Map<string, Outcome> {
    const outcomes = new Map<string, Outcome>();
    for (const { field, valid, legible } of Object.values(result.validation_results ?? {}).flat()) {
        const outcome = valid ? "right" : legible ? "violation" : "unread";
        const known = outcomes.get(field);
        if (known === undefined || known === "right" || outcome === "violation") outcomes.set(field, outcome);
    }
    return outcomes;
}

/** Newest first in, as they are listed. */
export function statisticsOf(kept: readonly Kept[], truncated: boolean): Statistics {
    const backends = groupBy(kept, ({ backend }) => backend);
    const days = groupBy(kept, ({ timestamp }) => timestamp.slice(0, "YYYY-MM-DD".length));
    return {
        counted: kept.length,
        truncated,
        by_backend: [...backends].sort(byName).map(([backend, own]) => ({
            backend,
            total: own.length,
            verdicts: countsOf(own),
            mean_processing_time_ms: Math.round(
                own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / own.length,
            ),
        })),
        by_field: fieldsOf(kept),
        by_day: [...days].sort(byName).map(([day, own]) => ({ day, verdicts: countsOf(own) })),
        comparison: comparisonOf(kept),
    };
}

/** Map.groupBy, which Node 20 has not. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
    return groups;
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
    one < other ? -1 : 1;

function countsOf(kept: readonly Kept[]): Counts {
    const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Counts;
    for (const { status } of kept) counts[status]++;
    return counts;
}

function fieldsOf(kept: readonly Kept[]): Statistics["by_field"] {
    const fields = new Map<string, Record<Outcome, number>>();
    for (const [field, outcome] of kept.flatMap(({ outcomes }) => [...outcomes])) {
        const counts = fields.get(field) ?? { right: 0, violation: 0, unread: 0 };
        counts[outcome]++;
        fields.set(field, counts);
    }
    return [...fields].sort(byName).map(([field, counts]) => ({ field, ...counts }));
}

function comparisonOf(kept: readonly Kept[]): Comparison {
    const comparison: Comparison = { pictures: 0, same_verdict: 0, differences: [] };
    const known = kept.filter(({ picture }) => picture !== undefined);
    for (const own of groupBy(known, ({ picture }) => picture!).values()) {
        const newest = [...groupBy(own, ({ backend }) => backend).values()].map(([first]) => first!);
        if (newest.length < 2) continue;
        comparison.pictures++;
        const fields = new Set(newest.flatMap(({ outcomes }) => [...outcomes.keys()]));
        const differing = [...fields].filter(
            (field) => new Set(newest.map(({ outcomes }) => outcomes.get(field))).size > 1,
        );
        const agrees = new Set(newest.map(({ status }) => status)).size === 1;
        if (agrees) comparison.same_verdict++;
        if (agrees && differing.length === 0) continue;
        const verifications = newest.map(({ id, backend, status }) => ({ id, backend, status }));
        comparison.differences.push({ verifications, fields: differing.sort() });
    }
    return comparison;
}
