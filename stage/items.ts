import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { oldestSdk, cve, isOlder } from "../model/openHandsVersions";
import type { ReleaseBucket } from "./bucket";
import { imageArchive, type ImageRecord } from "./imageArchive";
import { modelArchive } from "./ollamaModel";
import { Refused, Registry, repositoryOf } from "./registry";
import { sdkVersion } from "./sdk";
import type { Image, Wanted, WantedBundle, WantedModel } from "./wanted";

export interface Surroundings {
    readonly bucket: ReleaseBucket;
    /** What was fetched, and what was made of it: kept, so that a second run goes on. */
    readonly folder: string;
    /** Where images that are built here lie (`npm run verifier:image`, `npm run git:image`). */
    readonly built: string;
    /** The version of OpenHands' SDK, said by a person for an image that does not say it. */
    readonly sdk?: string;
    /** Another registry for models than Ollama's own. */
    readonly modelRegistry?: string;
    readonly note: (what: string, done: number, total: number) => void;
}

/** One thing that the release bucket should have. */
export interface Item {
    readonly what: string;
    readonly state: "there" | "to stage" | "missing";
    /** Where it comes from; of what is missing, what to do. */
    readonly how: string;
    /** Brings it there. */
    readonly stage?: () => Promise<string>;
}

/** What stands in the bucket, and what of the rest can be brought there from here. */
export function itemsOf(wanted: Wanted, around: Surroundings): Promise<Item[]> {
    return Promise.all([
        ...wanted.bundles.map((bundle) => bundleItem(bundle, around)),
        ...wanted.images.map((image) =>
            ownImages.has(image.repository) ? builtItem(image, around) : pulledItem(image, around),
        ),
        ...wanted.models.map((model) => modelItem(model, around)),
    ]);
}

/** Images that no registry has: made from this repository, by the command that is named. */
const ownImages = new Map(
    ["verifier", "git"].map((name) => [
        `isolated-openhands/${name}`,
        `npm run ${name}:image -- --base debian@sha256:…`,
    ]),
);

const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

async function bundleItem({ key, archive }: WantedBundle, { bucket }: Surroundings): Promise<Item> {
    const found = await bucket.head(key);
    if (found?.bytes === archive.length) return { what: key, state: "there", how: "by pulumi up" };
    const stage = async () => {
        await bucket.put(key, archive);
        return `sha256:${sha256(archive)}`;
    };
    return { what: key, state: "to stage", how: "from this repository", stage };
}

type Staged = ImageRecord & { readonly repository?: string; readonly tag?: string; readonly digest?: string };

/** The record of an image whose archive stands beside it whole. */
async function recorded(bucket: ReleaseBucket, record: string): Promise<Staged | undefined> {
    const text = await bucket.text(record);
    if (text === undefined) return undefined;
    const found = JSON.parse(text) as Staged;
    return (await bucket.head(found.archive.key))?.bytes === found.archive.bytes ? found : undefined;
}

async function builtItem({ record, repository }: Image, around: Surroundings): Promise<Item> {
    const name = record
        .split("/")
        .at(-1)!
        .replace(/\.json$/, "");
    const file = join(around.built, `${name}-image.json`);
    const there = await recorded(around.bucket, record);
    if (!existsSync(file)) {
        return there
            ? { what: record, state: "there", how: `${there.name}, built elsewhere` }
            : { what: record, state: "missing", how: `build it: ${ownImages.get(repository)}` };
    }
    const built = JSON.parse(readFileSync(file, "utf8")) as ImageRecord;
    if (there?.archive.sha256 === built.archive.sha256) return { what: record, state: "there", how: built.name };
    const stage = () => upload({ repository, ...built }, around.built, record, around);
    return { what: record, state: "to stage", how: `${built.name}, built here`, stage };
}

