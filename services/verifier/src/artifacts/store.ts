import type { Readable } from "node:stream";

import { Bucket } from "./bucket";
import { deleteArtifact, type DeletionRequest } from "./deletion";
import { type ArtifactId, artifactPrefix, parseArtifactId } from "./id";
import { type ListQuery, listArtifacts, summary } from "./listing";
import { extractedTextFile, imageKey, metadataFile, validationResultFile } from "./objects";
import { type Kept, readKept, type Statistics, statisticsOf } from "./statistics";
import { sweep } from "./sweeper";
import type {
    Artifact,
    ArtifactCounters,
    ArtifactInput,
    ArtifactMetadata,
    ArtifactOutcome,
    ArtifactPage,
    ArtifactSettings,
    ImageFormat,
} from "./types";
import { ArtifactWriter, type WriterLog } from "./writer";

const dayMs = 24 * 60 * 60_000;
/** Verifications that statistics read. */
const mostCounted = 250;
/** Artifacts that statistics read at a time. */
const atATime = 16;

export interface StoreLog extends WriterLog {
    info(fields: object, message: string): void;
}

/** Verifications kept in S3. One for each process: it holds the retry queue. */
export class ArtifactStore {
    private readonly bucket: Bucket;
    private readonly writer: ArtifactWriter;
    private sweepTimer: NodeJS.Timeout | undefined;

    constructor(
        private readonly settings: ArtifactSettings,
        private readonly log: StoreLog,
    ) {
        this.bucket = new Bucket(settings);
        this.writer = new ArtifactWriter(this.bucket, log);
    }

    get counters(): Readonly<ArtifactCounters> {
        return this.writer.counters;
    }

    /** Never rejects: a verdict does not depend on its storage. Takes 5 s at most, nothing while S3 is known to fail. */
    save(input: ArtifactInput): Promise<ArtifactOutcome> {
        return this.writer.save(input);
    }

    list(query: Omit<ListQuery, "from" | "to"> & { from?: Date; to?: Date }): Promise<ArtifactPage> {
        const kept = this.oldestKept();
        const from = query.from && query.from > kept ? query.from : kept;
        return listArtifacts(this.bucket, { ...query, from, to: query.to ?? new Date() });
    }

    /** Of the newest verifications of the days, at most so many: each costs three requests. */
    async statistics(days: { from?: Date; to?: Date }): Promise<Statistics> {
        const page = await this.list({ ...days, limit: mostCounted });
        const kept: (Kept | undefined)[] = [];
        for (let at = 0; at < page.artifacts.length; at += atATime) {
            const ids = page.artifacts.slice(at, at + atATime).flatMap(({ id }) => parseArtifactId(id) ?? []);
            kept.push(...(await Promise.all(ids.map((id) => readKept(this.bucket, id)))));
        }
        return statisticsOf(
            kept.filter((one) => one !== undefined),
            page.next_cursor !== null,
        );
    }

    /** Undefined if there is none, or if it is past its retention. */
    async get(id: string): Promise<Artifact | undefined> {
        const parsed = this.parse(id);
        const metadata = parsed && (await this.metadata(parsed));
        if (!parsed || !metadata) return undefined;
        const [text, result] = await Promise.all(
            [extractedTextFile, validationResultFile].map((file) => this.bucket.getText(artifactPrefix(parsed) + file)),
        );
        // Gone since the mark was read: deleted meanwhile.
        if (text === undefined || result === undefined) return undefined;
        return {
            ...summary(parsed),
            metadata,
            extracted_text: JSON.parse(text),
            validation_result: JSON.parse(result),
            image: {
                url: `/artifacts/${id}/image`,
                content_type: metadata.image_format,
                size_bytes: metadata.image_size_bytes,
            },
        };
    }

    async image(id: string): Promise<{ stream: Readable; format: ImageFormat; sizeBytes: number } | undefined> {
        const parsed = this.parse(id);
        const metadata = parsed && (await this.metadata(parsed));
        if (!parsed || !metadata) return undefined;
        const stream = await this.bucket.get(imageKey(parsed, metadata.image_format));
        return stream && { stream, format: metadata.image_format, sizeBytes: metadata.image_size_bytes };
    }

    /** False if there was nothing to delete. Also takes back an artifact that still waits for S3, and expired ones. */
    async delete(id: string, request: DeletionRequest): Promise<boolean> {
        const parsed = parseArtifactId(id);
        if (!parsed) return false;
        const cancelled = await this.writer.cancel(id);
        const versions = await deleteArtifact(this.bucket, parsed, request);
        if (versions === 0 && !cancelled) return false;
        this.writer.counters.deleted++;
        this.log.info({ audit: "delete", artifact: id, versions, ...request }, "artifact deleted");
        return true;
    }

    /** Sweeps now and daily; failures are logged, the next day tries again. */
    startSweeping(): void {
        const run = () =>
            sweep(this.bucket).then(
                (removed) => this.log.info({ removed }, "abandoned artifacts removed"),
                (error: Error) => this.log.warn({ error: error.message }, "sweeping abandoned artifacts failed"),
            );
        void run();
        this.sweepTimer = setInterval(run, dayMs).unref();
    }

    /** Writes what is queued, for at most `graceMs`; what is left then is logged as lost. */
    async close(graceMs: number): Promise<void> {
        clearInterval(this.sweepTimer);
        await this.writer.close(graceMs);
        this.bucket.close();
    }

    private async metadata(id: ArtifactId): Promise<ArtifactMetadata | undefined> {
        const text = await this.bucket.getText(artifactPrefix(id) + metadataFile);
        return text === undefined ? undefined : (JSON.parse(text) as ArtifactMetadata);
    }

    private parse(id: string): ArtifactId | undefined {
        const parsed = parseArtifactId(id);
        return parsed && parsed.time >= this.oldestKept() ? parsed : undefined;
    }

    private oldestKept(): Date {
        return new Date(Date.now() - this.settings.retentionDays * dayMs);
    }
}
