import { expect } from "chai";
import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ModelStatusError, ModelStatusReader, modelStates, type ModelStatus, StatusFile } from "../../src/modelStatus";
import { parseModelStatus } from "../../src/modelStatus/parse";

describe("reading the model status", () => {
    let directory: string;
    let file: string;
    let now: number;
    let reader: ModelStatusReader;

    beforeEach(() => {
        directory = mkdtempSync(join(tmpdir(), "model-status-"));
        file = join(directory, "model-status.json");
        now = 0;
        reader = new ModelStatusReader(file, () => now);
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    const read = async (): Promise<ModelStatus> => JSON.parse(await reader.json()) as ModelStatus;

    async function failure(): Promise<ModelStatusError> {
        try {
            await read();
        } catch (error) {
            return error as ModelStatusError;
        }
        throw new Error("expected an error");
    }

    it("is absent before anybody asked for a model, and seen within the cache's second", async () => {
        expect((await failure()).kind).to.equal("absent");
        await new StatusFile(file, "m").write({});
        now += 999;
        expect((await failure()).kind).to.equal("absent");
        now += 1;
        expect((await read()).status).to.equal("not_started");
    });

    it("takes the five states from the writer, with their times", async () => {
        const writer = new StatusFile(file, "llama3.2-vision");
        for (const status of modelStates) {
            await writer.write({ status, source: "s3", error: status === "error" ? "no space left" : null });
            now += 1000;
            const seen = await read();
            expect(seen).to.include({ model: "llama3.2-vision", status });
            expect(seen.started_at === null, status).to.equal(status === "not_started");
            expect(seen.completed_at !== null, status).to.equal(status === "ready");
            expect(seen.error, status).to.equal(status === "error" ? "no space left" : null);
            expect(seen.updated_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        }
    });

    it("understands the requirements' own shell script and sample", async () => {
        writeFileSync(
            file,
            '{"status":"downloading","model":"llama3.2-vision","started_at":"2026-02-17T21:15:45+01:00"}\n',
        );
        expect(await read()).to.deep.equal({
            model: "llama3.2-vision",
            status: "downloading",
            progress: null,
            source: null,
            started_at: "2026-02-17T20:15:45Z",
            updated_at: null,
            completed_at: null,
            error: null,
        });
        const sample = {
            model: "llama3.2-vision",
            status: "downloading",
            progress: {
                downloaded_bytes: 3221225472,
                total_bytes: 7201866752,
                percentage: 44.7,
                estimated_time_remaining_seconds: 120,
            },
            source: "s3",
            started_at: "2026-02-17T20:15:45Z",
            updated_at: "2026-02-17T20:16:30Z",
        };
        expect(parseModelStatus(JSON.stringify(sample))).to.deep.include(sample);
    });

    it("keeps the last good status while the file is garbage", async () => {
        const text = JSON.stringify({ status: "ready", model: "m" });
        writeFileSync(file, text);
        expect((await read()).status).to.equal("ready");
        for (const garbage of [
            "",
            "{",
            text.slice(0, -1),
            "null",
            "[]",
            '"ready"',
            '{"status":"done","model":"m"}',
            "\0\xff",
        ]) {
            writeFileSync(file, garbage);
            now += 1000;
            expect((await read()).status, garbage).to.equal("ready");
        }
        rmSync(file);
        now += 1000;
        expect((await failure()).kind).to.equal("absent");
    });

    it("says what is wrong when there never was a good one", async () => {
        writeFileSync(file, '{"status":"done","model":"m"}');
        const error = await failure();
        expect(error.kind).to.equal("unreadable");
        expect(error.message).to.contain('"done"');
        now += 1000;
        writeFileSync(file, '{"status":"ready","model":"m"}');
        expect((await read()).status).to.equal("ready");
    });

    it("never fails but with a reason, and never gives a broken status, whatever the file holds", () => {
        const fields = [
            "status",
            "model",
            "progress",
            "source",
            "started_at",
            "error",
            "downloaded_bytes",
            "total_bytes",
        ];
        const values = fc.oneof(
            fc.jsonValue(),
            fc.constantFrom(...modelStates, "s3", "m"),
            fc.record({ downloaded_bytes: fc.jsonValue(), total_bytes: fc.jsonValue() }),
        );
        const files = fc.dictionary(fc.constantFrom(...fields), values);
        fc.assert(
            fc.property(fc.oneof(fc.jsonValue(), files), (content) => {
                try {
                    const status = parseModelStatus(JSON.stringify(content));
                    expect(modelStates).to.include(status.status);
                    if (status.progress) expect(status.progress.percentage).to.be.within(0, 100);
                } catch (error) {
                    expect(error).to.be.instanceOf(Error);
                    expect((error as Error).message).to.match(/not a JSON object|status is|model is missing/);
                }
            }),
            { numRuns: 500 },
        );
    });

    it("sees an old status or a new one, never a mixture, while it is rewritten", async () => {
        const writer = new StatusFile(file, "m");
        await writer.write({ status: "downloading" });
        let writing = true;
        const work = (async () => {
            for (let n = 1; n <= 300; n++) {
                const progress = {
                    downloaded_bytes: n,
                    total_bytes: 300,
                    percentage: 0,
                    estimated_time_remaining_seconds: n,
                };
                await writer.write({ status: "downloading", progress });
            }
            writing = false;
        })();
        let last = 0;
        while (writing) {
            now += 1000;
            const { progress } = await read();
            if (!progress) continue;
            expect(progress.estimated_time_remaining_seconds).to.equal(progress.downloaded_bytes);
            expect(progress.downloaded_bytes).to.be.at.least(last);
            last = progress.downloaded_bytes;
        }
        await work;
        expect(last).to.be.greaterThan(0);
    });
});
