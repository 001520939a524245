import { createHash } from "node:crypto";
import { expect } from "chai";
import { violations } from "../../labels/content";
import { labels } from "../../labels/index";

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
