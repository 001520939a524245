import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file without a name: nothing is left behind, however this process or who reads the file ends. */
export class NamelessFile {
    private constructor(private readonly handle: FileHandle) {}

    static async of(content: Buffer): Promise<NamelessFile> {
        const path = join(tmpdir(), `verifier-${randomUUID()}`);
        const handle = await open(path, "wx+", 0o600);
        await unlink(path);
        await handle.writeFile(content);
        return new NamelessFile(handle);
    }

    /** Where processes of the same user can open it while this one holds it; see proc(5). */
    get path(): string {
        return `/proc/${process.pid}/fd/${this.handle.fd}`;
    }

    close(): Promise<void> {
        return this.handle.close();
    }
}
