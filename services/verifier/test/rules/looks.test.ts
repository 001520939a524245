import { expect } from "chai";

import { joinPanels } from "../../src/ocr/panels";
import type { OcrPage, OcrWord, SecondLook } from "../../src/ocr/types";
import { parseGroundTruth } from "../../src/rules/groundTruth";
import { judge } from "../../src/rules/judge";
import type { GroundTruth } from "../../src/rules/types";
import { WARNING_TEXT } from "../../src/rules/warningText";
import { pageOf } from "./page";

const label = ["Silver Creek", "Red Wine", "13% ALC/VOL", "750 mL", "Contains sulfites"];
const maker = "Bottled by Willow Ridge Company, Napa, CA";
const truth = parseGroundTruth({ brand_name: "Silver Creek", product_type: "wine", abv: 13, net_contents: "750 mL" });

const look = (lines: readonly string[], change: Partial<SecondLook> = {}): SecondLook => ({
    words: pageOf(lines).words,
    whole: false,
    turn: 0,
    ...change,
});
const withLooks = (page: OcrPage, ...looks: SecondLook[]): OcrPage => ({ ...page, looks });
const statusOf = (page: OcrPage, wanted: GroundTruth = truth): string => judge(page, wanted, "strict").status;
const full = (warning = WARNING_TEXT, lines: readonly string[] = label): OcrPage => pageOf([...lines, maker, warning]);

describe("what one reading holds against a label", () => {
    const other = label.map((line) => line.replace("13%", "15%"));

    it("counts where there can be no other reading", () => {
        expect(statusOf(full(WARNING_TEXT, other))).to.equal("NON_COMPLIANT");
    });

    it("is a question as long as no second look was taken", () => {
        expect(statusOf(withLooks(full(WARNING_TEXT, other)))).to.equal("PARTIAL_VALIDATION");
    });

    it("counts once a second look has read the same, and not when that saw something else", () => {
        const page = full(WARNING_TEXT, other);
        expect(statusOf(withLooks(page, look(["15% ALC/VOL"])))).to.equal("NON_COMPLIANT");
        expect(statusOf(withLooks(page, look(["18% ALC/VOL"])))).to.equal("PARTIAL_VALIDATION");
    });

    it("counts for a number only where that was read by itself, too: all of the picture may be of the wrong size", () => {
        const page = full(WARNING_TEXT, other);
        expect(statusOf(withLooks(page, look(["15% ALC/VOL"], { whole: true })))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(page, look(["15% ALC/VOL"]), look(["15% ALC/VOL"])))).to.equal("NON_COMPLIANT");
    });

    it("counts for a number of which one of two readings that agree was sure, whichever", () => {
        const page = full(WARNING_TEXT, other);
        const words = page.words.map((word) => (word.text === "15%" ? { ...word, confidence: 0.5 } : word));
        expect(statusOf(withLooks({ ...page, words }, look(["15% ALC/VOL"])))).to.equal("NON_COMPLIANT");
        const unsure = look(["15% ALC/VOL"]).words.map((word) => ({ ...word, confidence: 0.5 }));
        const both = withLooks({ ...page, words }, { words: unsure, whole: false, turn: 0 });
        expect(statusOf(both)).to.equal("PARTIAL_VALIDATION");
    });

    it("counts for a word of the warning though neither reading was sure enough alone", () => {
        const healtth = full(WARNING_TEXT.replace("health", "healtth"));
        const words = healtth.words.map((word) => (word.text === "healtth" ? { ...word, confidence: 0.91 } : word));
        const unsure = { ...healtth, words };
        expect(statusOf(unsure)).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(unsure))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(unsure, { ...look([]), words }))).to.equal("NON_COMPLIANT");
    });

    it("counts for a word of the warning, too, where a reading has its lines in another order than they stand in", () => {
        const lines = WARNING_TEXT.replace("health", "healtth").match(/(?:\S+ ?){1,7}/g)!;
        const standing = pageOf([...label, maker, ...lines.map((line) => line.trim())]);
        const last = Math.max(...standing.words.map(({ line }) => line));
        // The last line is read first.
        const words = standing.words
            .map((word) => ({ ...word, line: (word.line + 1) % (last + 1) }))
            .sort((one, other) => one.line - other.line);
        expect(statusOf(withLooks(standing, { ...look([]), words }))).to.equal("NON_COMPLIANT");
    });

    it("is forgotten when a second look reads what the application has: a 5 that was a 9", () => {
        expect(statusOf(withLooks(full(WARNING_TEXT, other), look(["13% ALC/VOL"])))).to.equal("COMPLIANT");
    });

    it("is a missing text only where a look at all of the picture has not found it either", () => {
        const page = pageOf([...label, maker]);
        expect(statusOf(withLooks(page, look(["Silver Creek"])))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(page, look([...label, maker], { whole: true })))).to.equal("NON_COMPLIANT");
    });

    it("of one panel's looks is none of another's, and none is lost where one panel only has some", () => {
        const front = { name: "front.jpg", page: withLooks(pageOf(["18% ALC/VOL"]), look(["13% ALC/VOL"])) };
        const { looks } = joinPanels([front, { name: "back.jpg", page: pageOf([maker]) }]);
        expect(looks!.map(({ words }) => words.map(({ text, panel }) => `${text} ${panel}`))).to.deep.equal([
            ["13% front.jpg", "ALC/VOL front.jpg"],
        ]);
    });
});

