import { expect } from "chai";

import { lookAgain, type OpenPanel } from "../../src/looks/lookAgain";
import { type Box, OcrError, type OcrPage, type OcrWord } from "../../src/ocr/types";
import { judge } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "../rules/page";

const good = ["Silver Creek", "Red Wine", "13% ALC/VOL", "750 mL", "Contains sulfites"].concat(
    "Bottled by Willow Ridge Company, Napa, CA",
    WARNING_TEXT,
);
const truth = parseGroundTruth({ brand_name: "Silver Creek", product_type: "wine", abv: 13, net_contents: "750 mL" });
const judged = (page: OcrPage) => judge(page, truth, "strict");
const other = good.map((line) => line.replace("13%", "15%"));

function panel(page: OcrPage, read: () => OcrWord[]): OpenPanel & { asked: number } {
    const opened = {
        name: "front.jpg",
        asked: 0,
        picture: {
            page,
            look: async () => {
                opened.asked += 1;
                return read();
            },
            isColoured: async () => false,
            cover: (_boxes: readonly Box[]): number => 1,
            toPicture: (box: Box) => box,
        },
    };
    return opened;
}

describe("a label that is read again", () => {
    const enough = (): boolean => true;

    it("is not, where the first reading settles it", async () => {
        const front = panel(pageOf(good), () => []);
        const { judgement, page } = await lookAgain(pageOf(good), [front], judged, enough);
        expect([judgement.status, front.asked, page.looks]).to.deep.equal(["COMPLIANT", 0, []]);
    });

    it("is looked at until its verdict is settled, and no longer", async () => {
        const front = panel(pageOf(other), () => pageOf(["13% ALC/VOL"]).words);
        const { judgement } = await lookAgain(pageOf(other), [front], judged, enough);
        expect([judgement.status, front.asked]).to.deep.equal(["COMPLIANT", 1]);
    });

    it("is accused of what two readings agree on", async () => {
        const front = panel(pageOf(other), () => pageOf(["15% ALC/VOL"]).words);
        expect((await lookAgain(pageOf(other), [front], judged, enough)).judgement.status).to.equal("NON_COMPLIANT");
    });

    it("is not, where it has more words than any label, which would hold up everybody else", async () => {
        const many = pageOf([
            ...other,
            ...Array.from({ length: 200 }, () => "one two three four five six seven eight"),
        ]);
        const front = panel(many, () => []);
        const { judgement } = await lookAgain(many, [front], judged, enough);
        expect([judgement.status, front.asked]).to.deep.equal(["PARTIAL_VALIDATION", 0]);
    });

    it("keeps the verdict of its first reading where there is no time, and says so", async () => {
        const front = panel(pageOf(other), () => pageOf(["15% ALC/VOL"]).words);
        const { judgement, hurried } = await lookAgain(pageOf(other), [front], judged, () => false);
        expect([judgement.status, hurried, front.asked]).to.deep.equal(["PARTIAL_VALIDATION", true, 0]);
    });

    it("keeps the verdict of its first reading where a second one fails, unless the client is gone", async () => {
        const failing = (error: Error) =>
            panel(pageOf(other), () => {
                throw error;
            });
        const { judgement } = await lookAgain(pageOf(other), [failing(new OcrError("died"))], judged, enough);
        expect(judgement.status).to.equal("PARTIAL_VALIDATION");
        const gone = new DOMException("gone", "AbortError");
        const outcome = await lookAgain(pageOf(other), [failing(gone)], judged, enough).catch((error) => error);
        expect(outcome).to.equal(gone);
    });

    it("of several panels gets words that name the panel looked at", async () => {
        const named = (page: OcrPage): OcrPage => ({
            ...page,
            words: page.words.map((word) => ({ ...word, panel: "front.jpg" })),
        });
        const front = panel(pageOf(other), () => pageOf(["13% ALC/VOL"]).words);
        const back = { ...panel(pageOf([]), () => []), name: "back.jpg" };
        const { page } = await lookAgain(named(pageOf(other)), [front, back], judged, enough);
        expect(new Set(page.looks![0]!.words.map((word) => word.panel))).to.deep.equal(new Set(["front.jpg"]));
    });

    it("has text on its end among what was read once a look has surely read it, and not what that guessed", async () => {
        const lines = good.filter((line) => line !== WARNING_TEXT);
        const onEnd = ["HLIVAH", "SAVD", "NOIOUNS"].map((text, index) => ({
            ...{ text, confidence: 0.4, line: 100 + index },
            box: { left: 700, top: 500 - index * 60, width: 12, height: 50 },
        }));
        const page = { ...pageOf(lines), covered: 0.5 };
        const first = { ...page, words: [...page.words, ...onEnd] };
        const [sure, guess] = pageOf(["HEALTH CAUSE"]).words.map((word, index) => ({
            ...word,
            confidence: index === 0 ? 0.95 : 0.3,
        }));
        const front = panel(first, () => [sure!, guess!]);
        const covered: number[] = [];
        front.picture.cover = (boxes) => {
            covered.push(boxes.length);
            return 0.9;
        };
        const { page: read } = await lookAgain(first, [front], judged, enough);
        expect(read.covered).to.equal(0.9);
        expect(covered).to.deep.equal([1, 1]);
    });
});
