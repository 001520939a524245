import { readFile } from "node:fs/promises";

import { parseModelStatus } from "./parse";

const cacheMs = 1_000;

/** Why there is no status to give. `absent`: no model was ever asked for; `unreadable`: there is a file, not a status. */
export class ModelStatusError extends Error {
    constructor(
        readonly kind: "absent" | "unreadable",
        message: string,
    ) {
        super(message);
    }
}

/** A status as JSON text, made once for each reading. */
type Reading = string | ModelStatusError;

/**
 * The status file as others see it. The file is read once a second at most, however many ask. A file that is no status (a
 * foreign writer half-way through) leaves the last good one in force; `updated_at` shows its age.
 */
export class ModelStatusReader {
    private last: Reading | undefined;
    private readAt = -Infinity;
    private reading: Promise<Reading> | undefined;

    constructor(
        private readonly file: string,
        private readonly now: () => number = () => performance.now(),
    ) {}

    /** A `ModelStatus` as JSON text. Rejects with a `ModelStatusError`. */
    async json(): Promise<string> {
        const reading = await this.current();
        if (reading instanceof ModelStatusError) throw reading;
        return reading;
    }

    /** The same where the last reading still counts; undefined where there is to be a new one, or where there was no status. */
    lastJson(): string | undefined {
        return this.counts(this.last) && !(this.last instanceof ModelStatusError) ? this.last : undefined;
    }

    private counts(reading: Reading | undefined): reading is Reading {
        return reading !== undefined && this.now() - this.readAt < cacheMs;
    }

    private async current(): Promise<Reading> {
        if (this.counts(this.last)) return this.last;
        this.reading ??= this.refresh().finally(() => (this.reading = undefined));
        return this.reading;
    }

    private async refresh(): Promise<Reading> {
        const reading = await this.load();
        const keepsLast =
            reading instanceof ModelStatusError && reading.kind === "unreadable" && this.last !== undefined;
        if (!keepsLast || this.last instanceof ModelStatusError) this.last = reading;
        this.readAt = this.now();
        return this.last!;
    }

    private async load(): Promise<Reading> {
        try {
            return JSON.stringify(parseModelStatus(await readFile(this.file, "utf8")));
        } catch (error) {
            const { code, message } = error as NodeJS.ErrnoException;
            return code === "ENOENT"
                ? new ModelStatusError("absent", "No model download was ever started (there is no status file)")
                : new ModelStatusError("unreadable", `The model status file cannot be read: ${message}`);
        }
    }
}
