import { expect } from "chai";

import { joinPanels } from "../../src/ocr/panels";
import { judge } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const front = ["Silver Creek", "India Pale Ale", "6% ALC/VOL", "12 FL OZ"];
const back = ["Silver Creek", "Brewed by Willow Ridge Company, Bend, OR", WARNING_TEXT];
const truth = parseGroundTruth({
    brand_name: "Silver Creek",
    abv: 6,
    net_contents: "12 fl oz",
    bottler: "Willow Ridge Company, Bend, OR",
});

describe("panels of one label", () => {
    it("are judged as one, and each field tells its panel", () => {
        const page = joinPanels([
            { name: "front.jpg", page: pageOf(front) },
            { name: "back.jpg", page: pageOf(back) },
        ]);
        const { status, validation_results } = judge(page, truth, "strict");
        expect(status).to.equal("COMPLIANT");
        const panels = Object.fromEntries(validation_results.structural.map(({ field, panel }) => [field, panel]));
        expect(panels).to.include({
            brand_name: "front.jpg",
            abv: "front.jpg",
            bottler: "back.jpg",
            "government_warning.text": "back.jpg",
        });
    });

    it("do not lend each other words: a statement does not begin on one and end on the next", () => {
        const page = joinPanels([
            { name: "front.jpg", page: pageOf([...front.slice(0, 3), "12"]) },
            { name: "back.jpg", page: pageOf(["FL OZ", ...back.slice(1)]) },
        ]);
        expect(judge(page, undefined, "strict").extracted_fields.net_contents).to.equal(null);
    });

    it("one alone is the page as it was read, and names no panel", () => {
        const page = pageOf(front);
        expect(joinPanels([{ name: "front.jpg", page }])).to.equal(page);
    });
});
