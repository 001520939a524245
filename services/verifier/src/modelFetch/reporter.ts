import { setTimeout as sleep } from "node:timers/promises";

import { ProgressMeter, type ModelStatus, type StatusFile } from "../modelStatus";

const intervalMs = 1_000;

/** Writes the status file once a second while something downloads, so that `updated_at` also shows a stall is alive. */
export class ProgressReporter {
    private readonly meter = new ProgressMeter();
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
        await this.status.write({ status: "downloading", source: this.source, progress: progress ?? null });
    }
}
