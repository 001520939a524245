import type { ModelProgress } from "./types";

const windowMs = 30_000;

/** Percentage to one decimal. Rounding never shows 100 while a byte is missing. */
export function percentageOf(downloadedBytes: number, totalBytes: number): number {
    if (downloadedBytes >= totalBytes) return 100;
    return Math.min(99.9, Math.round((downloadedBytes / totalBytes) * 1000) / 10);
}

/**
 * Progress with an estimate of the time left: what is missing divided by the mean speed of the last 30 s (a moving average:
 * one stall or one burst does not swing it, and it forgets a slow start). Unknown (null) until a second has been measured,
 * or while nothing has arrived for the whole window. Bytes that a resumed download found on disk do not count as speed.
 */
export class ProgressMeter {
    private readonly samples: { at: number; bytes: number }[] = [];

    constructor(private readonly now: () => number = Date.now) {}

    update(downloadedBytes: number, totalBytes: number): ModelProgress {
        const at = this.now();
        this.samples.push({ at, bytes: downloadedBytes });
        // The newest sample that is at least a window old stays: the mean is then over the whole window.
        while (this.samples.length > 2 && this.samples[1]!.at <= at - windowMs) this.samples.shift();
        return {
            downloaded_bytes: downloadedBytes,
            total_bytes: totalBytes,
            percentage: percentageOf(downloadedBytes, totalBytes),
            estimated_time_remaining_seconds: this.estimate(totalBytes),
        };
    }

    private estimate(totalBytes: number): number | null {
        const first = this.samples[0]!;
        const last = this.samples.at(-1)!;
        if (last.bytes >= totalBytes) return 0;
        const seconds = (last.at - first.at) / 1000;
        const arrived = last.bytes - first.bytes;
        if (seconds < 1 || arrived <= 0) return null;
        return Math.ceil((totalBytes - last.bytes) / (arrived / seconds));
    }
}
