export class QueueTimeoutError extends Error {}

/** Runs tasks in the order of their arrival, so many at a time. */
export class WorkQueue {
    /** What starts those who wait. */
    private readonly waiters: (() => void)[] = [];
    private working = 0;

    constructor(
        readonly concurrency: number,
        private readonly longestWaitMs: number,
    ) {}

    get running(): number {
        return this.working;
    }

    get waiting(): number {
        return this.waiters.length;
    }

    /** Rejects with the signal's reason, or QueueTimeoutError, when that comes before the task's turn. */
    async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
        signal.throwIfAborted();
        if (this.working >= this.concurrency) await this.turn(signal);
        else this.working += 1;
        try {
            return await task();
        } finally {
            const next = this.waiters.shift();
            if (next) next();
            else this.working -= 1;
        }
    }

    /** Resolves with the slot of whoever has ended. */
    private turn(signal: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const leave = (reason: Error): void => {
                this.waiters.splice(this.waiters.indexOf(start), 1);
                release();
                reject(reason);
            };
            const aborted = (): void => leave(signal.reason as Error);
            const timer = setTimeout(() => leave(new QueueTimeoutError("no turn in time")), this.longestWaitMs);
            const release = (): void => {
                clearTimeout(timer);
                signal.removeEventListener("abort", aborted);
            };
            const start = (): void => {
                release();
                resolve();
            };
            this.waiters.push(start);
            signal.addEventListener("abort", aborted);
        });
    }
}
