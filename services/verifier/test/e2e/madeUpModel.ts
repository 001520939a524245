import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Layer {
    mediaType: string;
    digest: string;
    size: number;
}

/** A model in Ollama's own layout, made of random bytes: real to every part that stores and moves it. */
export class MadeUpModel {
    readonly blobs = new Map<string, Buffer>();
    readonly manifest: string;

    constructor(
        readonly manifestPath: string,
        modelBytes: number,
    ) {
        const config = JSON.stringify({ model_format: "gguf", model_family: "llama", model_families: ["llama"] });
        this.manifest = JSON.stringify({
            schemaVersion: 2,
            mediaType: "application/vnd.docker.distribution.manifest.v2+json",
            config: this.layer("application/vnd.docker.container.image.v1+json", Buffer.from(config)),
            layers: [
                this.layer("application/vnd.ollama.image.model", randomBytes(modelBytes)),
                this.layer("application/vnd.ollama.image.license", Buffer.from("made up")),
            ],
        });
    }

    /** Writes it below a models directory. */
    writeTo(models: string): void {
        write(join(models, "manifests", this.manifestPath), this.manifest);
        for (const [digest, content] of this.blobs) write(join(models, "blobs", digest.replace(":", "-")), content);
    }

    /** Whether a models directory holds it, every byte. */
    isWholeIn(models: string): boolean {
        const read = (path: string) => readFileSync(join(models, path));
        return (
            read(join("manifests", this.manifestPath)).toString() === this.manifest &&
            [...this.blobs].every(([digest, content]) => read(join("blobs", digest.replace(":", "-"))).equals(content))
        );
    }

    /** An archive of Ollama's volume, with what else such a volume holds. */
    archive(compression: "" | ".gz", change: (volume: string) => void = () => undefined): Buffer {
        const volume = mkdtempSync(join(tmpdir(), "made-up-volume-"));
        try {
            this.writeTo(join(volume, "models"));
            write(join(volume, "id_ed25519"), "a private key that must not be installed");
            write(join(volume, "models/manifests/registry.ollama.ai/library/other/latest"), "{}");
            change(volume);
            const file = join(volume, "..", `${volume.split("/").at(-1)}.tar`);
            execFileSync("tar", [compression ? "-czf" : "-cf", file, "-C", volume, "."]);
            const content = readFileSync(file);
            rmSync(file);
            return content;
        } finally {
            rmSync(volume, { recursive: true });
        }
    }

    private layer(mediaType: string, content: Buffer): Layer {
        const digest = `sha256:${sha256(content)}`;
        this.blobs.set(digest, content);
        return { mediaType, digest, size: content.length };
    }
}

export function sha256(content: Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}

function write(file: string, content: string | Buffer): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
}
