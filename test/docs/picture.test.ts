import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { drawDiagram } from "../../analysis/diagram";
import { planned } from "../fixtures/planned";

const pictures = join(__dirname, "..", "..", "docs", "pictures");

describe("README", () => {
    it("shows each picture that is kept, each a small PNG as wide as a page (npm run pictures)", () => {
        const kept = readdirSync(pictures);
        const shown = [
            ...readFileSync(join(pictures, "../../README.md"), "utf8").matchAll(/\(docs\/pictures\/([^)]+)\)/g),
        ];
        expect(shown.map(([, name]) => name)).to.have.members(kept);
        expect(kept).to.include.members(["page.png", "report.png"]);
        for (const name of kept) {
            const content = readFileSync(join(pictures, name));
            expect(content.length, name).to.be.below(150_000);
            expect(content.toString("latin1", 1, 4), name).to.equal("PNG");
            expect([content.readUInt32BE(16), content.readUInt32BE(20)], name).to.deep.equal([1000, 700]);
        }
    });

    it("shows the diagram of the plan as it is (after a change: make preflight, then copy evidence/prod/diagram.svg to docs/prod.svg)", async () => {
        const shown = readFileSync(join(__dirname, "..", "..", "docs", "prod.svg"), "utf8");
        expect(shown).to.equal(drawDiagram((await planned("prod")).plan));
    });
});
