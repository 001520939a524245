import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pack, type Header } from "tar-stream";
import { hostBundle, type BundleFile } from "../../hosts/bundle";
import type { HostUnit } from "../../hosts/piece";
import { applyFiles } from "../../hosts/render";
import { parameterName, type FakeAws } from "./aws/fakeAws";

/** A bundle with the real apply entry, some files below root/ and units. */
export function bundleFiles(root: Readonly<Record<string, string>>, units: readonly HostUnit[] = []): BundleFile[] {
    const manifest = JSON.stringify({ role: "edge", units });
    const files = Object.entries(root).map(
        ([path, content]) => ({ path: `root${path}`, mode: 0o644, content }) as const,
    );
    return [...applyFiles(), { path: "manifest.json", mode: 0o644, content: manifest }, ...files];
}

/** Puts the bundle into the release bucket and points the role's parameter to it, as `pulumi up` does. */
export function publish(aws: FakeAws, files: readonly BundleFile[]): string {
    const { archive, sha256, key } = hostBundle("edge", files);
    aws.objects.set(key, archive);
    return point(aws, sha256);
}

export function point(aws: FakeAws, sha256: string): string {
    aws.parameters.set(parameterName("edge"), JSON.stringify({ key: `host/edge/${sha256}.tar.gz`, sha256 }));
    return sha256;
}

/** The same for an archive that no bundle would be. */
export function publishArchive(aws: FakeAws, archive: Buffer): string {
    const sha256 = createHash("sha256").update(archive).digest("hex");
    aws.objects.set(`host/edge/${sha256}.tar.gz`, archive);
    return point(aws, sha256);
}

export type Entry = Partial<Header> & Pick<Header, "name"> & { readonly content?: string | Buffer };

export async function tarGz(entries: readonly Entry[]): Promise<Buffer> {
    const archive = pack();
    for (const { content, ...headers } of entries) archive.entry(headers, content ?? "");
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return gzipSync(Buffer.concat(chunks));
}
