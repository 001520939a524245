import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** What the Docker CLI prints, against the engine that DOCKER_HOST names. Throws with its message. */
export function docker(...args: string[]): string {
    return execFileSync("docker", args, { encoding: "utf8", stdio: "pipe", maxBuffer: 64 * 1024 * 1024 }).trim();
}

/** An image as the engine that has it knows it. */
export interface EngineImage {
    /** What Docker's own store computes from config and layers. An engine with containerd's store computes another. */
    readonly id: string;
    /** Hashes of the unpacked layers: the same in every engine. */
    readonly layers: readonly string[];
}

export function inspectImage(name: string): EngineImage {
    const [image] = JSON.parse(docker("image", "inspect", name)) as { Id: string; RootFS: { Layers: string[] } }[];
    return { id: image!.Id, layers: image!.RootFS.Layers };
}

export interface Archive {
    /** Where it lies in the release bucket, and below the folder that it is written to: `images/<role>/<sha256>.tar.gz`. */
    readonly key: string;
    readonly sha256: string;
    readonly bytes: number;
}

/** `docker save`, compressed, under its own hash; a file of that name is whole. */
export async function saveImage(name: string, folder: string, role: string): Promise<Archive> {
    const partial = join(folder, "images", role, "partial");
    mkdirSync(dirname(partial), { recursive: true });
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
        const saving = spawn("docker", ["save", name], { stdio: ["ignore", "pipe", "inherit"] });
        const closed = once(saving, "close");
        await pipeline(saving.stdout, createGzip(), count, createWriteStream(partial));
        const [code] = await closed;
        if (code !== 0) throw new Error(`docker save ended with ${code}`);
        const sha256 = hash.digest("hex");
        const key = `images/${role}/${sha256}.tar.gz`;
        renameSync(partial, join(folder, key));
        return { key, sha256, bytes };
    } finally {
        rmSync(partial, { force: true });
    }
}
