import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack, type Pack } from "tar-stream";
import { Refused } from "./registry";

/** An image whose parts lie on disk, each under its hash. */
export interface FetchedImage {
    /** Repository and tag that the engine knows it by when it has loaded the archive. */
    readonly name: string;
    readonly config: string;
    /** Files as the registry has them, compressed, in order. */
    readonly layers: readonly string[];
}

/** What a host compares with (hosts/common/host/image.py). */
export interface ImageRecord {
    readonly name: string;
    readonly id: string;
    readonly layers: readonly string[];
    readonly archive: { readonly key: string; readonly sha256: string; readonly bytes: number };
}

const never = new Date(0);

/** An archive that `docker load` takes, the same bytes for the same image, at FOLDER/images/ROLE/<sha256>.tar.gz. */
export async function imageArchive(image: FetchedImage, role: string, folder: string): Promise<ImageRecord> {
    const config = readFileSync(image.config);
    const id = createHash("sha256").update(config).digest("hex");
    const { rootfs } = JSON.parse(config.toString()) as { rootfs?: { diff_ids?: string[] } };
    const layers = rootfs?.diff_ids ?? [];
    if (layers.length !== image.layers.length || layers.length === 0) {
        throw new Refused(
            `${image.name}: its config names ${layers.length} layers, its manifest ${image.layers.length}`,
        );
    }
    const names = image.layers.map((_, i) => `layer-${i}`);
    const manifest = JSON.stringify([{ Config: `${id}.json`, RepoTags: [image.name], Layers: names }]);
    const partial = join(folder, "images", role, `${id}.partial`);
    mkdirSync(dirname(partial), { recursive: true });
    const tar = pack();
    const filled = fill(tar, [
        ["manifest.json", Buffer.from(manifest)],
        [`${id}.json`, config],
        ...image.layers.map((file, i) => [names[i], file] as const),
    ]);
    // The layers are compressed already: this only gives the archive the form that a host expects.
    const { sha256, bytes } = await written(tar, filled, partial, [createGzip({ level: 0 })]);
    const key = `images/${role}/${sha256}.tar.gz`;
    renameSync(partial, join(folder, key));
    return { name: image.name, id: `sha256:${id}`, layers, archive: { key, sha256, bytes } };
}

/** Files by their name in the archive: a text, or a file of this machine. */
export async function fill(tar: Pack, files: readonly (readonly [string, Buffer | string])[]): Promise<void> {
    for (const [name, source] of files) {
        const header = { name, mode: 0o644, mtime: never };
        if (typeof source !== "string") {
            tar.entry(header, source);
            continue;
        }
        const entry = tar.entry({ ...header, size: statSync(source).size });
        await pipeline(createReadStream(source), entry);
    }
    tar.finalize();
}

/** Writes an archive that is being filled, and says what it came to. */
export async function written(
    tar: Pack,
    filled: Promise<void>,
    target: string,
    through: readonly NodeJS.ReadWriteStream[],
): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash("sha256");
    let bytes = 0;
    const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
            hash.update(chunk);
            bytes += chunk.length;
            yield chunk;
        }
    };
    try {
        const streams = [tar as unknown as NodeJS.ReadableStream, ...through, count, createWriteStream(target)];
        const all = pipeline(streams as never);
        await Promise.all([filled, all]);
        return { sha256: hash.digest("hex"), bytes };
    } catch (error) {
        rmSync(target, { force: true });
        throw error;
    }
}