async function pulledItem(image: Image, around: Surroundings): Promise<Item> {
    const { record, repository, tag = "latest", digest } = image;
    const there = await recorded(around.bucket, record);
    const same = there?.repository === repository && there.tag === tag && (!digest || there.digest === digest);
    const how = `${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
    if (same) return { what: record, state: "there", how };
    return { what: record, state: "to stage", how, stage: () => pull(image, tag, around) };
}

async function pull(image: Image, tag: string, around: Surroundings): Promise<string> {
    const { record, repository, digest: wanted } = image;
    const registry = new Registry(repositoryOf(repository));
    const { digest, manifest } = await registry.manifest(wanted ?? tag);
    const blobs = [manifest.config, ...manifest.layers];
    const total = blobs.reduce((sum, { size }) => sum + size, 0);
    const files: string[] = [];
    let done = 0;
    for (const blob of blobs) {
        const note = (bytes: number) => around.note(`fetch ${repository}:${tag}`, (done += bytes), total);
        files.push(await registry.blob(blob, join(around.folder, "blobs"), note));
    }
    const [config, ...layers] = files;
    const sdk = /(^|\/)openhands\//.test(repository)
        ? await approvedSdk(
              `${repository}:${tag}`,
              manifest.layers.map((layer, i) => ({ ...layer, file: layers[i] })),
              around,
          )
        : {};
    const role = record.split("/")[1];
    const made = await imageArchive({ name: `${repository}:${tag}`, config, layers }, role, around.folder);
    return upload({ repository, tag, digest, ...sdk, ...made }, around.folder, record, around);
}

async function approvedSdk(name: string, layers: Parameters<typeof sdkVersion>[0], { sdk: said }: Surroundings) {
    const found = (await sdkVersion(layers)) ?? said;
    if (found === undefined) {
        throw new Refused(
            `${name} does not say which SDK of OpenHands it has, and below ${oldestSdk} the agent's server can listen without a login (${cve}): find it out, and write --sdk VERSION`,
        );
    }
    if (isOlder(found, oldestSdk)) {
        throw new Refused(
            `${name} has the SDK ${found}: below ${oldestSdk} the agent's server can listen without a login (${cve}); write the tag and digest of a newer release`,
        );
    }
    return { sdk: found };
}

/** The archive first: a record never names what is not there. */
async function upload(staged: Staged, folder: string, record: string, around: Surroundings): Promise<string> {
    const { key, bytes, sha256: hash } = staged.archive;
    await uploadFile(key, join(folder, key), hash, bytes, around);
    await around.bucket.put(record, `${JSON.stringify(staged, null, 4)}\n`);
    return `sha256:${hash}`;
}

async function uploadFile(key: string, file: string, hash: string, bytes: number, { bucket, note }: Surroundings) {
    if ((await bucket.head(key))?.sha256 === hash) return;
    let sent = 0;
    await bucket.putFile(key, file, hash, (more) => note(`send ${key}`, (sent += more), bytes));
}

async function modelItem({ model, sha256: wanted }: WantedModel, around: Surroundings): Promise<Item> {
    const { bucket } = around;
    for (const ending of ["tar", "tar.gz", "tar.zst"]) {
        const key = `models/${model}.${ending}`;
        const found = await bucket.head(key);
        if (!found) continue;
        const hash = (await bucket.text(`${key}.sha256`))?.trim() ?? found.sha256;
        if (wanted === undefined || hash === wanted) return { what: key, state: "there", how: `sha256:${hash}` };
        const how = `has sha256 ${hash}, config says ${wanted}: remove the object, or correct verifier.ollama.archiveSha256`;
        return { what: key, state: "missing", how };
    }
    const stage = () => stageModel(model, wanted, around);
    return { what: `models/${model}.tar`, state: "to stage", how: "from Ollama's registry", stage };
}

async function stageModel(model: string, wanted: string | undefined, around: Surroundings): Promise<string> {
    let done = 0;
    const note = (bytes: number, total: number) => around.note(`fetch ${model}`, (done += bytes), total);
    const made = await modelArchive(model, around.folder, note, around.modelRegistry);
    if (wanted !== undefined && made.sha256 !== wanted) {
        throw new Refused(
            `the archive of ${model} has sha256 ${made.sha256}, config says ${wanted}: correct verifier.ollama.archiveSha256, or wait for the model that it names`,
        );
    }
    await uploadFile(made.key, made.file, made.sha256, made.bytes, around);
    await around.bucket.put(`${made.key}.sha256`, `${made.sha256}\n`);
    return `sha256:${made.sha256}`;
}
