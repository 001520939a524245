import { expect } from "chai";

import type { ArtifactInput } from "../../src/artifacts";
import type { Bucket } from "../../src/artifacts/bucket";
import type { ArtifactObject } from "../../src/artifacts/objects";
import { ArtifactWriter, queueLimits } from "../../src/artifacts/writer";

const silent = { warn: () => undefined, error: () => undefined };
const input: ArtifactInput = {
    timestamp: new Date(),
    clientIp: "198.51.100.7",
    image: Buffer.alloc(10_000),
    imageFormat: "image/jpeg",
    ocrBackend: "tesseract",
    verdict: "COMPLIANT",
    processingTimeMs: 1,
    modelVersion: "1",
    extractedText: {},
    validationResult: {},
};

/** A bucket that fails while told to, and remembers the order of what was written. */
class FlakyBucket {
    down = false;
    attempts = 0;
    readonly keys: string[] = [];

    async put({ key }: ArtifactObject): Promise<void> {
        this.attempts++;
        await new Promise((resolve) => setImmediate(resolve));
        if (this.down) throw new Error("S3 is down");
        this.keys.push(key);
    }
}

function writerOn(bucket: FlakyBucket, limits = queueLimits): ArtifactWriter {
    return new ArtifactWriter(bucket as unknown as Bucket, silent, limits);
}

describe("the artifact writer", () => {
    it("writes the commit mark last", async () => {
        const bucket = new FlakyBucket();
        await writerOn(bucket).save(input);
        expect(bucket.keys).to.have.length(4);
        expect(bucket.keys.at(-1)).to.match(/\/metadata\.json$/);
    });

    it("does not ask S3 again for each request while it fails", async () => {
        const bucket = new FlakyBucket();
        bucket.down = true;
        const writer = writerOn(bucket);
        for (let n = 0; n < 10; n++) expect((await writer.save(input)).saved).to.be.false;
        expect(bucket.attempts).to.equal(3);
        await writer.close(0);
    });

    it("holds no more bytes than its bound, and says what is lost", async () => {
        const bucket = new FlakyBucket();
        bucket.down = true;
        const writer = writerOn(bucket, { ...queueLimits, bytes: 50_000 });
        const outcomes = [];
        for (let n = 0; n < 10; n++) outcomes.push(await writer.save(input));
        expect(writer.counters.queuedBytes).to.be.lessThanOrEqual(50_000);
        expect(writer.counters.queued + writer.counters.lost).to.equal(10);
        expect(outcomes.at(-1)).to.deep.include({ saved: false, retrying: false });
        expect(outcomes.at(-1)).to.have.property("error").that.contains("full");
        await writer.close(0);
        expect(writer.counters).to.deep.include({ queued: 0, queuedBytes: 0, lost: 10, saved: 0 });
    });

    it("drains on close when S3 is back in time", async () => {
        const bucket = new FlakyBucket();
        bucket.down = true;
        const writer = writerOn(bucket);
        for (let n = 0; n < 5; n++) await writer.save(input);
        bucket.down = false;
        await writer.close(2_000);
        expect(writer.counters).to.deep.include({ saved: 5, lost: 0, queued: 0, queuedBytes: 0 });
    });

    it("gives up after its time limit", async () => {
        const bucket = new FlakyBucket();
        bucket.down = true;
        const writer = writerOn(bucket, { ...queueLimits, maxAgeMs: -1, firstRetryMs: 5 });
        await writer.save(input);
        for (let tries = 0; writer.counters.queued > 0 && tries < 200; tries++)
            await new Promise((r) => setTimeout(r, 10));
        expect(writer.counters).to.deep.include({ queued: 0, queuedBytes: 0, lost: 1 });
        await writer.close(0);
    });
});
