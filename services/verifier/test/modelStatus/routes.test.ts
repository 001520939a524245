import { expect } from "chai";
import Fastify, { type FastifyInstance } from "fastify";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ModelStatusReader, modelStatusRoutes, StatusFile } from "../../src/modelStatus";

describe("GET /model-status", () => {
    let directory: string;
    let file: string;
    let now: number;
    let app: FastifyInstance;

    beforeEach(async () => {
        directory = mkdtempSync(join(tmpdir(), "model-status-"));
        file = join(directory, "model-status.json");
        now = 0;
        app = Fastify();
        await app.register(modelStatusRoutes, { reader: new ModelStatusReader(file, () => now) });
    });
    afterEach(async () => {
        await app.close();
        rmSync(directory, { recursive: true });
    });

    it("is 404 before, JSON during, and 503 for a file that was never good", async () => {
        expect((await app.inject("/model-status")).statusCode).to.equal(404);
        now += 1000;
        writeFileSync(file, "{");
        const broken = await app.inject("/model-status");
        expect([broken.statusCode, broken.headers["retry-after"]]).to.deep.equal([503, "5"]);
        now += 1000;
        await new StatusFile(file, "m").write({ status: "extracting", source: "s3" });
        const good = await app.inject("/model-status");
        expect(good.statusCode).to.equal(200);
        expect(good.headers["content-type"]).to.match(/^application\/json/);
        expect(good.json()).to.include({ model: "m", status: "extracting", source: "s3", error: null });
    });

    it("reads the file once for many requests", async () => {
        await new StatusFile(file, "m").write({ status: "ready" });
        await Promise.all(Array.from({ length: 50 }, () => app.inject("/model-status")));
        rmSync(file);
        expect((await app.inject("/model-status")).statusCode).to.equal(200);
        now += 5000;
        expect((await app.inject("/model-status")).statusCode).to.equal(404);
    });
});
