import { expect } from "chai";

import { looksLike } from "../../src/rules/confusable";
import { findText } from "../../src/rules/find";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { judge } from "../../src/rules/judge";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const scoreOf = (expected: string, lines: string[], apart = false): number =>
    findText(expected, pageOf(lines), apart).score;

describe("an expected text", () => {
    for (const [expected, lines] of [
        ["Hollow Brook", ["2022 HOLLOW BROOK EST. 1987"]],
        ["Hollow Brook", ["HOLLOW", "BROOK"]],
        ["Hollow Brook", ["H0LL0W BR00K"]],
        ["Bernard & Fils", ["BERNARD AND FILS"]],
        ["Vina Sol", ["VIÑA SOL"]],
        ["Low Tide Brewing, Bandon, OR", ["LOW TIDE BREWING", "BANDON, OREGON"]],
        ["Low Tide Brewing, Bandon, Oregon", ["LOW TIDE BREWING", "BANDON, OR"]],
    ] as const) {
        it(`${expected} is found in ${lines.join(" / ")}`, () => {
            expect(scoreOf(expected, ["A LINE BEFORE", ...lines, "AND ONE BELOW"])).to.equal(1);
        });
    }

    it("is found with another column between its words where it is a name and address, and only there", () => {
        const lines = ["WineGod Consulting Vegan", "New York, NY"];
        expect(scoreOf("WineGod Consulting New York, NY", lines, true)).to.equal(1);
        expect(scoreOf("WineGod Consulting New York, NY", lines)).to.be.below(0.9);
    });

    for (const [expected, line] of [
        ["Rum", "INSTRUMENT"],
        ["Rum", "RUMBLE"],
        ["Leitz", "LEIDZ"],
        ["Stone Martin", "THUNDER VALLEY"],
    ] as const) {
        it(`${expected} is not found in ${line}`, () => {
            expect(scoreOf(expected, [line])).to.be.below(0.9);
        });
    }
});

describe("what looks alike", () => {
    for (const [read, wanted] of [
        ["10", "TO"],
        ["T0", "TO"],
        ["lMPAlRS", "IMPAIRS"],
        ["bumed", "burned"],
    ] as const) {
        it(`${read} may be ${wanted}`, () => expect(looksLike(read, wanted)).to.equal(true));
    }
    it("woman is not women", () => expect(looksLike("WOMAN", "WOMEN")).to.equal(false));
});

describe("a label of which much was not read", () => {
    const lines = ["THUNDER VALLEY", "Red Wine", "13% ALC/VOL", "750 mL", "Bottled by Willow Ridge Company, Napa, CA"];
    const truth = parseGroundTruth({ brand_name: "Silver Creek", product_type: "wine" });
    const violationsOf = (covered: number, warning: string): string[] =>
        judge({ ...pageOf([...lines, "Contains sulfites", warning]), covered }, truth, "strict").violations.map(
            ({ field }) => field,
        );

    it("is not accused of a brand that may be its lettering; one that was read as a whole is", () => {
        expect(violationsOf(0.5, WARNING_TEXT)).to.deep.equal([]);
        expect(violationsOf(1, WARNING_TEXT)).to.deep.equal(["brand_name"]);
    });

    it("is not accused of a warning that nobody could find, nor of its end", () => {
        expect(violationsOf(0.5, "")).to.deep.equal([]);
        expect(violationsOf(0.5, WARNING_TEXT.slice(0, WARNING_TEXT.indexOf(" (2)")))).to.deep.equal([]);
    });

    it("is accused of another word that was read well in the midst of the warning", () => {
        expect(violationsOf(0.5, WARNING_TEXT.replace("women", "woman"))).to.deep.equal(["government_warning.text"]);
    });
});