describe("a litre that a reader takes for two letters", () => {
    it("is one, alone in its line, and none within another", () => {
        const contents = (line: string): string | null =>
            judge(full(WARNING_TEXT, [...label.filter((one) => one !== "750 mL"), line]), truth, "strict")
                .extracted_fields.net_contents;
        expect(contents("IL")).to.equal("1 L");
        expect(contents("Chicago IL")).to.equal(null);
    });
});

describe("what a second look alone has read", () => {
    const without = (line: string): OcrPage =>
        full(
            WARNING_TEXT,
            label.filter((one) => one !== line),
        );

    for (const line of ["13% ALC/VOL", "750 mL", "Contains sulfites"]) {
        it(`is on the label: ${line}`, () => {
            expect(statusOf(without(line))).not.to.equal("COMPLIANT");
            expect(statusOf(withLooks(without(line), look([line])))).to.equal("COMPLIANT");
        });
    }

    it("does not go on where the reading before it ended", () => {
        const page = pageOf([...label.filter((line) => line !== "750 mL"), maker, WARNING_TEXT, "750"]);
        const { extracted_fields: fields } = judge(withLooks(page, look(["mL of it"])), truth, "strict");
        expect(fields.net_contents).to.equal(null);
    });
});

describe("the warning in several readings", () => {
    const lines = (text: string): string[] => text.match(/(?:\S+ ?){1,6}/g)!.map((line) => line.trim());
    const page = (text: string): OcrPage => pageOf([...label, maker, ...lines(text)]);
    const doubt = (words: OcrWord[], text: string): OcrWord[] =>
        words.map((word) => (word.text === text ? { ...word, confidence: 0.3 } : word));
    const changed = (from: string, to: string): string => WARNING_TEXT.replace(from, to);

    it("is right where each word was read right once", () => {
        const first = page(changed("pregnancy", "pregnaxx"));
        const words = doubt(first.words, "pregnaxx");
        const other = look(lines(changed("machinery,", "mxxxinery,")));
        const second = { ...other, words: doubt(other.words, "mxxxinery,") };
        expect(statusOf({ ...first, words, looks: [] })).to.equal("PARTIAL_VALIDATION");
        expect(statusOf({ ...first, words, looks: [second] })).to.equal("COMPLIANT");
    });

    it("is wrong where two readings have the same other word", () => {
        const woman = changed("women", "woman");
        expect(statusOf(withLooks(page(woman)))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(page(woman), look(lines(woman))))).to.equal("NON_COMPLIANT");
        expect(statusOf(withLooks(page(woman), look(lines(changed("women", "wanton")))))).to.equal(
            "PARTIAL_VALIDATION",
        );
    });

    it("is a question where one reading has a word right and the other has surely another one", () => {
        expect(statusOf(withLooks(page(changed("women", "woman")), look(lines(WARNING_TEXT))))).to.equal(
            "PARTIAL_VALIDATION",
        );
    });

    it("lacks a word where two readings lack it", () => {
        const without = changed("should not drink", "should drink");
        expect(statusOf(withLooks(page(without), look(lines(without))))).to.equal("NON_COMPLIANT");
        expect(statusOf(withLooks(page(without), look(lines(WARNING_TEXT))))).not.to.equal("NON_COMPLIANT");
    });

    it("has its header in the wrong case where two readings have it so", () => {
        const small = changed("GOVERNMENT WARNING", "Government Warning");
        expect(statusOf(withLooks(page(small)))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(page(small), look(lines(small))))).to.equal("NON_COMPLIANT");
    });

    it("keeps its words whatever a reader makes of the bar code beside them, unless it is the same twice", () => {
        const beside = (text: string): string[] =>
            lines(WARNING_TEXT).map((line, row) => (row === 3 ? `${line} ${text}` : line));
        const noisy = pageOf([...label, maker, ...beside("uwq")]);
        expect(statusOf(withLooks(noisy))).to.equal("PARTIAL_VALIDATION");
        expect(statusOf(withLooks(noisy, look(beside("lili"))))).to.equal("COMPLIANT");
        expect(statusOf(withLooks(noisy, look(beside("uwq"))))).to.equal("PARTIAL_VALIDATION");
    });

    it("is not wrong by a word that a frame has cut at the end of a line, in whatever many readings", () => {
        const cut = lines(WARNING_TEXT).map((line, row) => (row === 2 ? line.replace(/^./, "") : line));
        const first = pageOf([...label, maker, ...cut]);
        expect(statusOf(withLooks(first, look(cut)))).to.equal("PARTIAL_VALIDATION");
        // Half a letter is another one.
        const half = lines(WARNING_TEXT).map((line) => line.replace(/drink$/, "drir"));
        expect(half.some((line) => line.endsWith("drir"))).to.equal(true);
        expect(statusOf(withLooks(pageOf([...label, maker, ...half]), look(half)))).to.equal("PARTIAL_VALIDATION");
    });

    it("has numbers in parentheses that are read as many things", () => {
        const text = WARNING_TEXT.replace("(2)", "Q d").replace("(1)", "0");
        expect(statusOf(withLooks(page(text)))).to.equal("COMPLIANT");
    });

    it("in capitals may have what is round taken for something round: Drive for Orive, women for woman not", () => {
        const capitals = WARNING_TEXT.toUpperCase();
        expect(statusOf(withLooks(page(capitals.replace("DRIVE", "ORIVE"))))).to.equal("COMPLIANT");
        expect(statusOf(page(capitals.replace("WOMEN", "WOMAN")))).to.equal("NON_COMPLIANT");
    });
});
