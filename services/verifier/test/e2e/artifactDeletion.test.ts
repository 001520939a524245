import {
    DeleteObjectCommand,
    GetObjectCommand,
    ListObjectVersionsCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

import { type ArtifactStore } from "../../src/artifacts";
import { Bucket } from "../../src/artifacts/bucket";
import { artifactPrefix, newArtifactId, parseArtifactId } from "../../src/artifacts/id";
import { sweep } from "../../src/artifacts/sweeper";
import { appWith, savedId, sample, silent, storeAt } from "./artifactSamples";
import { FaultProxy } from "./faultProxy";
import { S3Server } from "./s3Server";

const hourMs = 60 * 60_000;

describe("deleting artifacts on a real, versioned S3 bucket", () => {
    const bucketName = S3Server.bucket;
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

    async function versionsOf(id: string): Promise<number> {
        const Prefix = artifactPrefix(parseArtifactId(id)!);
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucketName, Prefix }));
        return (page.Versions ?? []).length + (page.DeleteMarkers ?? []).length;
    }

    function purge(ids: readonly string[]) {
        const script = join(__dirname, "../../src/artifacts/purge.ts");
        const args = ["--import=tsx", script, ...ids, "--bucket", bucketName, "--region", "us-east-1"];
        const env = { ...process.env, AWS_ENDPOINT_URL_S3: server.endpoint };
        return spawnSync(process.execPath, args, { env, encoding: "utf8" });
    }

    async function auditOf(id: string): Promise<string> {
        const Key = `audit/${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/${id}.json`;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key }));
        return Body!.transformToString();
    }

    it("removes every version and delete marker, and leaves an audit record without content", async () => {
        const id = savedId(await store.save(sample({ extractedText: "SECRET TEXT" })));
        const prefix = artifactPrefix(parseArtifactId(id)!);
        await s3.send(new PutObjectCommand({ Bucket: bucketName, Key: `${prefix}metadata.json`, Body: "{}" }));
        await s3.send(new PutObjectCommand({ Bucket: bucketName, Key: `${prefix}image.png`, Body: "another version" }));
        await s3.send(new DeleteObjectCommand({ Bucket: bucketName, Key: `${prefix}extracted_text.json` }));
        expect(await versionsOf(id)).to.equal(7);

        expect((await app.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(204);
        expect(await versionsOf(id)).to.equal(0);
        expect((await app.inject(`/artifacts/${id}`)).statusCode).to.equal(404);
        const audit = await auditOf(id);
        expect(JSON.parse(audit)).to.include({
            action: "delete",
            artifact_id: id,
            client_ip: "127.0.0.1",
            correlation_id: "correlation-1",
            state: "completed",
            versions_removed: 7,
        });
        expect(audit).not.to.contain("SECRET");
        expect((await app.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(404);
    });

    it("keeps every version of what a host without the right to purge deletes, and lets an operator purge it", async () => {
        const hiding = storeAt(proxy.endpoint, silent, "hide");
        const id = savedId(await hiding.save(sample()));
        const hidingApp = await appWith(hiding);
        expect((await hidingApp.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(204);
        expect((await hidingApp.inject(`/artifacts/${id}`)).statusCode).to.equal(404);
        expect((await hidingApp.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(404);
        await hidingApp.close();
        await hiding.close(0);
        // Four objects, each hidden by a marker.
        expect(await versionsOf(id)).to.equal(8);
        expect(JSON.parse(await auditOf(id))).to.include({ state: "hidden", objects_hidden: 4 });

        expect(purge([id])).to.deep.include({ status: 0, stdout: `${id}: 8 versions removed\n` });
        expect(await versionsOf(id)).to.equal(0);
        expect(JSON.parse(await auditOf(id))).to.include({ state: "completed", versions_removed: 8 });
        expect(purge([id])).to.deep.include({ status: 1, stdout: `${id}: nothing there\n` });
        expect(purge(["../audit"]).stderr).to.contain("not an artifact's id: ../audit");
    });

    it("leaves the neighbours alone", async () => {
        const ids = [];
        for (let n = 0; n < 3; n++) ids.push(savedId(await store.save(sample())));
        await app.inject({ method: "DELETE", url: `/artifacts/${ids[1]}` });
        expect(await versionsOf(ids[1]!)).to.equal(0);
        for (const other of [ids[0]!, ids[2]!])
            expect((await app.inject(`/artifacts/${other}`)).statusCode).to.equal(200);
    });

    it("deletes nothing that it cannot put on record", async () => {
        const id = savedId(await store.save(sample()));
        proxy.fault = (method, path) =>
            method === "PUT" && path.includes("/audit/") ? { status: 403, code: "AccessDenied" } : undefined;
        expect((await app.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(502);
        expect((await app.inject(`/artifacts/${id}`)).statusCode).to.equal(200);
    });

    it("can be finished after it broke off, and hides the artifact meanwhile", async () => {
        const id = savedId(await store.save(sample()));
        let deletions = 0;
        proxy.fault = (method, path) =>
            method === "POST" && path.includes("delete") && ++deletions > 1
                ? { status: 403, code: "AccessDenied" }
                : undefined;
        expect((await app.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(502);
        expect(await versionsOf(id)).to.equal(3);
        expect((await app.inject(`/artifacts/${id}`)).statusCode).to.equal(404);
        expect(JSON.parse(await auditOf(id)).state).to.equal("requested");
        proxy.fault = () => undefined;
        expect((await app.inject({ method: "DELETE", url: `/artifacts/${id}` })).statusCode).to.equal(204);
        expect(await versionsOf(id)).to.equal(0);
    });

    it("takes back an artifact that still waits for S3", async () => {
        proxy.fault = (method, path) => (method === "PUT" && path.includes("/artifacts/") ? "cut" : undefined);
        const outcome = await store.save(sample());
        if (outcome.saved || !outcome.retrying) throw new Error("expected a retry");
        expect((await app.inject({ method: "DELETE", url: `/artifacts/${outcome.id}` })).statusCode).to.equal(204);
        proxy.fault = () => undefined;
        await store.close(2000);
        expect(await versionsOf(outcome.id)).to.equal(0);
        expect(store.counters).to.include({ queued: 0, queuedBytes: 0, saved: 0 });
    });

    it("sweeps what a killed writer left, two hours later, and nothing else", async () => {
        const complete = savedId(await store.save(sample()));
        const half = newArtifactId("ERROR", new Date());
        const prefix = artifactPrefix(parseArtifactId(half)!);
        const foreign = prefix.replace(half, "not-ours");
        for (const Key of [`${prefix}image.png`, `${prefix}validation_result.json`, `${foreign}image.png`]) {
            await s3.send(new PutObjectCommand({ Bucket: bucketName, Key, Body: "x" }));
        }
        const bucket = new Bucket({
            bucket: bucketName,
            region: "us-east-1",
            retentionDays: 365,
            deletion: "purge" as const,
            endpoint: server.endpoint,
        });
        expect(await sweep(bucket, new Date(Date.now() + hourMs))).to.equal(0);
        expect(await sweep(bucket, new Date(Date.now() + 2 * hourMs + 60_000))).to.equal(1);
        bucket.close();
        expect(await versionsOf(half)).to.equal(0);
        expect(await store.get(complete)).not.to.equal(undefined);
        const left = await s3.send(new ListObjectsV2Command({ Bucket: bucketName, Prefix: foreign }));
        expect(left.KeyCount).to.equal(1);
    });
});
