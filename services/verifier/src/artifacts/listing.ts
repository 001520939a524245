import type { Bucket } from "./bucket";
import { daysWithArtifacts } from "./days";
import { artifactPrefix, type ArtifactId, parseArtifactId, positionInDay, verdictDigit, verdictPrefix } from "./id";
import { metadataFile, toSeconds } from "./objects";
import { type ArtifactPage, type Verdict, verdicts } from "./types";

export interface ListQuery {
    /** First and last day, both included (UTC). */
    from: Date;
    to: Date;
    verdict?: Verdict;
    limit: number;
    /** The last artifact of the page before. */
    after?: ArtifactId;
}

const filesPerArtifact = 4;

/** Newest first. Reads keys only, no object, so that its cost follows the page and not the number of artifacts. */
export async function listArtifacts(bucket: Bucket, query: ListQuery): Promise<ArtifactPage> {
    const page: ArtifactId[] = [];
    for await (const artifact of artifacts(bucket, query)) {
        if (page.length === query.limit)
            return { artifacts: page.map(summary), next_cursor: encodeCursor(page.at(-1)!) };
        page.push(artifact);
    }
    return { artifacts: page.map(summary), next_cursor: null };
}

/** Undefined for a string that no page of ours gave. */
export function decodeCursor(cursor: string): ArtifactId | undefined {
    return parseArtifactId(Buffer.from(cursor, "base64url").toString("utf8"));
}

export function summary({ id, time, verdict }: ArtifactId) {
    return { id, timestamp: toSeconds(time), validation_status: verdict };
}

function encodeCursor({ id }: ArtifactId): string {
    return Buffer.from(id).toString("base64url");
}

async function* artifacts(bucket: Bucket, query: ListQuery): AsyncGenerator<ArtifactId> {
    const { from, after, limit } = query;
    const to = after && after.time < query.to ? after.time : query.to;
    const wanted = query.verdict ? [query.verdict] : verdicts;
    for await (const day of daysWithArtifacts(bucket, from, to)) {
        const sameDay = after !== undefined && day.toISOString().slice(0, 10) === after.time.toISOString().slice(0, 10);
        yield* merge(wanted.map((verdict) => ofVerdict(bucket, day, verdict, limit, sameDay ? after : undefined)));
    }
}

/** A day's complete artifacts of one verdict: those whose commit mark exists. */
async function* ofVerdict(bucket: Bucket, day: Date, verdict: Verdict, limit: number, after?: ArtifactId) {
    const prefix = verdictPrefix(day, verdict);
    const startAfter = after && `${artifactPrefix(withVerdict(after, verdict))}~`;
    for await (const { key } of bucket.keys(prefix, startAfter, filesPerArtifact * (limit + 1))) {
        const [directory, file] = key.split("/").slice(-2);
        const id = file === metadataFile ? parseArtifactId(directory!) : undefined;
        if (id) yield id;
    }
}

/** The place of an artifact in the list of another verdict of its day. */
function withVerdict(artifact: ArtifactId, verdict: Verdict): ArtifactId {
    const day = artifact.id.slice(0, "YYYYMMDD-".length);
    return { ...artifact, id: day + verdictDigit(verdict) + positionInDay(artifact.id), verdict };
}

/** Merges sequences that are each in order of position. */
async function* merge(sequences: AsyncGenerator<ArtifactId>[]): AsyncGenerator<ArtifactId> {
    const heads = await Promise.all(sequences.map((sequence) => sequence.next()));
    for (;;) {
        let best: number | undefined;
        for (const [index, head] of heads.entries()) {
            if (head.done) continue;
            const leader = best === undefined ? undefined : (heads[best]!.value as ArtifactId);
            if (!leader || positionInDay(head.value.id) < positionInDay(leader.id)) best = index;
        }
        if (best === undefined) return;
        yield heads[best]!.value as ArtifactId;
        heads[best] = await sequences[best]!.next();
    }
}
