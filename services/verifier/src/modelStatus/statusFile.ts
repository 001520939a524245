import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { ModelStatus } from "./types";

/** Fields that change; the times are kept by `StatusFile`. */
export type StatusChange = Partial<Pick<ModelStatus, "status" | "progress" | "source" | "error">>;

/**
 * The writer's side of the status file. Written to a second file and renamed, so a reader sees the old status or the new one.
 * Share the directory with a container, not the file: a rename gives the path a new inode, a bind mount keeps the old one.
 */
export class StatusFile {
    private status: ModelStatus;

    constructor(
        private readonly file: string,
        model: string,
    ) {
        this.status = {
            model,
            status: "not_started",
            progress: null,
            source: null,
            started_at: null,
            updated_at: null,
            completed_at: null,
            error: null,
        };
    }

    async write(change: StatusChange): Promise<void> {
        const now = new Date().toISOString().replace(/\.\d{3}Z$/, "Z");
        const next = { ...this.status, error: null, ...change, updated_at: now };
        if (next.status !== "not_started") next.started_at ??= now;
        next.completed_at = next.status === "ready" ? (this.status.completed_at ?? now) : null;
        this.status = next;
        await mkdir(dirname(this.file), { recursive: true });
        const temporary = join(dirname(this.file), `.${basename(this.file)}.new`);
        await writeFile(temporary, `${JSON.stringify(next)}\n`, { mode: 0o644 });
        await rename(temporary, this.file);
    }
}
