import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";

import { HttpError } from "../http/errors";

export interface ZipLimits {
    entries: number;
    /** Bytes of one entry, expanded. */
    entrySize: number;
    /** Bytes of all entries, expanded. */
    totalSize: number;
}

export interface ZippedFile {
    path: string;
    read: () => Promise<Buffer>;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

/** The upper half holds the Unix mode, where the archive was made on Unix. */
const isSymlink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

function checkEntry(entry: Entry, limits: ZipLimits): void {
    const name = `batch_file: ${JSON.stringify(entry.fileName.slice(0, 100))}`;
    if (entry.isEncrypted()) throw new HttpError(400, `${name} is encrypted: send it without a password`);
    if (isSymlink(entry)) throw new HttpError(400, `${name} is a symbolic link: send the file itself`);
    if (!entry.canDecodeFileData()) throw new HttpError(400, `${name} is compressed in a way other than deflate`);
    if (entry.uncompressedSize > limits.entrySize) {
        throw new HttpError(413, `${name} is larger than ${megabytes(limits.entrySize)} when expanded`);
    }
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
    const chunks: Buffer[] = [];
    try {
        // yauzl ends the stream with an error when there is more, or less, than the directory says.
        for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    } catch (error) {
        throw new HttpError(400, `cannot be expanded (${(error as Error).message})`);
    }
    return Buffer.concat(chunks);
}

async function collect(zip: ZipFile, limits: ZipLimits): Promise<ZippedFile[]> {
    const files = new Map<string, ZippedFile>();
    let [entries, total] = [0, 0];
    for await (const entry of zip.eachEntry()) {
        entries += 1;
        if (entries > limits.entries) throw new HttpError(400, `batch_file: has more than ${limits.entries} entries`);
        if (entry.fileName.endsWith("/")) continue;
        checkEntry(entry, limits);
        total += entry.uncompressedSize;
        if (total > limits.totalSize) {
            throw new HttpError(413, `batch_file: is larger than ${megabytes(limits.totalSize)} when expanded`);
        }
        const path = entry.fileName;
        if (files.has(path)) throw new HttpError(400, `batch_file: holds ${JSON.stringify(path.slice(0, 100))} twice`);
        files.set(path, { path, read: () => readEntry(zip, entry) });
    }
    return [...files.values()];
}

/**
 * The files of a ZIP, by its directory; nothing is expanded yet, and never more than the directory says. Throws HttpError:
 * 413 for what is too large, 400 for anything else that is wrong, paths out of the archive among them (yauzl refuses those).
 */
export async function openZip(archive: Buffer, limits: ZipLimits): Promise<ZippedFile[]> {
    try {
        const zip = await fromBufferPromise(archive, { lazyEntries: true, strictFileNames: true, autoClose: false });
        return await collect(zip, limits);
    } catch (error) {
        if (error instanceof HttpError) throw error;
        throw new HttpError(400, `batch_file: is no ZIP that can be read (${(error as Error).message.slice(0, 200)})`);
    }
}
