import { expect } from "chai";
import { judge } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const LINES = [
    "Silver Creek",
    "Red Wine",
    "13.5% ALC/VOL",
    "750 mL",
    "Contains Sulfites",
    "Bottled by Willow Ridge Company, Napa, CA",
];
const TRUTH = parseGroundTruth({
    ground_truth: {
        brand_name: "SILVER CREEK",
        alcohol_content_numeric: 13.5,
        net_contents: "750 mL",
        product_type: "wine",
    },
});

describe("verdict", () => {
    it("is COMPLIANT for a label with everything on it, and draws every field", () => {
        const verdict = judge(pageOf([...LINES, WARNING_TEXT]), TRUTH, "strict");
        expect(verdict.violations).to.deep.equal([]);
        expect(verdict.status).to.equal("COMPLIANT");
        expect(verdict.validation_results.structural.every(({ box }) => box !== undefined)).to.equal(true);
        expect(verdict.warnings.join()).to.contain("bold");
    });

    const broken: [string, string[], string][] = [
        [
            "a header not in capitals",
            [...LINES, WARNING_TEXT.replace("GOVERNMENT WARNING", "Government Warning")],
            "government_warning.header",
        ],
        [
            "a changed word",
            [...LINES, WARNING_TEXT.replace("birth defects", "birth damage")],
            "government_warning.text",
        ],
        [
            "a missing sentence",
            [...LINES, WARNING_TEXT.slice(0, WARNING_TEXT.indexOf("(2)") - 1)],
            "government_warning.text",
        ],
        [
            "an added word",
            [...LINES, WARNING_TEXT.replace("may cause", "may sometimes cause")],
            "government_warning.text",
        ],
        ["no warning", LINES, "government_warning"],
        ["no bottler", [...LINES.slice(0, 5), WARNING_TEXT], "bottler"],
        ["other contents", [...LINES.map((line) => line.replace("750 mL", "1 L")), WARNING_TEXT], "net_contents"],
        [
            "another commodity",
            [...LINES.map((line) => line.replace("Red Wine", "Vodka")), WARNING_TEXT],
            "product_type",
        ],
    ];
    for (const [name, lines, field] of broken) {
        it(`is NON_COMPLIANT for ${name}, and for that alone`, () => {
            const verdict = judge(pageOf(lines), TRUTH, "strict");
            expect(verdict.status).to.equal("NON_COMPLIANT");
            expect([...new Set(verdict.violations.map((violation) => violation.field))]).to.deep.equal([field]);
        });
    }

    it("does not hold a word that it could not read against the label", () => {
        const page = pageOf([...LINES, WARNING_TEXT.replace("pregnancy", "pregnanoy")]);
        const words = page.words.map((word) => (word.text === "pregnanoy" ? { ...word, confidence: 0.4 } : word));
        const verdict = judge({ ...page, words }, TRUTH, "strict");
        expect(verdict.status).to.equal("PARTIAL_VALIDATION");
        expect(verdict.warnings.join()).to.contain("Not legible");
    });

    it("accepts a fuzzy warning only as the original does", () => {
        const page = pageOf([...LINES, WARNING_TEXT.replace("should not drink", "should avoid")]);
        expect(judge(page, TRUTH, "original").status).to.equal("COMPLIANT");
        expect(judge(page, TRUTH, "strict").status).to.equal("NON_COMPLIANT");
    });
});
