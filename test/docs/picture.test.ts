import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { drawDiagram } from "../../analysis/diagram";
import { planned } from "../fixtures/planned";

describe("README", () => {
    it("shows the diagram of the plan as it is (after a change: make preflight, then copy evidence/prod/diagram.svg to docs/prod.svg)", async () => {
        const shown = readFileSync(join(__dirname, "..", "..", "docs", "prod.svg"), "utf8");
        expect(shown).to.equal(drawDiagram((await planned("prod")).plan));
    });
});
