import { expect } from "chai";
import fc from "fast-check";

import { withoutContradicted } from "../../src/rules/contradict";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { judge, type Judgement } from "../../src/rules/judge";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const truth = parseGroundTruth({ brand_name: "Silver Creek", product_type: "wine", abv: 13, net_contents: "750 mL" });
const lines = ["Silver Creek", "Red Wine", "13% ALC/VOL", "750 mL", "Contains sulfites"];
const maker = "Bottled by Willow Ridge Company, Napa, CA";
const read = (changes: Readonly<Record<string, string>> = {}): Judgement => {
    const text = [...lines, maker, WARNING_TEXT].map((line) => changes[line] ?? line);
    return judge(pageOf(text.filter((line) => line !== "")), truth, "strict");
};
const wrongWarning = { [WARNING_TEXT]: WARNING_TEXT.replace("women", "woman") };
const wrongAlcohol = { "13% ALC/VOL": "15% ALC/VOL" };

describe("what the vision model says of what Tesseract holds against a label", () => {
    it("a field that it reads as the application says becomes a question to a person, and is named", () => {
        const verdict = withoutContradicted(read(wrongAlcohol), read());
        expect(verdict.status).to.equal("PARTIAL_VALIDATION");
        expect(verdict.violations).to.deep.equal([]);
        expect(verdict.warnings[0]).to.match(/a person must look: abv$/);
    });

    it("a field that it reads as wrong as Tesseract did stays a violation", () => {
        expect(withoutContradicted(read(wrongAlcohol), read(wrongAlcohol))).to.deep.equal(read(wrongAlcohol));
    });

    it("a field that it does not read at all stays a violation", () => {
        const blind = read({ "13% ALC/VOL": "" });
        expect(withoutContradicted(read(wrongAlcohol), blind).status).to.equal("NON_COMPLIANT");
    });

    it("one field that it contradicts leaves the violation of another", () => {
        const verdict = withoutContradicted(read({ ...wrongAlcohol, ...wrongWarning }), read(wrongWarning));
        expect(verdict.status).to.equal("NON_COMPLIANT");
        expect(verdict.violations.map(({ field }) => field)).to.not.contain("abv");
    });

    it("never acquits, and never accuses", () => {
        const reading = fc.subarray([...lines, maker, WARNING_TEXT]).map((gone) => {
            const changed = gone.map((line) => [line, line.replace(/\d|women/, "9")] as const);
            return read(Object.fromEntries(changed));
        });
        fc.assert(
            fc.property(reading, reading, (first, second) => {
                const verdict = withoutContradicted(first, second);
                expect(first.violations).to.deep.include.members(verdict.violations);
                expect(verdict.status === "COMPLIANT").to.equal(first.status === "COMPLIANT");
            }),
            { numRuns: 60 },
        );
    });
});
