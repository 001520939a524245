import { createReadStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { extract } from "tar-stream";
import { Refused } from "./registry";

/** What the package's own folder is called wherever pip or uv has installed it. */
const installed = /(?:^|\/)openhands_sdk-(\d+\.\d+\.\d+)[^/]*\.dist-info\//;

/** The version of OpenHands' SDK in an image: read from the names of files in its layers, the last layer first. */
export async function sdkVersion(layers: readonly { readonly mediaType: string; readonly file: string }[]) {
    for (const { mediaType, file } of [...layers].reverse()) {
        const found = await inLayer(mediaType, file);
        if (found !== undefined) return found;
    }
    return undefined;
}

async function inLayer(mediaType: string, file: string): Promise<string | undefined> {
    const tar = extract();
    let found: string | undefined;
    const reading = (async () => {
        for await (const entry of tar) {
            found ??= installed.exec(entry.header.name)?.[1];
            entry.resume();
        }
    })();
    await Promise.all([
        pipeline([createReadStream(file), ...decompression(mediaType), tar as unknown as Writable]),
        reading,
    ]);
    return found;
}

function decompression(mediaType: string) {
    if (/gzip$/.test(mediaType)) return [zlib.createGunzip()];
    if (!/zstd$/.test(mediaType)) return [];
    if (zlib.createZstdDecompress) return [zlib.createZstdDecompress()];
    throw new Refused("the image's layers are compressed with zstd: run this with Node 22.15 or newer");
}
