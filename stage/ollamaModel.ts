import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { pack } from "tar-stream";
import { parseModelName } from "@isolated-openhands/verifier/model";
import { fill, written } from "./imageArchive";
import { type Blob, Refused, Registry } from "./registry";

export interface ModelArchive {
    /** `models/<model>.tar`: what the host's `model-fetch` looks for. Weights do not compress. */
    readonly key: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly file: string;
}

/**
 * A model from Ollama's registry, as an archive of the folder that Ollama keeps it in: the same bytes for the same model.
 * @param from another registry's "scheme://host", for a mirror
 */
export async function modelArchive(
    model: string,
    folder: string,
    note: (bytes: number, total: number) => void,
    from?: string,
): Promise<ModelArchive> {
    const name = parseModelName(model);
    if (name === undefined) throw new Refused(`${model} is no name of a model: [host/][namespace/]model[:tag]`);
    const [host, ...rest] = name.manifestPath.split("/");
    const tag = rest.pop()!;
    const registry = new Registry({ base: from ?? `https://${host}`, name: rest.join("/") });
    const { manifest, text } = await registry.manifestText(tag);
    const blobs: readonly Blob[] = [...manifest.layers, manifest.config];
    const total = blobs.reduce((sum, { size }) => sum + size, 0);
    const unique = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
    const files: (readonly [string, Buffer | string])[] = [[`manifests/${name.manifestPath}`, Buffer.from(text)]];
    for (const blob of unique) {
        const file = await registry.blob(blob, join(folder, "blobs"), (bytes) => note(bytes, total));
        files.push([`blobs/${blob.digest.replace(":", "-")}`, file]);
    }
    const key = `models/${name.text}.tar`;
    const target = join(folder, key);
    mkdirSync(dirname(target), { recursive: true });
    const tar = pack();
    const { sha256, bytes } = await written(tar, fill(tar, files), `${target}.partial`, []);
    renameSync(`${target}.partial`, target);
    return { key, sha256, bytes, file: target };
}
