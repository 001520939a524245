import {
    DeleteObjectsCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListObjectVersionsCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    S3Client,
    type ObjectIdentifier,
} from "@aws-sdk/client-s3";
import type { Readable } from "node:stream";

import { BucketError, classify } from "./errors";
import type { ArtifactObject } from "./objects";
import type { ArtifactSettings } from "./types";

export interface StoredObject {
    key: string;
    lastModified: Date;
}

const maxKeys = 1000;

/** The few S3 operations that artifacts need, with S3's errors turned into ours. */
export class Bucket {
    private readonly client: S3Client;

    constructor(private readonly settings: ArtifactSettings) {
        this.client = new S3Client({
            region: settings.region,
            // Sealed hosts resolve the regional name only (DNS firewall), so no redirect to, and no use of, any other.
            followRegionRedirects: false,
            useDualstackEndpoint: false,
            ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
            maxAttempts: 2,
            requestHandler: {
                connectionTimeout: 2_000,
                requestTimeout: 10_000,
                socketTimeout: 10_000,
                throwOnRequestTimeout: true,
            },
        });
    }

    async put({ key, body, contentType, digest }: ArtifactObject, signal?: AbortSignal): Promise<void> {
        const command = new PutObjectCommand({
            ...this.at(key),
            Body: body,
            ContentType: contentType,
            ...(digest !== undefined && { Metadata: { sha256: digest } }),
        });
        await this.send(() => this.client.send(command, { abortSignal: signal }));
    }

    /** Undefined when there is no such object. The caller reads the stream to its end or destroys it. */
    async get(key: string): Promise<Readable | undefined> {
        try {
            const answer = await this.send(() => this.client.send(new GetObjectCommand(this.at(key))));
            return answer.Body as Readable;
        } catch (error) {
            if (error instanceof BucketError && error.kind === "missing") return undefined;
            if (error instanceof BucketError && error.kind === "archived") throw await this.archivedError(key, error);
            throw error;
        }
    }

    /** Of an object that was put with one. */
    async digest(key: string): Promise<string | undefined> {
        try {
            const head = await this.send(() => this.client.send(new HeadObjectCommand(this.at(key))));
            return head.Metadata?.["sha256"];
        } catch (error) {
            if (error instanceof BucketError && error.kind === "missing") return undefined;
            throw error;
        }
    }

    async getText(key: string): Promise<string | undefined> {
        const stream = await this.get(key);
        if (!stream) return undefined;
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks).toString("utf8");
    }

    /** Keys in ascending order, from behind `startAfter`. */
    async *keys(prefix: string, startAfter?: string, pageSize = maxKeys): AsyncGenerator<StoredObject> {
        let token: string | undefined;
        do {
            const command = new ListObjectsV2Command({
                Bucket: this.settings.bucket,
                Prefix: prefix,
                MaxKeys: Math.min(pageSize, maxKeys),
                ...(token === undefined ? { StartAfter: startAfter } : { ContinuationToken: token }),
            });
            const answer = await this.send(() => this.client.send(command));
            for (const object of answer.Contents ?? []) {
                yield { key: object.Key!, lastModified: object.LastModified! };
            }
            token = answer.NextContinuationToken;
        } while (token !== undefined);
    }

    /** The "directories" right below a prefix, ascending, each with the slash at its end. */
    async directories(prefix: string): Promise<string[]> {
        const found: string[] = [];
        let token: string | undefined;
        do {
            const command = new ListObjectsV2Command({
                Bucket: this.settings.bucket,
                Prefix: prefix,
                Delimiter: "/",
                ContinuationToken: token,
            });
            const answer = await this.send(() => this.client.send(command));
            found.push(...(answer.CommonPrefixes ?? []).map((common) => common.Prefix!));
            token = answer.NextContinuationToken;
        } while (token !== undefined);
        return found;
    }

    /** Whether a deletion leaves old versions behind. */
    get hides(): boolean {
        return this.settings.deletion === "hide";
    }

    /** Takes what is below a prefix (or one key) out of sight, for good if the settings say so; gives back how many objects or versions. */
    async remove(prefix: string): Promise<number> {
        return this.hides ? await this.hide(prefix) : await this.purge(prefix);
    }

    /** Whether a deletion has anything to do below a prefix. */
    async hasRemovable(prefix: string): Promise<boolean> {
        if (!this.hides) return this.hasVersions(prefix);
        const { done } = await this.keys(prefix, undefined, 1).next();
        return done !== true;
    }

    /** Lays a delete marker on every current object below a prefix; gives back how many there were. */
    private async hide(prefix: string): Promise<number> {
        const found: ObjectIdentifier[] = [];
        for await (const { key } of this.keys(prefix)) found.push({ Key: key });
        for (let at = 0; at < found.length; at += maxKeys) await this.deleteVersions(found.slice(at, at + maxKeys));
        return found.length;
    }

    /** Deletes every version and every delete marker below a prefix (or of one key); gives back how many there were. */
    private async purge(prefix: string): Promise<number> {
        let removed = 0;
        for (;;) {
            // Always the first page: what a page held is gone once the next one is asked for.
            const command = new ListObjectVersionsCommand({ Bucket: this.settings.bucket, Prefix: prefix });
            const page = await this.send(() => this.client.send(command));
            const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
            if (versions.length === 0) return removed;
            await this.deleteVersions(versions.map(({ Key, VersionId }) => ({ Key, VersionId })));
            removed += versions.length;
        }
    }

    private async hasVersions(prefix: string): Promise<boolean> {
        const command = new ListObjectVersionsCommand({ Bucket: this.settings.bucket, Prefix: prefix, MaxKeys: 1 });
        const page = await this.send(() => this.client.send(command));
        return (page.Versions ?? []).length + (page.DeleteMarkers ?? []).length > 0;
    }

    close(): void {
        this.client.destroy();
    }

    /** At most 1,000 (S3: DeleteObjects). Without a version's id an object is hidden, with it that version goes for good. */
    private async deleteVersions(objects: ObjectIdentifier[]): Promise<void> {
        const command = new DeleteObjectsCommand({
            Bucket: this.settings.bucket,
            Delete: { Objects: objects, Quiet: true },
        });
        const answer = await this.send(() => this.client.send(command));
        const [failed] = answer.Errors ?? [];
        if (failed)
            throw new BucketError("failed", `S3 did not delete ${failed.Key}: ${failed.Code} ${failed.Message}`);
    }

    /** S3 says only InvalidObjectState; whether somebody has already asked for the object back is in its head. */
    private async archivedError(key: string, error: BucketError): Promise<BucketError> {
        const head = await this.send(() => this.client.send(new HeadObjectCommand(this.at(key))));
        const restoring = head.Restore?.includes('ongoing-request="true"') === true;
        return restoring
            ? new BucketError("restoring", `${key} is being restored from ${head.StorageClass}`)
            : new BucketError("archived", `${key} is archived in ${head.StorageClass ?? "Glacier"}`, error);
    }

    private at(key: string): { Bucket: string; Key: string } {
        return { Bucket: this.settings.bucket, Key: key };
    }

    private async send<T>(operation: () => Promise<T>): Promise<T> {
        try {
            return await operation();
        } catch (error) {
            throw classify(error, this.settings.bucket);
        }
    }
}
