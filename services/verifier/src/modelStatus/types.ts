export const modelStates = ["not_started", "downloading", "extracting", "ready", "error"] as const;
export type ModelState = (typeof modelStates)[number];

export interface ModelProgress {
    downloaded_bytes: number;
    total_bytes: number;
    /** One decimal; 100 only when every byte is there. */
    percentage: number;
    /** Seconds at the mean speed of the last 30 s (docs: see `ProgressMeter`); null while that is not known. */
    estimated_time_remaining_seconds: number | null;
}

/** The status file, and the answer of `GET /model-status`. Times are ISO 8601, UTC, to the second. */
export interface ModelStatus {
    model: string;
    status: ModelState;
    progress: ModelProgress | null;
    source: "s3" | "ollama" | null;
    started_at: string | null;
    updated_at: string | null;
    completed_at: string | null;
    /** The reason, and what to do about it; null unless `status` is `error`. */
    error: string | null;
}
