import { expect } from "chai";
import { type Label, labels } from "../../labels/index";
import { type Verdict, verifyLabel } from "../../src/engine";
import { Tesseract } from "../../src/ocr/tesseract";

/** Neither the seed that settings were chosen on nor that of services/verifier/bench/verifierAccuracy, of which this is the short form. */
const SEED = 77;
const tesseract = new Tesseract();
const DEPENDENCIES = {
    tesseract,
    ollama: { host: "http://127.0.0.1:1", model: "none" },
    compatibility: "strict",
} as const;

async function verdictOn(label: Label): Promise<Verdict["status"]> {
    const { signal } = new AbortController();
    const options = { groundTruth: label.truth, backend: "tesseract", signal } as const;
    return (await verifyLabel(await label.image(), options, DEPENDENCIES)).status;
}

describe("verdicts on drawn labels", () => {
    after(() => tesseract.close());

    for (const [half, distorted] of [
        ["undistorted", false],
        ["distorted", true],
    ] as const) {
        it(`accuse no compliant label, and find the violations: ${half}`, async () => {
            const set = labels(SEED, 16).filter((label) => label.distorted === distorted);
            const statuses = { good: [] as string[], bad: [] as string[] };
            for (const label of set) {
                statuses[label.violation ? "bad" : "good"].push(await verdictOn(label));
            }
            const count = (list: string[], wanted: string): number => list.filter((status) => status === wanted).length;
            expect(set).to.have.length(16);
            expect(count(statuses.good, "NON_COMPLIANT")).to.equal(0);
            expect(count(statuses.good, "COMPLIANT")).to.be.at.least(7);
            expect(count(statuses.bad, "NON_COMPLIANT")).to.be.at.least(7);
            expect(count(statuses.bad, "COMPLIANT")).to.equal(0);
        });
    }
});
