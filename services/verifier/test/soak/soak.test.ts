import { expect } from "chai";

import { soak } from "./soak";

/** SOAK_SECONDS=600 is `make soak`; thirty seconds are too short for the memory to settle, so the bound is wider. */
const seconds = Number(process.env.SOAK_SECONDS ?? 30);
const growth = seconds >= 600 ? 1.05 : 1.25;

describe(`verifier under load for ${seconds} s, S3 killed meanwhile`, () => {
    it("loses no artifact, answers nothing unexpected, and its memory stays bounded", async function () {
        this.timeout((seconds + 150) * 1000);
        const result = await soak(seconds, (line) => console.log(`      ${line}`));
        expect(result.unexpected).to.deep.equal([]);
        expect(result.queued, "artifacts that met the dead S3 server").to.be.greaterThan(0);
        expect(result.lost, "promised artifacts that cannot be read").to.deep.equal([]);
        expect(result.healthy).to.equal(true);
        expect(result.rss[9]! / result.rss[2]!, "last tenth's memory / third's").to.be.at.most(growth);
    });
});
