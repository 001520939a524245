import { createHash } from "node:crypto";
import { expect } from "chai";
import { violations } from "../../labels/content";
import { labels } from "../../labels/index";

const hash = (image: Buffer): string => createHash("sha256").update(image).digest("hex");

describe("label generator", () => {
    it("draws the same label from the same seed, and another from another", async () => {
        const [one, same, other] = await Promise.all(
            [5, 5, 6].map(async (seed) => hash((await labels(seed, 1)[0]?.image()) as Buffer)),
        );
        expect(one).to.equal(same);
        expect(one).not.to.equal(other);
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
});
