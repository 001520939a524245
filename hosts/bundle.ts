import { createHash } from "node:crypto";
import { gzipSync } from "fflate";
import type { HostRole } from "./config";
import { type BundleFile, tarArchive } from "./tar";

export type { BundleFile, FileMode } from "./tar";

export interface HostBundle {
    /** A gzipped tar archive. */
    readonly archive: Buffer;
    /** Of the archive, in lower-case hexadecimal. */
    readonly sha256: string;
    /** Where it lies in the release bucket: `host/<role>/<sha256>.tar.gz`. */
    readonly key: string;
}

/** The bootstrap refuses more (`MAX_ARCHIVE` in host_apply.py). Images and models go their own way (`npm run stage`). */
export const maxArchiveBytes = 16 * 1024 * 1024;

/**
 * The content-addressed archive of a host's files: the same files give the same bytes on every machine and Node release,
 * in whatever order they come. Hence a compressor in JavaScript: Node's zlib gives other bytes on another processor.
 * @throws Error naming the path that is duplicate, absolute, or not in its simplest form
 */
export function hostBundle(role: HostRole, files: readonly BundleFile[]): HostBundle {
    const archive = Buffer.from(gzipSync(tarArchive(files), { level: 9, mtime: 0 }));
    if (archive.length > maxArchiveBytes) {
        throw new Error(`The host bundle of ${role} has ${archive.length} bytes, the limit is ${maxArchiveBytes}.`);
    }
    const sha256 = createHash("sha256").update(archive).digest("hex");
    return { archive, sha256, key: `host/${role}/${sha256}.tar.gz` };
}
