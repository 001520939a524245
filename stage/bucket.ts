import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import {
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListMultipartUploadsCommand,
    ListPartsCommand,
    PutObjectCommand,
    S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";

const megabyte = 1024 * 1024;

/** The release bucket, as whoever runs this may write it. */
export class ReleaseBucket {
    private readonly client: S3Client;

    constructor(
        readonly name: string,
        region: string,
        private readonly partBytes = 32 * megabyte,
    ) {
        // The SDKs' own variable names another server of the S3 API, which has no names of buckets in DNS.
        const elsewhere = process.env.AWS_ENDPOINT_URL_S3 !== undefined || process.env.AWS_ENDPOINT_URL !== undefined;
        this.client = new S3Client({ region, maxAttempts: 5, forcePathStyle: elsewhere });
    }

    /** Bytes of an object, and the hash that it was staged with; undefined when there is none. */
    async head(key: string): Promise<{ bytes: number; sha256: string | undefined } | undefined> {
        try {
            const found = await this.client.send(new HeadObjectCommand({ Bucket: this.name, Key: key }));
            return { bytes: found.ContentLength ?? 0, sha256: found.Metadata?.sha256 };
        } catch (error) {
            if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404)
                return undefined;
            throw error;
        }
    }

    async text(key: string): Promise<string | undefined> {
        if ((await this.head(key)) === undefined) return undefined;
        const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
        return Body!.transformToString();
    }

    async put(key: string, body: Buffer | string): Promise<void> {
        const sha256 = createHash("sha256").update(body).digest("hex");
        await this.client.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: body, Metadata: { sha256 } }));
    }

    /** A file in parts. @returns how many bytes were sent. An upload that was cut off is gone on with: a part that is there is compared by its MD5, not sent again. */
    async putFile(key: string, file: string, sha256: string, note: (bytes: number) => void): Promise<number> {
        const { size } = await stat(file);
        const target = { Bucket: this.name, Key: key };
        const UploadId = (await this.unfinished(key)) ?? (await this.begun(key, sha256));
        const there = await this.partsOf(key, UploadId);
        const parts: { PartNumber: number; ETag: string }[] = [];
        const source = await open(file);
        let sent = 0;
        try {
            for (let from = 0; from < size; from += this.partBytes) {
                const PartNumber = parts.length + 1;
                const Body = Buffer.alloc(Math.min(this.partBytes, size - from));
                await source.read(Body, 0, Body.length, from);
                const etag = `"${createHash("md5").update(Body).digest("hex")}"`;
                if (there.get(PartNumber) === etag) parts.push({ PartNumber, ETag: etag });
                else {
                    const part = new UploadPartCommand({ ...target, UploadId, PartNumber, Body });
                    parts.push({ PartNumber, ETag: (await this.client.send(part)).ETag! });
                    sent += Body.length;
                }
                note(Body.length);
            }
        } finally {
            await source.close();
        }
        const MultipartUpload = { Parts: parts };
        await this.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
        return sent;
    }

    /** The newest of the uploads under this key that nobody has ended. */
    private async unfinished(key: string): Promise<string | undefined> {
        const answer = await this.client.send(new ListMultipartUploadsCommand({ Bucket: this.name, Prefix: key }));
        return (answer.Uploads ?? []).findLast((one) => one.Key === key)?.UploadId;
    }

    private async begun(key: string, sha256: string): Promise<string> {
        const answer = await this.client.send(
            new CreateMultipartUploadCommand({ Bucket: this.name, Key: key, Metadata: { sha256 } }),
        );
        return answer.UploadId!;
    }

    private async partsOf(key: string, UploadId: string): Promise<Map<number, string>> {
        const found = new Map<number, string>();
        let marker: string | undefined;
        do {
            const answer = await this.client.send(
                new ListPartsCommand({ Bucket: this.name, Key: key, UploadId, PartNumberMarker: marker }),
            );
            for (const { PartNumber, ETag } of answer.Parts ?? []) found.set(PartNumber!, ETag!);
            marker = answer.IsTruncated ? answer.NextPartNumberMarker : undefined;
        } while (marker !== undefined);
        return found;
    }

    close(): void {
        this.client.destroy();
    }
}
