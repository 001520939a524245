import { expect } from "chai";
import fc from "fast-check";
import { checkAbv } from "../../src/rules/abv";
import { extract } from "../../src/rules/extract";
import { GroundTruthError, parseGroundTruth } from "../../src/rules/groundTruth";
import { similarity } from "../../src/rules/similarity";
import { pageOf } from "./page";

function valid(
    type: string,
    stated: number,
    labelled: number,
    compatibility: "strict" | "original" = "strict",
): boolean | undefined {
    const page = pageOf(["Brand Name", `${labelled}% ALC/VOL`]);
    const truth = parseGroundTruth({ abv: stated, product_type: type });
    return checkAbv({ page, extraction: extract(page), truth, compatibility })?.valid;
}

describe("alcohol content", () => {
    const table: [string, number, number, boolean][] = [
        ["wine", 12, 13.5, true],
        ["wine", 12, 13.6, false],
        ["wine", 13.5, 14, true],
        // 4.36(c): no tolerance leads across 14 %.
        ["wine", 13.5, 14.1, false],
        ["wine", 14.5, 14, false],
        ["wine", 14.1, 15.1, true],
        ["wine", 14.1, 15.2, false],
        ["spirits", 40, 40.3, true],
        ["spirits", 40, 40.4, false],
        ["beer", 5, 4.7, true],
        ["beer", 5, 4.6, false],
    ];
    for (const [type, stated, labelled, expected] of table) {
        it(`${type}: ${labelled} for ${stated} is ${expected ? "within" : "outside"}`, () => {
            expect(valid(type, stated, labelled)).to.equal(expected);
        });
    }

    it("has the one wine tolerance of the original on request", () => {
        expect(valid("wine", 12, 13.4, "original")).to.equal(false);
        expect(valid("wine", 12, 13.4)).to.equal(true);
    });

    it("halves proof", () => {
        expect(extract(pageOf(["Old Barn", "90 Proof"])).abv?.numeric).to.equal(45);
    });

    it("refuses a ground truth that says nothing readable, by name", () => {
        expect(() => parseGroundTruth({ abv: "strong" })).to.throw(GroundTruthError, "ground_truth.abv");
        expect(() => parseGroundTruth([])).to.throw(GroundTruthError, "object");
    });
});

describe("similarity", () => {
    it("is symmetric, within 0 and 1, and 1 for equal texts only", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (left, right) => {
                const score = similarity(left, right);
                expect(score).to.equal(similarity(right, left));
                expect(score).to.be.within(0, 1);
                expect(score === 1).to.equal(left === right);
            }),
        );
    });
});
