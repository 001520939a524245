import { expect } from "chai";

import { type LookRequest, nextLook, type PanelState } from "../../src/looks/plan";
import type { OcrPage, OcrWord, SecondLook } from "../../src/ocr/types";
import { judge } from "../../src/rules/judge";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "../rules/page";

const label = ["Silver Creek", "Red Wine", "13% ALC/VOL", "750 mL", "Contains sulfites"];
const maker = "Bottled by Willow Ridge Company, Napa, CA";
const truth = parseGroundTruth({ brand_name: "Silver Creek", product_type: "wine", abv: 13, net_contents: "750 mL" });
const warning = WARNING_TEXT.match(/(?:\S+ ?){1,6}/g)!.map((line) => line.trim());
const good = [...label, maker, ...warning];
const plain = [{ name: undefined, size: { width: 1000, height: 1000 }, coloured: false }];
const coloured = plain.map((panel) => ({ ...panel, coloured: true }));

const unread = (page: OcrPage): OcrPage => ({ ...page, looks: page.looks ?? [], covered: 0.5 });
/** All looks that would be taken, in their order, when none of them finds anything. */
function looksAt(page: OcrPage, panels: readonly PanelState[] = plain): LookRequest[] {
    const [requests, taken] = [[] as LookRequest[], new Set<string>()];
    const judgement = judge(page, truth, "strict");
    for (let next = nextLook(page, panels, judgement, taken); next; next = nextLook(page, panels, judgement, taken)) {
        requests.push(next);
        taken.add(next.key);
    }
    return requests;
}
const keysOf = (page: OcrPage): string[] => looksAt(page).map(({ key }) => key);
const onEnd = (texts: readonly string[], left: number): OcrWord[] =>
    texts.map((text, index) => ({
        text,
        confidence: 0.4,
        line: 100 + index,
        box: { left, top: 500 - index * 60, width: 12, height: 50 },
    }));

