import { expect } from "chai";
import { labels } from "../../labels/index";
import { verifyLabel } from "../../src/engine";

/** Another seed than the one settings were chosen on (1) and than that of the bench. */
const SEED = 77;
const DEPENDENCIES = { ollama: { host: "http://127.0.0.1:1", model: "none" }, compatibility: "strict" } as const;

describe("accuracy, short form of bench/verifierAccuracy", () => {
    it("finds the violations of undistorted labels and accuses no compliant one", async () => {
        const plain = labels(SEED, 8).filter(({ distorted }) => !distorted);
        let found = 0;
        let falseAlarms = 0;
        for (const label of plain) {
            const options = {
                groundTruth: label.truth,
                backend: "tesseract",
                signal: AbortSignal.timeout(30_000),
            } as const;
            const { status } = await verifyLabel(await label.image(), options, DEPENDENCIES);
            found += label.violation && status === "NON_COMPLIANT" ? 1 : 0;
            falseAlarms += !label.violation && status === "NON_COMPLIANT" ? 1 : 0;
        }
        expect(plain).to.have.length(16);
        expect(falseAlarms).to.equal(0);
        expect(found).to.be.at.least(7);
    });
});
