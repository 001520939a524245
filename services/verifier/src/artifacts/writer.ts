import type { Bucket } from "./bucket";
import { artifactPrefix, newArtifactId, parseArtifactId } from "./id";
import { artifactObjects, type ArtifactObject } from "./objects";
import type { ArtifactCounters, ArtifactInput, ArtifactOutcome } from "./types";

export interface WriterLog {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}

interface Entry {
    id: string;
    parts: ArtifactObject[];
    mark: ArtifactObject;
    bytes: number;
    queuedAt: number;
    cancelled: boolean;
    /** The attempt under way. */
    writing?: Promise<void>;
}

export const queueLimits = {
    /** Half of what a t3.medium can spare next to Tesseract. */
    bytes: 64 * 1024 * 1024,
    entries: 2_000,
    /** Under the age at which the sweeper takes an incomplete artifact for abandoned. */
    maxAgeMs: 60 * 60_000,
    firstRetryMs: 500,
    lastRetryMs: 15_000,
    attemptMs: 5_000,
};

/**
 * Writes artifacts so that they exist completely or not at all (the commit mark goes last). What S3 does not take is kept
 * in memory, bounded in bytes, and retried. While S3 fails, a save goes to that queue at once instead of waiting again.
 */
export class ArtifactWriter {
    readonly counters: ArtifactCounters = {
        saved: 0,
        failedAttempts: 0,
        lost: 0,
        queued: 0,
        queuedBytes: 0,
        deleted: 0,
    };
    private readonly queue = new Map<string, Entry>();
    private failure: string | undefined;
    private retryTimer: NodeJS.Timeout | undefined;
    private draining: Promise<void> | undefined;
    private closed = false;

    constructor(
        private readonly bucket: Bucket,
        private readonly log: WriterLog,
        private readonly limits = queueLimits,
    ) {}

    async save(input: ArtifactInput): Promise<ArtifactOutcome> {
        const id = newArtifactId(input.verdict, input.timestamp);
        const { parts, mark } = artifactObjects(parseArtifactId(id)!, input);
        const bytes = [...parts, mark].reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
        const entry: Entry = { id, parts, mark, bytes, queuedAt: Date.now(), cancelled: false };
        if (this.failure !== undefined) return this.enqueue(entry, this.failure);
        try {
            await this.write(entry);
            return { saved: true, id };
        } catch (error) {
            return this.enqueue(entry, (error as Error).message);
        }
    }

    /** True if the artifact waited here for S3; it will not be written any more. */
    async cancel(id: string): Promise<boolean> {
        const entry = this.queue.get(id);
        if (!entry) return false;
        entry.cancelled = true;
        this.remove(entry);
        await entry.writing?.catch(() => undefined);
        return true;
    }

    isQueued(id: string): boolean {
        return this.queue.has(id);
    }

    /** Tries once more to write what is queued, for at most `graceMs`, then counts and logs the rest as lost. */
    async close(graceMs: number): Promise<void> {
        this.closed = true;
        clearTimeout(this.retryTimer);
        const deadline = Date.now() + graceMs;
        await this.draining;
        while (this.queue.size > 0 && Date.now() < deadline) {
            await this.drain();
            if (this.queue.size > 0) await new Promise((resolve) => setTimeout(resolve, this.limits.firstRetryMs));
        }
        for (const entry of [...this.queue.values()]) this.lose(entry, "the service stopped before S3 answered");
    }

    private enqueue(entry: Entry, error: string): ArtifactOutcome {
        const full =
            this.queue.size >= this.limits.entries || this.counters.queuedBytes + entry.bytes > this.limits.bytes;
        if (full || this.closed) {
            this.counters.lost++;
            const reason = full ? "the retry queue is full" : "the service is stopping";
            this.log.error({ artifact: entry.id, error, reason }, "artifact lost");
            return { saved: false, error: `${error}; ${reason}`, retrying: false };
        }
        this.queue.set(entry.id, entry);
        this.counters.queued++;
        this.counters.queuedBytes += entry.bytes;
        this.log.warn({ artifact: entry.id, error, queued: this.queue.size }, "artifact queued for another try");
        this.schedule(this.limits.firstRetryMs);
        return { saved: false, error, retrying: true, id: entry.id };
    }

    private schedule(delayMs: number): void {
        if (this.retryTimer !== undefined || this.closed) return;
        this.retryTimer = setTimeout(() => {
            this.retryTimer = undefined;
            this.draining = this.drain().finally(() => {
                this.draining = undefined;
                if (this.queue.size > 0) this.schedule(Math.min(delayMs * 2, this.limits.lastRetryMs));
            });
        }, delayMs);
        this.retryTimer.unref();
    }

    /** Oldest first; stops at the first failure, which moves to the end so that it cannot hold up the others. */
    private async drain(): Promise<void> {
        for (const entry of [...this.queue.values()]) {
            if (entry.cancelled) continue;
            try {
                entry.writing = this.write(entry);
                await entry.writing;
                this.remove(entry);
            } catch (error) {
                if (Date.now() - entry.queuedAt > this.limits.maxAgeMs) this.lose(entry, (error as Error).message);
                else if (this.queue.delete(entry.id)) this.queue.set(entry.id, entry);
                return;
            }
        }
    }

    private async write(entry: Entry): Promise<void> {
        const signal = AbortSignal.timeout(this.limits.attemptMs);
        const put = (object: ArtifactObject) => this.bucket.put(object, signal);
        try {
            const results = await Promise.allSettled(entry.parts.map(put));
            const failed = results.find((result) => result.status === "rejected");
            if (failed) throw failed.reason;
            this.failure = undefined;
            if (entry.cancelled) return;
            await put(entry.mark);
            this.counters.saved++;
        } catch (error) {
            this.counters.failedAttempts++;
            this.failure = (error as Error).message;
            throw error;
        } finally {
            // A deletion that came meanwhile has purged what was there then; this takes what was written since.
            if (entry.cancelled)
                await this.bucket.remove(artifactPrefix(parseArtifactId(entry.id)!)).catch(() => undefined);
        }
    }

    private remove(entry: Entry): void {
        if (!this.queue.delete(entry.id)) return;
        this.counters.queued--;
        this.counters.queuedBytes -= entry.bytes;
    }

    private lose(entry: Entry, reason: string): void {
        this.remove(entry);
        this.counters.lost++;
        this.log.error({ artifact: entry.id, reason }, "artifact lost");
    }
}
