import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { FastifyInstance } from "fastify";
import { setTimeout as sleep } from "node:timers/promises";

import { type ArtifactStore, type ArtifactSummary } from "../../src/artifacts";
import { appWith, savedId, sample, silent, storeAt } from "./artifactSamples";
import { FaultProxy } from "./faultProxy";
import { S3Server } from "./s3Server";

describe("artifacts on a real S3 server", () => {
    let server: S3Server;
    let proxy: FaultProxy;
    let s3: S3Client;
    let store: ArtifactStore;
    let app: FastifyInstance;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
        s3 = server.client();
    });
    after(async () => {
        s3.destroy();
        await server.remove();
    });
    beforeEach(async () => {
        proxy = await FaultProxy.start(server.endpoint);
        store = storeAt(proxy.endpoint);
        app = await appWith(store);
    });
    afterEach(async () => {
        await app.close();
        await store.close(0);
        await proxy.stop();
    });

    async function keysOf(id: string): Promise<string[]> {
        const Prefix = `artifacts/${id.slice(0, 4)}/${id.slice(4, 6)}/${id.slice(6, 8)}/${id}/`;
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: S3Server.bucket, Prefix }));
        return (Contents ?? []).map(({ Key }) => Key!.slice(Prefix.length));
    }

    it("lie where the requirements say, with exactly that metadata", async () => {
        const timestamp = new Date(Date.now() - 5000);
        const id = savedId(await store.save(sample({ timestamp, verdict: "COMPLIANT", imageFormat: "image/webp" })));
        expect(await keysOf(id)).to.deep.equal([
            "extracted_text.json",
            "image.webp",
            "metadata.json",
            "validation_result.json",
        ]);
        const Key = `artifacts/${timestamp.toISOString().slice(0, 10).replaceAll("-", "/")}/${id}/metadata.json`;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: S3Server.bucket, Key }));
        expect(JSON.parse(await Body!.transformToString())).to.deep.equal({
            request_id: id,
            timestamp: timestamp.toISOString().replace(/\.\d+Z/, "Z"),
            client_ip: "198.51.100.7",
            image_size_bytes: sample().image.length,
            image_format: "image/webp",
            ocr_backend: "tesseract",
            validation_passed: true,
            processing_time_ms: 1523,
            model_version: "1.0.0",
        });
        const imageKey = Key.replace("metadata.json", "image.webp");
        const head = await s3.send(new HeadObjectCommand({ Bucket: S3Server.bucket, Key: imageKey }));
        expect(head.ContentType).to.equal("image/webp");
    });

    it("come back through the API", async () => {
        const image = Buffer.alloc(300_000, "label");
        const id = savedId(await store.save(sample({ image })));
        const one = await app.inject(`/artifacts/${id}`);
        expect(one.statusCode).to.equal(200);
        expect(one.json()).to.deep.include({ id, validation_status: "NON_COMPLIANT" });
        expect(one.json().extracted_text).to.deep.equal(sample().extractedText);
        expect(one.json().validation_result).to.deep.equal(sample().validationResult);
        const picture = await app.inject(one.json().image.url);
        expect(picture.rawPayload.equals(image)).to.be.true;
        expect(picture.headers).to.include({
            "content-type": "image/png",
            "content-length": "300000",
            "x-content-type-options": "nosniff",
        });
    });

    it("of one picture by two backends are compared, though S3 has another ETag for each, as where KMS encrypts", async () => {
        let tags = 0;
        proxy.fault = (method) => (method === "HEAD" ? { headers: { etag: `"${tags++}"` } } : undefined);
        const image = Buffer.from("\x89PNG read by two");
        const ids = [
            savedId(await store.save(sample({ image }))),
            savedId(await store.save(sample({ image, ocrBackend: "ollama", verdict: "COMPLIANT" }))),
        ];
        savedId(await store.save(sample({ image: Buffer.from("\x89PNG another") })));
        const { pictures, same_verdict, differences } = (await store.statistics({})).comparison;
        expect([pictures, same_verdict]).to.deep.equal([1, 0]);
        expect(differences[0]!.verifications.map(({ id }) => id)).to.have.members(ids);
        expect(tags).to.be.at.least(3);
    });

    it("answer 404 for ids that do not exist and strings that are none", async () => {
        const id = savedId(await store.save(sample()));
        const other = id.slice(0, -4) + (id.endsWith("0000") ? "1111" : "0000");
        for (const bad of [other, "nope", "..%2F..%2Faudit", `${id}%2Fimage.png`, "%00", "20260217-"]) {
            for (const url of [`/artifacts/${bad}`, `/artifacts/${bad}/image`]) {
                expect((await app.inject(url)).statusCode, url).to.equal(404);
            }
            expect((await app.inject({ method: "DELETE", url: `/artifacts/${bad}` })).statusCode, bad).to.equal(404);
        }
    });

    it("say that storage is off when it is", async () => {
        const off = await appWith(undefined);
        const answer = await off.inject("/artifacts");
        expect(answer.statusCode).to.equal(404);
        expect(answer.json().detail).to.contain("ARTIFACT_STORAGE_ENABLED");
        await off.close();
    });

    it("are never seen in part, whichever write fails", async function () {
        this.timeout(120_000);
        for (let failing = 1; failing <= 4; failing++) {
            let puts = 0;
            let broken = true;
            proxy.fault = (method) => {
                if (method !== "PUT" || !broken) return undefined;
                // The SDK tries twice: let every write behind the failing one fail too.
                return ++puts >= failing ? { status: 503, code: "SlowDown" } : undefined;
            };
            const outcome = await store.save(sample({ verdict: "ERROR" }));
            if (outcome.saved || !outcome.retrying) throw new Error(`expected a retry: ${JSON.stringify(outcome)}`);
            expect(outcome.error).to.contain("SlowDown");
            expect(await keysOf(outcome.id)).not.to.include("metadata.json");
            expect((await app.inject(`/artifacts/${outcome.id}`)).statusCode).to.equal(404);
            expect((await app.inject(`/artifacts/${outcome.id}/image`)).statusCode).to.equal(404);
            const listed = (await app.inject("/artifacts?validation_status=ERROR")).json()
                .artifacts as ArtifactSummary[];
            expect(listed.map(({ id }) => id)).not.to.include(outcome.id);
            broken = false;
            for (let tries = 0; store.counters.queued > 0 && tries < 100; tries++) await sleep(100);
            expect((await app.inject(`/artifacts/${outcome.id}`)).statusCode).to.equal(200);
        }
        expect(store.counters).to.include({ saved: 4, lost: 0, queued: 0, queuedBytes: 0 });
    });

    it("are not listed before they can be read, while others are being written", async () => {
        let writing = true;
        const writer = (async () => {
            for (let n = 0; n < 60; n++) await store.save(sample({ verdict: "PARTIAL_VALIDATION" }));
            writing = false;
        })();
        let seen = 0;
        while (writing) {
            const page = await store.list({ limit: 250, verdict: "PARTIAL_VALIDATION" });
            for (const { id } of page.artifacts.slice(0, 3)) expect(await store.get(id), id).not.to.equal(undefined);
            seen += page.artifacts.length;
        }
        await writer;
        expect(seen).to.be.greaterThan(0);
    });

    it("survive the S3 server's death: the verdict goes out, the artifact follows", async function () {
        this.timeout(60_000);
        const direct = storeAt(server.endpoint);
        try {
            savedId(await direct.save(sample()));
            await server.down();
            const started = performance.now();
            const outcomes = [];
            for (let n = 0; n < 20; n++) outcomes.push(await direct.save(sample()));
            expect(performance.now() - started).to.be.lessThan(6000);
            expect(outcomes.every((outcome) => !outcome.saved && outcome.retrying)).to.be.true;
            expect(direct.counters.queued).to.equal(20);
            await server.up();
            for (let tries = 0; direct.counters.queued > 0 && tries < 300; tries++) await sleep(100);
            for (const outcome of outcomes) {
                if (outcome.saved || !outcome.retrying) throw new Error("expected a retry");
                expect(await direct.get(outcome.id), outcome.id).not.to.equal(undefined);
            }
            expect(direct.counters).to.include({ saved: 21, lost: 0, queued: 0 });
        } finally {
            await direct.close(0);
        }
    });

    it("answer 503 with Retry-After while S3 is away, 502 when it refuses", async () => {
        proxy.fault = () => "cut";
        const away = await app.inject("/artifacts");
        expect([away.statusCode, away.headers["retry-after"]]).to.deep.equal([503, "10"]);
        proxy.fault = () => ({ status: 403, code: "AccessDenied" });
        expect((await app.inject("/artifacts")).statusCode).to.equal(502);
    });

    it("that are archived give 409, and 202 while they come back", async () => {
        const id = savedId(await store.save(sample()));
        proxy.fault = (method, path) =>
            method === "GET" && path.includes("/image.png")
                ? { status: 403, code: "InvalidObjectState" }
                : method === "HEAD"
                  ? { headers: { "x-amz-storage-class": "GLACIER" } }
                  : undefined;
        const archived = await app.inject(`/artifacts/${id}/image`);
        expect(archived.statusCode).to.equal(409);
        expect(archived.json().detail).to.contain("GLACIER").and.contain("RestoreObject");
        expect((await app.inject(`/artifacts/${id}`)).statusCode, "the JSON objects are not archived").to.equal(200);
        const notYet = proxy.fault;
        proxy.fault = (method, path) =>
            method === "HEAD"
                ? { headers: { "x-amz-storage-class": "GLACIER", "x-amz-restore": 'ongoing-request="true"' } }
                : notYet(method, path);
        const restoring = await app.inject(`/artifacts/${id}/image`);
        expect([restoring.statusCode, restoring.headers["retry-after"]]).to.deep.equal([202, "3600"]);
    });

    it("log a failure without any content", async () => {
        const lines: string[] = [];
        const note = (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message);
        const noisy = storeAt(proxy.endpoint, { ...silent, warn: note, error: note });
        proxy.fault = () => "cut";
        await noisy.save(sample({ extractedText: "SECRET TEXT", image: Buffer.from("SECRET IMAGE") }));
        await noisy.close(0);
        expect(lines.some((line) => line.includes("artifact lost"))).to.be.true;
        expect(lines.join("\n")).not.to.contain("SECRET");
    });
});
