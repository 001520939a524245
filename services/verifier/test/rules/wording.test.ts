import { expect } from "chai";

import { alcoholOf } from "../../src/rules/alcohol";
import { commodityOf } from "../../src/rules/commodity";
import { extract } from "../../src/rules/extract";
import { judge, type Judgement } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { sameVolume } from "../../src/rules/volume";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const WARNING = [
    "GOVERNMENT WARNING: (1) According to the Surgeon General, women",
    "should not drink alcoholic beverages during preg-",
    "nancy because of the risk of birth defects. (2) Consumption of",
    "alcoholic beverages impairs your ability to drive a car or",
    "operate machinery, and may cause health problems.",
];
const verdictOf = (lines: readonly string[], truth?: object): Judgement =>
    judge(pageOf(lines), truth && parseGroundTruth(truth), "strict");
const failed = ({ violations }: Judgement): string[] => violations.map(({ field }) => field);

describe("wording of real labels", () => {
    const alcohol: [string, number | undefined][] = [
        ["13.5% ALC/VOL", 13.5],
        ["ALC. 13.5% BY VOL.", 13.5],
        ["ALCOHOL 13.5% BY VOLUME", 13.5],
        ["Alc. by Vol. 13.5%", 13.5],
        ["ALC/VOL 5.0%", 5],
        ["ABV: 5.2%", 5.2],
        ["13,5 % vol", 13.5],
        ["40%ALC./VOL.(80 PROOF)", 40],
        ["(90-Proof) 45% Alc/Vol", 45],
        ["35% ALCZVOL 1L", 35],
        ["8% Dy vol: 750 ml", 8],
        ["Alc/Vol Proof 67% 134", 67],
        ["YN'OL PROOF 67% 134", 67],
        ["YN'OL PROOF 62% 134", undefined],
        ["100% AGAVE 200 BOTTLES", undefined],
        ["86.8° PROOF", 43.4],
        ["Contains 12% alcohol", 12],
        ["100% agave", undefined],
        ["113.5% ALC", undefined],
        ["waterproof", undefined],
    ];
    for (const [text, per] of alcohol) {
        it(`${text}: ${per ?? "no alcohol statement"}`, () => expect(alcoholOf(text)?.numeric).to.equal(per));
    }

    const volumes: [string, string, boolean | undefined][] = [
        ["12 floz", "12 fl oz", true],
        ["120z", "12 fl oz", true],
        ["750ML", "750 mL", true],
        ["12 FL. OZ.", "355 mL", true],
        ["12 FL. OZ.", "16 FL. OZ.", false],
        ["750 mL", "755 mL", false],
        ["1 PINT", "16 fl oz", true],
        ["1 PT. 9.4 FL. OZ.", "750 mL", true],
        ["1.75 LITERS", "1.75L", true],
        ["1,000 mL", "1 L", true],
        ["750 mL 25.4 FL OZ", "750 mL", true],
        ["a bottle", "750 mL", undefined],
    ];
    for (const [left, right, same] of volumes) {
        it(`${left} and ${right}: ${same ?? "not to be compared"}`, () => {
            expect(sameVolume(left, right)).to.equal(same);
            expect(sameVolume(right, left)).to.equal(same);
        });
    }

    const commodities: [string, string | undefined][] = [
        ["Dry Rosé", "wine"],
        ["Bourbon Barrel-Aged Stout", "malt"],
        ["Straight Bourbon Whiskey finished in Port casks", "spirits"],
        ["Barley Wine Style Ale", "malt"],
        ["Ginger Portfolio", undefined],
    ];
    for (const [text, commodity] of commodities) {
        it(`${text}: ${commodity ?? "no commodity"}`, () => expect(commodityOf(text)).to.equal(commodity));
    }

    it("a back label is read: the warning first, statements broken over lines, everything after it", () => {
        const lines = [
            "SILVER",
            "CREEK",
            ...WARNING,
            "NAPA VALLEY",
            "RED WINE",
            "CONTAINS SULFITES",
            "ALC. 13.5%",
            "BY VOL.",
            "750",
            "ML",
        ];
        const bottler = ["PRODUCED AND BOTTLED BY", "Silver Creek Winery", "Napa, CA 94558"];
        const verdict = verdictOf([...lines, ...bottler, "PRODUCT OF USA"], {
            brand_name: "Silver Creek",
            abv: 13.5,
            net_contents: "750 mL",
            bottler: "Silver Creek Winery, Napa, CA 94558",
        });
        expect(failed(verdict)).to.deep.equal([]);
        expect(verdict.status).to.equal("COMPLIANT");
        expect(verdict.extracted_fields).to.include({ abv_numeric: 13.5, net_contents: "750 ML", country: "USA" });
        expect(verdict.extracted_fields.bottler).to.equal(bottler.join(" "));
    });

    it("a volume in serving facts is no net contents", () => {
        expect(extract(pageOf(["Old Barn", "Serving size 5 fl oz", "750 mL"])).net_contents?.value).to.equal("750 mL");
    });

    it("a country ends where its statement does", () => {
        expect(extract(pageOf(["IMPORTED FROM FRANCE BY OLD BARN"])).country?.value).to.equal("FRANCE");
        expect(extract(pageOf(["Product of New Zealand 750 mL"])).country?.value).to.equal("New Zealand");
    });

    it("a brand that stands nowhere on the label is a violation still", () => {
        const verdict = verdictOf(["Silver", "Creek", "Red Wine", "13% ALC/VOL", ...WARNING], {
            brand_name: "Thunder",
        });
        expect(failed(verdict)).to.include("brand_name");
    });
});

