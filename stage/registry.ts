import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A repository in a registry, by the rules of Docker: without a host it is Docker Hub's, and the machine itself is asked without TLS. */
export interface Repository {
    readonly base: string;
    readonly name: string;
}

/** A document that names others by their hash: an image's manifest, or a list of them by platform. */
export interface Manifest {
    readonly digest: string;
    readonly mediaType: string;
    readonly config: Blob;
    readonly layers: readonly Blob[];
}

export interface Blob {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
}

/** What a person can do something about: said without a stack trace. */
export class Refused extends Error {}

const hub = "registry-1.docker.io";

export function repositoryOf(text: string): Repository {
    const [first, ...rest] = text.split("/");
    const named = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    if (!named) return { base: `https://${hub}`, name: rest.length === 0 ? `library/${text}` : text };
    const here = /^(localhost|127\.0\.0\.1)(:|$)/.test(first);
    return { base: `${here ? "http" : "https"}://${first === "docker.io" ? hub : first}`, name: rest.join("/") };
}

const indexes = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];
const manifests = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

const sha256 = (data: Buffer | string) => `sha256:${createHash("sha256").update(data).digest("hex")}`;

/** Reads one repository. What is fetched is believed by its hash alone. */
export class Registry {
    private token: string | undefined;

    constructor(private readonly repository: Repository) {}

    /** The manifest for linux/amd64. `digest` is that of what the reference names, which may be a list by platform. */
    async manifest(reference: string): Promise<{ digest: string; manifest: Manifest }> {
        const { digest, mediaType, document } = await this.document(reference);
        if (!indexes.includes(mediaType)) return { digest, manifest: manifestOf(digest, mediaType, document) };
        const { manifests: listed = [] } = document as { manifests?: (Blob & { platform?: Platform })[] };
        const found = listed.find(({ platform }) => platform?.os === "linux" && platform.architecture === "amd64");
        if (!found) throw new Refused(`${this.repository.name}@${digest} has no image for linux/amd64`);
        const one = await this.document(found.digest);
        return { digest, manifest: manifestOf(one.digest, one.mediaType, one.document) };
    }

    /** One manifest with its text, byte for byte. */
    async manifestText(reference: string): Promise<{ manifest: Manifest; text: string }> {
        const { digest, mediaType, document, text } = await this.document(reference);
        return { manifest: manifestOf(digest, mediaType, document), text };
    }

    private async document(reference: string) {
        const answer = await this.ask(`manifests/${reference}`, { accept: [...indexes, ...manifests].join(", ") });
        const body = Buffer.from(await answer.arrayBuffer());
        const digest = sha256(body);
        if (reference.startsWith("sha256:") && reference !== digest) {
            throw new Refused(`${this.repository.name}@${reference}: the registry's answer has the hash ${digest}`);
        }
        const document = JSON.parse(body.toString()) as { mediaType?: string };
        const mediaType = (document.mediaType ?? answer.headers.get("content-type") ?? "").split(";")[0];
        return { digest, mediaType, document: document as unknown, text: body.toString() };
    }

    /** Brings a blob into the folder, from where an earlier attempt ended. @returns its file */
    async blob({ digest, size }: Blob, folder: string, note: (bytes: number) => void): Promise<string> {
        const file = join(folder, digest.replace(":", "-"));
        if (existsSync(file) && statSync(file).size === size) return file;
        mkdirSync(folder, { recursive: true });
        const partial = `${file}.partial`;
        const have = existsSync(partial) ? statSync(partial).size : 0;
        if (have < size) {
            const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
            const answer = await this.ask(`blobs/${digest}`, range);
            const from = answer.status === 206 ? have : 0;
            note(from);
            const count = async function* (chunks: AsyncIterable<Uint8Array>) {
                for await (const chunk of chunks) {
                    note(chunk.length);
                    yield chunk;
                }
            };
            const target = createWriteStream(partial, { flags: from > 0 ? "a" : "w" });
            await pipeline(Readable.fromWeb(answer.body as never), count, target);
        }
        const hash = createHash("sha256");
        await pipeline(createReadStream(partial), hash);
        const actual = `sha256:${hash.digest("hex")}`;
        if (actual !== digest) {
            rmSync(partial);
            throw new Refused(`${this.repository.name}: blob ${digest} came with the hash ${actual}; run it again`);
        }
        renameSync(partial, file);
        return file;
    }

    private async ask(path: string, headers: Record<string, string>): Promise<Response> {
        const url = `${this.repository.base}/v2/${this.repository.name}/${path}`;
        const once = () =>
            fetch(url, { headers: { ...headers, ...(this.token && { authorization: `Bearer ${this.token}` }) } });
        let answer = await once().catch((error: Error) => {
            throw new Refused(`${url}: ${String((error.cause as Error | undefined)?.message ?? error.message)}`);
        });
        if (answer.status === 401 && this.token === undefined) {
            this.token = await this.signIn(answer.headers.get("www-authenticate") ?? "");
            answer = await once();
        }
        if (!answer.ok) throw new Refused(`${url}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`);
        return answer;
    }

    /** An anonymous token for reading. Credentials of the registry itself are never asked for. */
    private async signIn(challenge: string): Promise<string> {
        const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
        const realm = field("realm");
        if (!/^bearer /i.test(challenge) || realm === undefined) {
            throw new Refused(`${this.repository.base} wants another sign-in than a token: ${challenge}`);
        }
        const url = new URL(realm);
        url.searchParams.set("service", field("service") ?? "");
        url.searchParams.set("scope", `repository:${this.repository.name}:pull`);
        const answer = await fetch(url);
        const { token, access_token: other } = (await answer.json()) as { token?: string; access_token?: string };
        return token ?? other ?? "";
    }
}

interface Platform {
    readonly os: string;
    readonly architecture: string;
}

function manifestOf(digest: string, mediaType: string, document: unknown): Manifest {
    const { config, layers } = document as Partial<Manifest>;
    if (!manifests.includes(mediaType) || !config || !Array.isArray(layers)) {
        throw new Refused(`${digest} is ${mediaType || "of no type"}: an image's manifest is wanted`);
    }
    return { digest, mediaType, config, layers };
}