describe("second looks", () => {
    it("are taken at nothing that is settled: neither at a good label nor at one with a violation", () => {
        expect(keysOf({ ...pageOf(good), looks: [] })).to.deep.equal([]);
        expect(keysOf(pageOf(good.map((line) => line.replace("13%", "15%"))))).to.deep.equal([]);
    });

    it("go on at an accused label for what else one reading holds against it, and for nothing else", () => {
        const page = pageOf(good.filter((line) => line !== maker).map((line) => line.replace("13%", "15%")));
        const confirmed: SecondLook = { words: pageOf(["15% ALC/VOL"]).words, whole: false, turn: 0 };
        expect(keysOf({ ...page, looks: [confirmed] })).to.deep.equal(["whole: 0"]);
        const unreadable = { ...pageOf(["Silver Creek", "15% ALC/VOL"]), covered: 0.5 };
        expect(keysOf({ ...unreadable, looks: [confirmed] })).to.deep.equal([]);
    });

    it("begin with what one reading holds against the label, at the original's size", () => {
        const [first] = looksAt({ ...pageOf(good.map((line) => line.replace("13%", "15%"))), looks: [] });
        expect(first).to.deep.include({ key: "as it is: abv", mode: { psm: 6 } });
        expect(first!.part).to.deep.include({ turn: 0, scale: 1 });
        expect(first!.part!.box!.top).to.be.within(25, 45);
    });

    it("are at the warning by itself, its letters 40 pixels tall, and at nothing else before", () => {
        const page = pageOf(good.map((line) => line.replace("machinery", "mxxhinery")));
        const words = page.words.map((word) => (/mxx/.test(word.text) ? { ...word, confidence: 0.3 } : word));
        const [first] = looksAt(unread({ ...page, words }));
        expect(first!.key).to.equal("warning: 0, 40, luminance");
        expect(first!.part!.scale).to.be.closeTo(40 / 15, 0.01);
        expect(first!.part!.box!.top).to.be.within(90, 125);
    });

    it("take no word of the same letters far away for a part of the warning", () => {
        const page = pageOf(good.map((line) => line.replace("beverages during", "bxxrages during")));
        const far = {
            text: "beverages",
            confidence: 0.9,
            line: 99,
            box: { left: 900, top: 900, width: 60, height: 15 },
        };
        const words = [...page.words.map((word) => (/bxx/.test(word.text) ? { ...word, confidence: 0.3 } : word)), far];
        const { left, width } = looksAt(unread({ ...page, words }))[0]!.part!.box!;
        expect(left + width).to.be.below(500);
    });

    it("turn text that stands on its end both ways, and read the rest of the picture without it", () => {
        const page = pageOf([...label, maker]);
        const words = [...page.words, ...onEnd(["HLIVAH", "SAVD", "NOIOUNS", "AVIN"], 700)];
        const requests = looksAt(unread({ ...page, words }));
        expect(requests.map(({ key }) => key)).to.deep.equal(["turned: 0, 0, 90", "turned: 0, 0, 270", "whole: 0"]);
        expect(requests[0]!.part).to.deep.include({ turn: 90 });
        expect(requests[2]!.part).to.deep.include({
            turn: 0,
            without: [{ left: 700, top: 320, width: 12, height: 230 }],
        });
    });

    it("are at no warning that stands on its end before it was turned", () => {
        const words = onEnd(["GOVERNMENT", "WARNING", "ACCORDING", "SURGEON", "GENERAL", "WOMEN"], 700);
        const page = pageOf([...label, maker]);
        expect(keysOf(unread({ ...page, words: [...page.words, ...words] }))[0]).to.equal("turned: 0, 0, 90");
    });

    it("look for the end of a warning that was found in a turned part there, turned", () => {
        const page = pageOf([...label, maker]);
        const found = WARNING_TEXT.split(" ").slice(0, 24);
        const turned: SecondLook = { words: onEnd(found, 700), whole: false, turn: 90 };
        const request = looksAt(unread({ ...page, looks: [turned] })).find(
            ({ key }) => key === "warning: 0, 40, luminance",
        );
        expect(request!.part!.turn).to.equal(90);
        // The lines that are missing stand to its right.
        const { left, width } = request!.part!.box!;
        expect(700 - left).to.be.below(20);
        expect(left + width - 712).to.be.above(50);
    });

    it("are, where all ink was read and something is not found, at the lines that were read badly, each by itself", () => {
        const page = pageOf(good.map((line) => (line === "750 mL" ? "LL" : line)));
        const words = page.words.map((word) => (word.text === "LL" ? { ...word, confidence: 0.4 } : word));
        const [first] = looksAt({ ...page, words, looks: [], covered: 0.9 });
        expect(first!.key).to.equal("line: 0, 3");
        expect(first!.part!.box).to.include({ top: 52, height: 31 });
        expect(keysOf(unread({ ...page, words }))).to.deep.equal(["whole: 0"]);
    });

    it("are, where all ink was read and no warning is found, at all of the picture as it is, too", () => {
        const page = pageOf([...label, maker]);
        expect(keysOf({ ...page, looks: [], covered: 0.9 })).to.deep.equal(["whole: 0", "whole as it is: 0"]);
        expect(keysOf(unread(page))).to.deep.equal(["whole: 0"]);
    });

    it("read all of a coloured picture in the gray in which no colour is as light as white, too", () => {
        const page = unread(pageOf(good.filter((line) => line !== "750 mL")));
        const asked = looksAt(page, coloured).map(({ key, part, mode }) => [key, part!.gray, mode.adaptive ?? false]);
        expect(asked).to.deep.equal([
            ["colours: 0", "least", false],
            ["whole: 0", "least", true],
        ]);
    });

    it("read a warning that was found in that gray in that gray again", () => {
        const page = unread(pageOf([...label, maker]));
        const words = pageOf(warning)
            .words.filter(({ text }) => text !== "drink")
            .map((word) => ({ ...word, confidence: 0.3 }));
        const [first] = looksAt({ ...page, looks: [{ words, whole: false, turn: 0, gray: "least" }] }, coloured);
        expect([first!.key, first!.part!.gray]).to.deep.equal(["warning: 0, 40, least", "least"]);
    });

    it("are taken at a line that has the words of a statement of alcohol and no number, enlarged", () => {
        const page = pageOf(good.map((line) => line.replace("13% ALC/VOL", "alc goby vol")));
        const [first] = looksAt(unread(page));
        expect([first!.key, first!.part!.scale]).to.deep.equal(["trace: 0, luminance, 2", 3]);
        expect(first!.part!.box).to.include({ left: 0, width: 160 });
    });

    it("have five million pixels at most, however large the picture is", () => {
        const size = { width: 7000, height: 7000 };
        const page = { ...pageOf([...label, maker]), looks: [], covered: 0.9 };
        const judgement = judge(page, truth, "strict");
        const request = nextLook(page, [{ name: undefined, size, coloured: false }], judgement, new Set(["whole: 0"]));
        expect(request!.key).to.equal("whole as it is: 0");
        expect(7000 * 7000 * request!.part!.scale! ** 2).to.be.closeTo(5_000_000, 1);
    });

    it("read all of the picture in another way where something is not found at all", () => {
        expect(keysOf(unread(pageOf(good.filter((line) => line !== "750 mL"))))).to.deep.equal(["whole: 0"]);
        expect(looksAt(unread(pageOf(good.filter((line) => line !== "750 mL"))))[0]!.mode.adaptive).to.equal(true);
    });
});
