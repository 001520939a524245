import { expect } from "chai";
import type { FastifyInstance } from "fastify";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type ArtifactPage, type ArtifactStore, type Verdict, verdicts } from "../../src/artifacts";
import { artifactPrefix, newArtifactId, parseArtifactId } from "../../src/artifacts/id";
import { appWith, storeAt } from "./artifactSamples";
import { FaultProxy } from "./faultProxy";
import { S3Server } from "./s3Server";

const dayMs = 24 * 60 * 60_000;

interface Placed {
    id: string;
    time: Date;
    verdict: Verdict;
}

describe("listing artifacts on a real S3 server", () => {
    let server: S3Server;
    let proxy: FaultProxy;
    let store: ArtifactStore;
    let app: FastifyInstance;

    before(async function () {
        this.timeout(300_000);
        server = await S3Server.start();
    });
    after(function () {
        // 400,000 files.
        this.timeout(300_000);
        return server.remove();
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

    /** Puts artifacts right into the server's data directory, where every object is a plain file. */
    function place(time: Date, verdict: Verdict, files = allFiles): Placed {
        const id = newArtifactId(verdict, time);
        const directory = join(server.dataDirectory, S3Server.bucket, artifactPrefix(parseArtifactId(id)!));
        mkdirSync(directory, { recursive: true });
        for (const file of files) writeFileSync(join(directory, file), "");
        return { id, time, verdict };
    }

    async function page(query: string): Promise<ArtifactPage> {
        const answer = await app.inject(`/artifacts?${query}`);
        expect(answer.statusCode, answer.body).to.equal(200);
        return answer.json<ArtifactPage>();
    }

    async function all(query: string): Promise<string[]> {
        const ids: string[] = [];
        let cursor: string | null = "";
        while (cursor !== null) {
            const next: ArtifactPage = await page(`${query}${cursor && `&cursor=${cursor}`}`);
            ids.push(...next.artifacts.map(({ id }) => id));
            cursor = next.next_cursor;
        }
        return ids;
    }

    it("pages newest first, by date and verdict, without a gap or a repetition", async () => {
        const now = Date.now();
        const placed: Placed[] = [];
        for (let n = 0; n < 150; n++) {
            placed.push(place(new Date(now - n * 4.7 * 60 * 60_000), verdicts[(n * 7) % 4]!));
        }
        place(new Date(now - 1000), "COMPLIANT", ["image.png", "extracted_text.json", "validation_result.json"]);
        place(new Date(now - 400 * dayMs), "COMPLIANT");
        const expected = (keep: (one: Placed) => boolean) => placed.filter(keep).map(({ id }) => id);
        const day = (time: Date | number) => new Date(time).toISOString().slice(0, 10);

        for (const limit of [1, 7, 149, 150, 250])
            expect(await all(`limit=${limit}`)).to.deep.equal(expected(() => true));
        for (const verdict of verdicts) {
            const found = await all(`limit=6&validation_status=${verdict}`);
            expect(found).to.deep.equal(expected((one) => one.verdict === verdict));
        }
        const [from, to] = [day(now - 20 * dayMs), day(now - 3 * dayMs)];
        const between = expected(({ time }) => day(time) >= from && day(time) <= to);
        expect(await all(`limit=10&start_date=${from}&end_date=${to}`)).to.deep.equal(between);
        expect(await all(`start_date=${from}&end_date=${from}`)).to.deep.equal(
            expected((one) => day(one.time) === from),
        );
        expect(await all(`end_date=2001-01-01`)).to.deep.equal([]);
    });

    it("neither lists nor serves what is past its retention", async () => {
        const expired = place(new Date(Date.now() - 366 * dayMs), "COMPLIANT");
        expect(await all("start_date=2020-01-01")).not.to.include(expired.id);
        expect((await app.inject(`/artifacts/${expired.id}`)).statusCode).to.equal(404);
    });

    it("refuses queries it cannot answer, naming the field", async () => {
        const bad: [string, string][] = [
            ["start_date=2026-02-30", "start_date"],
            ["end_date=yesterday", "end_date"],
            ["start_date=2026-02-02&end_date=2026-02-01", "start_date"],
            ["validation_status=passed", "validation_status"],
            ["limit=0", "limit"],
            ["limit=251", "limit"],
            ["cursor=bm9uc2Vuc2U", "cursor"],
            [`cursor=${Buffer.from("../../audit").toString("base64url")}`, "cursor"],
        ];
        for (const [query, field] of bad) {
            const answer = await app.inject(`/artifacts?${query}`);
            expect(answer.statusCode, query).to.equal(400);
            expect(answer.json().detail, query).to.contain(field);
        }
    });

    it("stays fast at 100,000 artifacts", async function () {
        this.timeout(300_000);
        const now = Date.now();
        // 20,000 on one day, the others over 80 days; one in a thousand is not compliant.
        for (let n = 0; n < 100_000; n++) {
            const daysAgo = n < 20_000 ? 40 : 45 + (n % 80);
            place(new Date(now - daysAgo * dayMs + (n % 3_000_000)), n % 1000 === 0 ? "NON_COMPLIANT" : "COMPLIANT");
        }
        const busy = new Date(now - 40 * dayMs).toISOString().slice(0, 10);
        const queries = [
            `end_date=${busy}&limit=50`,
            `end_date=${busy}&limit=250`,
            `end_date=${busy}&limit=50&validation_status=NON_COMPLIANT`,
            `start_date=${busy}&end_date=${busy}&limit=50`,
        ];
        for (const query of queries) {
            proxy.requests = [];
            const started = performance.now();
            const first = await page(query);
            const milliseconds = performance.now() - started;
            console.log(`      ${query}: ${milliseconds.toFixed(0)} ms, ${proxy.requests.length} requests to S3`);
            expect(first.artifacts.length).to.be.greaterThanOrEqual(query.includes("NON_") ? 20 : 50);
            // What S3 is asked for follows the page, not the number of artifacts: three levels of days, four verdicts.
            const perDay = query.includes("NON_") ? 31 : 8;
            expect(proxy.requests.length).to.be.lessThanOrEqual(8 + perDay);
            expect(milliseconds).to.be.lessThan(2_000);
        }
        proxy.requests = [];
        const second = await page(`end_date=${busy}&limit=50&cursor=${(await page(`end_date=${busy}`)).next_cursor}`);
        expect(second.artifacts).to.have.length(50);
    });
});

const allFiles = ["extracted_text.json", "image.png", "metadata.json", "validation_result.json"];
