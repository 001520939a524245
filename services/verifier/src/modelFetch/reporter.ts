import { setTimeout as sleep } from "node:timers/promises";

import { ProgressMeter, type ModelProgress, type ModelStatus, type StatusFile } from "../modelStatus";

const intervalMs = 1_000;

/** Writes the status file once a second while something downloads, so that `updated_at` also shows a stall is alive. */
export class ProgressReporter {
    private readonly meter = new ProgressMeter();
    private told = -1;
    private latest: { downloaded: number; total: number } | undefined;

    constructor(
        private readonly status: StatusFile,
        private readonly source: NonNullable<ModelStatus["source"]>,
    ) {}

    readonly note = (downloaded: number, total: number): void => {
        this.latest = { downloaded, total };
    };

    async during(work: () => Promise<void>): Promise<void> {
        const done = new AbortController();
        const writing = this.writeUntil(done.signal);
        // Awaited below; until then a failure must not end the process.
        writing.catch(() => undefined);
        try {
            await work();
        } finally {
            done.abort();
            await writing;
            await this.write();
        }
    }

    private async writeUntil(done: AbortSignal): Promise<void> {
        while (!done.aborted) {
            await this.write();
            await sleep(intervalMs, undefined, { signal: done }).catch(() => undefined);
        }
    }

    private async write(): Promise<void> {
        const progress = this.latest && this.meter.update(this.latest.downloaded, this.latest.total);
        if (progress) this.tell(progress);
        await this.status.write({ status: "downloading", source: this.source, progress: progress ?? null });
    }

    /** A line of the log for each tenth: the status file holds the rest. */
    private tell({ percentage, downloaded_bytes: downloaded, total_bytes: total }: ModelProgress): void {
        const tenth = Math.floor(percentage / 10);
        if (tenth === this.told) return;
        this.told = tenth;
        console.log(`model-fetch: ${percentage} % (${downloaded} of ${total} bytes)`);
    }
}
