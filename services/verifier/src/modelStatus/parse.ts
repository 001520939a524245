import { percentageOf } from "./progress";
import { modelStates, type ModelProgress, type ModelState, type ModelStatus } from "./types";

/**
 * Reads a status file's text. Tolerant of what a simpler writer leaves out (the requirements' shell script writes no progress
 * and a time with an offset); throws with a reason on anything that is not a status.
 */
export function parseModelStatus(text: string): ModelStatus {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== "object" || raw === null) throw new Error("not a JSON object");
    const fields = raw as Record<string, unknown>;
    const status = modelStates.find((state) => state === fields.status);
    if (!status) throw new Error(`status is ${JSON.stringify(fields.status)}, not one of ${modelStates.join(", ")}`);
    if (typeof fields.model !== "string" || fields.model === "") throw new Error("model is missing");
    return {
        model: fields.model,
        status,
        progress: progress(fields.progress),
        source: fields.source === "s3" || fields.source === "ollama" ? fields.source : null,
        started_at: time(fields.started_at),
        updated_at: time(fields.updated_at),
        completed_at: time(fields.completed_at),
        error: reason(fields.error, status),
    };
}

function progress(value: unknown): ModelProgress | null {
    if (typeof value !== "object" || value === null) return null;
    const {
        downloaded_bytes: done,
        total_bytes: total,
        estimated_time_remaining_seconds: left,
    } = value as ModelProgress;
    if (!isCount(done) || !isCount(total) || total === 0 || done > total) return null;
    return {
        downloaded_bytes: done,
        total_bytes: total,
        percentage: percentageOf(done, total),
        estimated_time_remaining_seconds: isCount(left) ? left : null,
    };
}

function time(value: unknown): string | null {
    const parsed = typeof value === "string" ? new Date(value) : undefined;
    if (!parsed || Number.isNaN(parsed.getTime())) return null;
    return parsed.toISOString().replace(/\.\d{3}Z$/, "Z");
}

function reason(value: unknown, status: ModelState): string | null {
    if (status !== "error") return null;
    return typeof value === "string" && value !== "" ? value : "the writer of the status file gave no reason";
}

function isCount(value: unknown): value is number {
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
