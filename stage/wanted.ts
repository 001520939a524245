import { gunzipSync } from "fflate";
import { extract } from "tar-stream";
import type { WantedImage } from "../hosts/pieces/docker";
import type { HostConfig } from "../hosts/config";
import type { Plan } from "../model/plan";

/** What the hosts of a plan fetch from the release bucket: read from their bundles, as the hosts will. */
export interface Wanted {
    readonly bucket: string;
    readonly region: string;
    readonly bundles: readonly WantedBundle[];
    readonly images: readonly Image[];
    readonly models: readonly WantedModel[];
}

export interface WantedBundle {
    readonly key: string;
    readonly archive: Buffer;
}

/** `record` is `images/<role>/<name>.json`. */
export type Image = WantedImage & { readonly repository: string };

export interface WantedModel {
    readonly model: string;
    readonly sha256?: string;
}

interface Opened extends WantedBundle {
    readonly config: HostConfig;
    readonly images: readonly WantedImage[];
}

/** @throws Error when the plan has no bundle, or one names an image without a repository */
export async function wantedOf({ resources }: Plan): Promise<Wanted> {
    const objects = resources.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2");
    const bundles = await Promise.all(
        objects
            .filter(({ props }) => String(props.key).startsWith("host/"))
            .map(({ props }) => opened(String(props.key), Buffer.from(String(props.contentBase64), "base64"))),
    );
    const [first] = bundles;
    if (!first) throw new Error("the plan has no host bundle");
    const images = bundles.flatMap((bundle) => bundle.images).map((image) => ({ ...image, repository: named(image) }));
    const models = bundles.flatMap(({ config }) =>
        config.role === "verifier" && config.ollama !== undefined
            ? [{ model: config.ollama.model, sha256: config.ollama.archiveSha256 }]
            : [],
    );
    return {
        bucket: first.config.releaseBucket,
        region: first.config.region,
        // Verifiers of several zones have bundles of their own and images in common.
        bundles: unique(bundles, ({ key }) => key),
        images: unique(images, ({ record }) => record),
        models: unique(models, ({ model }) => model),
    };
}

function named({ repository, record }: WantedImage): string {
    if (repository === undefined) throw new Error(`${record}: the bundle does not say which repository it is of`);
    return repository;
}

const unique = <T>(all: readonly T[], by: (one: T) => string): T[] => [
    ...new Map(all.map((one) => [by(one), one])).values(),
];

async function opened(key: string, archive: Buffer): Promise<Opened> {
    const files = await filesOf(archive);
    const json = (path: string) => JSON.parse(files.get(path)?.toString() ?? "{}") as unknown;
    return {
        key,
        archive,
        config: json("root/etc/isolated-openhands/config.json") as HostConfig,
        images: Object.values(json("root/etc/isolated-openhands/images.json") as Record<string, WantedImage>),
    };
}

async function filesOf(archive: Buffer): Promise<Map<string, Buffer>> {
    const tar = extract();
    const files = new Map<string, Buffer>();
    tar.end(Buffer.from(gunzipSync(archive)));
    for await (const entry of tar) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        files.set(entry.header.name, Buffer.concat(chunks));
    }
    return files;
}
