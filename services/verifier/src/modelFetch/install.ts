import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { FetchError } from "./errors";
import { readJson, writeJson } from "./files";
import type { ModelName } from "./modelName";

interface Layer {
    digest: string;
    size: number;
}

/** Where things are below Ollama's model directory. `.fetch` is ours; Ollama looks at blobs/ and manifests/ only. */
export function layout(modelsDirectory: string, model: ModelName) {
    const staging = join(modelsDirectory, ".fetch", model.manifestPath.replaceAll("/", "_"));
    return {
        staging,
        archive: join(staging, "archive"),
        extracted: join(staging, "extracted"),
        installed: join(staging, "installed.json"),
        manifest: join(modelsDirectory, "manifests", model.manifestPath),
        blob: (digest: string) => join(modelsDirectory, "blobs", digest.replace(":", "-")),
    };
}

export type Layout = ReturnType<typeof layout>;

/** Whether the model is complete: its manifest is there and every blob has the size that the manifest says. */
export async function isComplete(paths: Layout): Promise<boolean> {
    const layers = layersOf(await readJson(paths.manifest));
    if (!layers) return false;
    for (const { digest, size } of layers) {
        const found = await stat(paths.blob(digest)).catch(() => undefined);
        if (found?.size !== size) return false;
    }
    return true;
}

/** Whether the complete model there is the one from this archive. */
export async function isInstalled(paths: Layout, archiveSha256: string): Promise<boolean> {
    const record = (await readJson(paths.installed)) as { archiveSha256?: string } | undefined;
    return record?.archiveSha256 === archiveSha256 && (await isComplete(paths));
}

/**
 * Moves an extracted model to where Ollama finds it: blobs first, each under its final name at once and complete, the
 * manifest last. Without its manifest Ollama does not see a model, so at no moment there is half of one.
 */
export async function install(paths: Layout, archiveSha256: string): Promise<void> {
    const staged = join(paths.extracted, "manifest");
    const layers = layersOf(JSON.parse(await readFile(staged, "utf8")));
    if (!layers)
        throw new FetchError("the archive's manifest names no layers: archive Ollama's models directory again");
    for (const { digest, size } of layers) {
        const source = join(paths.extracted, "blobs", digest.replace(":", "-"));
        const found = await stat(source).catch(() => undefined);
        if (found?.size !== size)
            throw new FetchError(`the archive lacks blob ${digest} of its manifest: archive it again`);
        await mkdir(dirname(paths.blob(digest)), { recursive: true });
        await rename(source, paths.blob(digest));
    }
    await mkdir(dirname(paths.manifest), { recursive: true });
    await rename(staged, paths.manifest);
    // An Ollama that started between the two renames has removed blobs that no manifest named.
    if (!(await isComplete(paths))) throw new Error("Ollama removed blobs during the installation");
    await writeJson(paths.installed, { archiveSha256 });
    await sweep(paths);
}

/** Removes what only the way to an installed model needed, gigabytes of it. */
export async function sweep(paths: Layout): Promise<void> {
    await rm(paths.extracted, { recursive: true, force: true });
    await rm(paths.archive, { force: true });
    await rm(`${paths.archive}.json`, { force: true });
}

function layersOf(manifest: unknown): Layer[] | undefined {
    const { layers, config } = (manifest ?? {}) as { layers?: Layer[]; config?: Layer };
    const all = [...(Array.isArray(layers) ? layers : []), ...(config?.digest ? [config] : [])];
    const valid = all.every(({ digest, size }) => /^sha256:[0-9a-f]{64}$/.test(digest) && Number.isSafeInteger(size));
    return valid && all.length > 0 ? all : undefined;
}
