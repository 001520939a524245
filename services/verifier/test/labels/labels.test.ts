import { createHash } from "node:crypto";
import { expect } from "chai";
import { violations } from "../../labels/content";
import { layouts } from "../../labels/draw";
import { everyKind, labels } from "../../labels/index";
import { Tesseract } from "../../src/ocr/tesseract";

const hash = (image: Buffer): string => createHash("sha256").update(image).digest("hex").slice(0, 16);

describe("label generator", () => {
    it("draws the same labels on every machine, plain and distorted", async () => {
        const set = labels(5, 16);
        const [plain, distorted] = [set[0]!, set.find(({ look }) => look.curvedBrand && look.blurSigma > 0.3)!];
        expect(hash(await plain.image())).to.equal("71f907206af7c004");
        expect(hash(await distorted.image())).to.equal("c280e5bb61bb0152");
    });

    it("covers each violation, plain and distorted, and violates nothing else", () => {
        const set = labels(7, 200);
        expect(set.filter(({ violation }) => violation === undefined)).to.have.length(200);
        for (const kind of violations) {
            expect(
                new Set(set.filter(({ violation }) => violation === kind).map(({ distorted }) => distorted)).size,
            ).to.equal(2);
        }
    });

    it("keeps to the bounds that the figures are given for, and uses them", () => {
        const looks = labels(7, 200).map(({ look }) => look);
        const reach = (value: (look: (typeof looks)[number]) => number): [number, number] => {
            const values = looks.map(value);
            return [Math.min(...values), Math.max(...values)];
        };
        const bounds: [what: [number, number], low: number, high: number][] = [
            [reach(({ xHeight }) => xHeight), 10, 24],
            [reach(({ rotationDegrees }) => rotationDegrees), -8, 8],
            [reach(({ blurSigma }) => blurSigma), 0, 1.5],
            [reach(({ noiseSigma }) => noiseSigma), 0, 20],
            [reach(({ contrast }) => contrast), 2, 16],
        ];
        for (const [[low, high], least, most] of bounds) {
            const slack = (most - least) * 0.05;
            expect(low).to.be.within(least, least + slack);
            expect(high).to.be.within(most - slack, most);
        }
        expect(new Set(looks.map(({ font }) => font)).size).to.be.at.least(8);
        expect(looks.some(({ curvedBrand }) => curvedBrand)).to.equal(true);
    });
});

describe("labels of every kind", () => {
    const set = everyKind(7, 200);
    const having = (has: (label: (typeof set)[number]) => boolean): number => set.filter(has).length;

    it("stand in every layout, on one panel and on two, and with each violation", () => {
        for (const layout of layouts)
            expect(
                having(({ look }) => look.layout === layout),
                layout,
            ).to.be.at.least(20);
        expect(having(({ panels }) => panels === 2)).to.be.at.least(30);
        for (const kind of violations) {
            const looks = set.filter(({ violation }) => violation === kind).map(({ look }) => look);
            expect(new Set(looks.map(({ layout }) => layout)).size, kind).to.be.at.least(3);
        }
    });

    it("are photographs in half of the distorted ones, some of them folded, and in no other", () => {
        expect(having(({ look, distorted }) => look.photograph !== undefined && !distorted)).to.equal(0);
        expect(having(({ look }) => look.photograph !== undefined)).to.be.within(70, 130);
        expect(having(({ look }) => look.photograph?.fold !== undefined)).to.be.within(15, 60);
    });

    it("have on their panels together what the one label has, and each part once", async () => {
        const two = set.find(({ panels, distorted, violation }) => panels === 2 && !distorted && !violation)!;
        const pictures = await two.pictures();
        expect(pictures.map(({ name }) => name)).to.deep.equal(["label.front.png", "label.back.png"]);
        const tesseract = new Tesseract();
        try {
            const { signal } = new AbortController();
            const texts = await Promise.all(
                pictures.map(async ({ image }) => (await tesseract.read(image, signal)).text),
            );
            expect(texts[0])
                .to.match(/ALC\/VOL/)
                .and.not.match(/WARNING/);
            expect(texts[1])
                .to.match(/WARNING/)
                .and.not.match(/ALC\/VOL/);
        } finally {
            await tesseract.close();
        }
    });
});
