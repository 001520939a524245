import { randomBytes } from "node:crypto";

import { type Verdict, verdicts } from "./types";

/**
 * An artifact id is `YYYYMMDD-` and a UUID version 8 (RFC 9562, 5.8: layout left to the application), so that the S3 key
 * follows from the id and no index is kept:
 *
 *     hex digit 0      verdict (1-4)          a list filtered by verdict is a prefix
 *     hex digits 1-11  2^44 - 1 - Unix time   milliseconds; S3 lists in ascending order, people want the newest first
 *     digit 12         8                      version
 *     digit 16         8-b                    variant; the other 74 bits are random
 */
export interface ArtifactId {
    id: string;
    verdict: Verdict;
    time: Date;
}

const latest = 2 ** 44 - 1;
const form = /^(\d{8})-([1-4])([0-9a-f]{7})-([0-9a-f]{4})-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function newArtifactId(verdict: Verdict, time: Date): string {
    const reversed = (latest - time.getTime()).toString(16).padStart(11, "0");
    const random = randomBytes(10);
    random[0] = 0x80 | (random[0]! & 0x0f);
    random[2] = 0x80 | (random[2]! & 0x3f);
    const hex = verdictDigit(verdict) + reversed + random.toString("hex");
    const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    return `${compactDay(time)}-${uuid}`;
}

/** Undefined for anything that this service did not make, so that no other string ever becomes part of an S3 key. */
export function parseArtifactId(id: string): ArtifactId | undefined {
    const match = form.exec(id);
    if (!match) return undefined;
    const time = new Date(latest - Number.parseInt(match[3]! + match[4]!, 16));
    if (compactDay(time) !== match[1]) return undefined;
    return { id, verdict: verdicts[Number(match[2]) - 1]!, time };
}

/** `artifacts/YYYY/MM/DD/` of a UTC day. */
export function dayPrefix(time: Date): string {
    const day = compactDay(time);
    return `artifacts/${day.slice(0, 4)}/${day.slice(4, 6)}/${day.slice(6)}/`;
}

/** The prefix of one artifact's objects, with a slash at the end. */
export function artifactPrefix({ id, time }: ArtifactId): string {
    return `${dayPrefix(time)}${id}/`;
}

/** The prefix that a day's artifacts of one verdict share. */
export function verdictPrefix(day: Date, verdict: Verdict): string {
    return `${dayPrefix(day)}${compactDay(day)}-${verdictDigit(verdict)}`;
}

/** What orders a day's artifacts of all verdicts, newest first: the id behind its verdict digit. */
export function positionInDay(id: string): string {
    return id.slice("YYYYMMDD-v".length);
}

export function verdictDigit(verdict: Verdict): string {
    return String(verdicts.indexOf(verdict) + 1);
}

function compactDay(time: Date): string {
    return time.toISOString().slice(0, 10).replaceAll("-", "");
}
