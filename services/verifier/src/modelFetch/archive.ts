import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Readable } from "node:stream";

import { FetchError } from "./errors";
import type { FetchSettings } from "./settings";

export interface Archive {
    key: string;
    etag: string;
    bytes: number;
    /** Hex. */
    sha256: string;
}

export const compressions = ["", ".gz", ".zst"] as const;

/** The model's archive in S3. */
export class ArchiveSource {
    private readonly client: S3Client;
    private readonly bucket: string;

    constructor(private readonly settings: FetchSettings & { bucket: string }) {
        this.bucket = settings.bucket;
        this.client = new S3Client({
            region: settings.region,
            followRegionRedirects: false,
            useDualstackEndpoint: false,
            ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
            maxAttempts: 3,
            requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
        });
    }

    /** Undefined if S3 has no archive of the model. */
    async find(): Promise<Archive | undefined> {
        const found: Omit<Archive, "sha256">[] = [];
        for (const extension of compressions) {
            const key = `models/${this.settings.model.text}.tar${extension}`;
            const head = await this.head(key);
            if (head) found.push({ key, ...head });
        }
        if (found.length > 1) {
            const keys = found.map(({ key }) => key).join(" and ");
            throw new FetchError(`${this.bucket} has ${keys}: remove those that should not be used`);
        }
        const [archive] = found;
        return (
            archive && {
                ...archive,
                sha256: this.settings.archiveSha256 ?? (await this.publishedChecksum(archive.key)),
            }
        );
    }

    /** The archive from an offset on. Fails if the object has changed since `find`. */
    async read({ key, etag }: Archive, offset: number, signal: AbortSignal): Promise<Readable> {
        const command = new GetObjectCommand({
            Bucket: this.bucket,
            Key: key,
            IfMatch: etag,
            ...(offset > 0 ? { Range: `bytes=${offset}-` } : {}),
        });
        const answer = await this.client.send(command, { abortSignal: signal });
        if (offset > 0 && answer.ContentRange?.startsWith(`bytes ${offset}-`) !== true) {
            (answer.Body as Readable).destroy();
            throw new FetchError(`the S3 server ignored a range request for ${key}: it cannot resume downloads`);
        }
        return answer.Body as Readable;
    }

    close(): void {
        this.client.destroy();
    }

    private async head(key: string): Promise<{ etag: string; bytes: number } | undefined> {
        try {
            const { ETag, ContentLength } = await this.client.send(
                new HeadObjectCommand({ Bucket: this.bucket, Key: key }),
            );
            return { etag: ETag!, bytes: ContentLength! };
        } catch (error) {
            // Without s3:ListBucket, S3 answers 403 for an object that is not there.
            const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
            if (status === 404 || status === 403) return undefined;
            throw error;
        }
    }

    private async publishedChecksum(key: string): Promise<string> {
        const where = `${key}.sha256 in ${this.bucket}`;
        const advice = `write MODEL_ARCHIVE_SHA256, or what sha256sum prints into ${where}`;
        if (!(await this.head(`${key}.sha256`))) throw new FetchError(`the checksum of ${key} is unknown: ${advice}`);
        const answer = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: `${key}.sha256` }));
        const [checksum] = (await answer.Body!.transformToString()).match(/^[0-9a-f]{64}\b/) ?? [];
        if (checksum === undefined) throw new FetchError(`${where} holds no checksum: ${advice}`);
        return checksum;
    }
}