describe("what the law leaves open", () => {
    const rest = ["750 mL", "Bottled by Old Barn Company, Napa, CA", WARNING_TEXT];

    it("table wine needs no alcohol content, but table wine has 14 % at most", () => {
        expect(failed(verdictOf(["Old Barn", "Red Table Wine", ...rest]))).to.deep.equal([]);
        expect(failed(verdictOf(["Old Barn", "Red Table Wine", ...rest], { abv: 15 }))).to.deep.equal(["abv"]);
        expect(failed(verdictOf(["Old Barn", "Red Wine", ...rest]))).to.deep.equal(["abv"]);
    });

    it("malt beverages need none, unless the application has one", () => {
        const beer = ["Old Barn", "Lager Beer", "12 FL OZ", ...rest.slice(1)];
        expect(failed(verdictOf(beer))).to.deep.equal([]);
        expect(failed(verdictOf(beer, { abv: 5 }))).to.deep.equal(["abv"]);
        expect(failed(verdictOf(["Old Barn", "Vodka", ...rest]))).to.deep.equal(["abv"]);
    });

    it("a commodity that the designation does not tell is for a person to judge", () => {
        const verdict = verdictOf(["Old Barn", "Estate Blend", "13% ALC/VOL", ...rest], { product_type: "wine" });
        expect(verdict.status).to.equal("PARTIAL_VALIDATION");
        expect(verdict.warnings.join()).to.contain("product_type");
    });

    it("a class that was applied for and is not there is a violation", () => {
        const verdict = verdictOf(["Old Barn", "13% ALC/VOL", ...rest], { class_type: "Red Wine" });
        expect(failed(verdict)).to.deep.equal(["product_type"]);
    });
});

describe("a field that is not found", () => {
    const rest = ["Bottled by Old Barn Company, Napa, CA", WARNING_TEXT];
    const verdict = (line: string, confidence: number): Judgement => {
        const page = pageOf(["Old Barn", "Red Wine", "750 mL", line, ...rest]);
        const words = page.words.map((word) => (word.line === 3 ? { ...word, confidence } : word));
        return judge({ ...page, words }, undefined, "strict");
    };

    it("may be the line that could not be read: a person must look", () => {
        const { status, warnings } = verdict("IS % ALC VOL", 0.3);
        expect(status).to.equal("PARTIAL_VALIDATION");
        expect(warnings.join()).to.contain("abv");
    });

    it("is missing where every line could be read, and where all that could not is a speck", () => {
        expect(failed(verdict("Estate Grown", 0.96))).to.deep.equal(["abv"]);
        expect(failed(verdict("~ |", 0.1))).to.deep.equal(["abv"]);
    });
});

describe("the header of the warning", () => {
    const label = ["Old Barn", "Red Wine", "13% ALC/VOL", "750 mL", "Bottled by Old Barn Company, Napa, CA"];
    for (const header of ["", "WARNING: ", "Government Warning: ", "GOVERNMENT ADVICE: "]) {
        it(`${JSON.stringify(header)} is a violation`, () => {
            const verdict = verdictOf([...label, WARNING_TEXT.replace("GOVERNMENT WARNING: ", header)]);
            expect(failed(verdict)).to.include("government_warning.header");
        });
    }

    it("is not held against a label of which too little can be read", () => {
        const page = pageOf([...label, WARNING_TEXT.replace("GOVERNMENT WARNING: ", "")]);
        const words = page.words.map((word, index) => (index < 12 ? { ...word, confidence: 0.3 } : word));
        expect(judge({ ...page, words }, undefined, "strict").status).to.equal("PARTIAL_VALIDATION");
    });
});

describe("ground truth", () => {
    for (const abv of [-5, "-5", "see 13", 101, "5 litres"]) {
        it(`${JSON.stringify(abv)} is no alcohol content`, () => {
            expect(() => parseGroundTruth({ abv })).to.throw("ground_truth.abv");
        });
    }
    const good: [unknown, number][] = [
        [".5", 0.5],
        ["12,5 %", 12.5],
        ["100 proof (50% alc/vol)", 50],
        ["80 proof", 40],
        [13, 13],
    ];
    for (const [abv, per] of good) {
        it(`${JSON.stringify(abv)} is ${per} per cent`, () => expect(parseGroundTruth({ abv }).abv).to.equal(per));
    }

    it("is told which keys no rule knows", () => {
        const { warnings } = verdictOf(["Old Barn"], { brand_nmae: "x", abv: 5 });
        expect(warnings.join()).to.contain('"brand_nmae"');
    });

    it("has no text so long that comparing it would hold up the service", () => {
        expect(() => parseGroundTruth({ brand_name: "x".repeat(501) })).to.throw("longer than 500");
    });
});

describe("the original's warning", () => {
    it("is measured as difflib does: a missing tenth passes", () => {
        const lines = ["Old Barn", WARNING_TEXT.replace(" and may cause health problems.", "")];
        const { government_warning } = judge(pageOf(lines), undefined, "original").extracted_fields;
        expect(government_warning.text_correct).to.equal(true);
    });
});
