import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

export interface Asset {
    type: string;
    body: Buffer;
}

export interface Assets {
    /** Path that all files but the document lie under: changes when any of them does. */
    base: string;
    /** By name, without directories. */
    files: ReadonlyMap<string, Asset>;
    /** The HTML, with its links into `base`. */
    document: Asset;
    /** Of the document: quoted, strong. */
    etag: string;
}

const types: Record<string, string> = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
};
const documentName = "index.html";

const digest = (content: string | Buffer): string =>
    createHash("sha256").update(content).digest("base64url").slice(0, 16);

/** Reads the files of the page once: nothing that a client sends ever becomes a path. */
export function readAssets(directory: string): Assets {
    const all = readdirSync(directory)
        .filter((name) => extname(name) in types)
        .sort()
        .map((name) => [name, { type: types[extname(name)]!, body: readFileSync(join(directory, name)) }] as const);
    const files = new Map<string, Asset>(all);
    const { type, body } = files.get(documentName)!;
    files.delete(documentName);
    // Modules import each other by relative paths, so one hash in the directory's name versions all of them.
    const base = `/page/${digest(all.map(([name, asset]) => `${name} ${digest(asset.body)}`).join("\n"))}`;
    const html = body.toString("utf8").replaceAll('"/page/', `"${base}/`);
    return { base, files, document: { type, body: Buffer.from(html) }, etag: `"${digest(html)}"` };
}
