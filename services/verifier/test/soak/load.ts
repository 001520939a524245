import { zipSync } from "fflate";

import { labels } from "../../labels/index";

interface Outcome {
    saved: boolean;
    retrying?: boolean;
    id?: string;
}

/** One client that sends one request after the other, and remembers what it was told about each artifact. */
export class Load {
    requests = 0;
    /** Ids that the service said are stored, or will be as soon as S3 answers. */
    readonly promised: string[] = [];
    /** How many of those were said to wait for S3. */
    queued = 0;
    /** Answers that no client should see: everything but 2xx, 404, 429 and 503. */
    readonly unexpected: string[] = [];
    private constructor(
        private readonly url: string,
        readonly images: Buffer[],
    ) {}

    static async to(url: string): Promise<Load> {
        return new Load(url, await Promise.all(labels(4, 1).map((label) => label.image())));
    }

    async round(): Promise<void> {
        for (const image of this.images) {
            await this.verify({ image, save_artifact: "true" });
            await this.ask("/health");
        }
        await this.verify({ image: this.images[0]! });
        await this.ask("/model-status");
        await this.ask("/artifacts?limit=20");
        const zip = zipSync({ "a.png": this.images[0]!, "b.png": this.images[1]! });
        await this.verify({ batch_file: Buffer.from(zip), save_artifact: "true" }, "/verify/batch");
    }

    private async verify(fields: Record<string, string | Buffer>, path = "/verify"): Promise<void> {
        const form = new FormData();
        for (const [key, value] of Object.entries(fields)) {
            if (typeof value === "string") form.append(key, value);
            else form.append(key, new Blob([new Uint8Array(value)]), key === "image" ? "label.png" : "labels.zip");
        }
        const body = await this.ask(path, { method: "POST", body: form });
        for (const { artifact } of [body, ...(body.results ?? [])]) {
            if (!artifact) continue;
            if (artifact.id === undefined) {
                this.unexpected.push(`${path}: ${JSON.stringify(artifact)}`);
                continue;
            }
            this.promised.push(artifact.id);
            if (!artifact.saved) this.queued++;
        }
    }

    private async ask(
        path: string,
        init?: RequestInit,
    ): Promise<{ artifact?: Outcome; results?: { artifact?: Outcome }[] }> {
        this.requests++;
        const answer = await fetch(this.url + path, init);
        const text = await answer.text();
        if (!answer.ok && ![404, 429, 503].includes(answer.status)) {
            this.unexpected.push(`${path}: ${answer.status} ${text.slice(0, 200)}`);
        }
        return answer.ok ? JSON.parse(text) : {};
    }
}
