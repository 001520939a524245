import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { misconfigurations, narrowed, notJudged } from "../../policies/rows";
import { allRules } from "../../policies/rules";
import { rowTable, rulesOf } from "../../policies/table";

describe("the list of misconfigurations", () => {
    it("has each row once", () => {
        expect(new Set(misconfigurations).size).to.equal(misconfigurations.length);
    });

    misconfigurations.forEach((what, i) => {
        const row = i + 1;
        it(`row ${row} is judged by a rule, or it is written why not: ${what}`, () => {
            if (row in notJudged) {
                expect(
                    rulesOf(row).map(({ id }) => id),
                    "is judged after all",
                ).to.deep.equal([]);
                expect(notJudged[row]).to.match(/^(not applicable|waived): .{20,}/);
            } else expect(rulesOf(row), "no rule, and no reason").to.not.deep.equal([]);
        });
    });

    it("is all that rules name", () => {
        const named = allRules.flatMap(({ rows }) => rows);
        expect(
            named.filter((row) => !Number.isInteger(row) || row < 1 || row > misconfigurations.length),
        ).to.deep.equal([]);
    });

    it("has notes on rows that are judged only", () => {
        for (const row of Object.keys(narrowed)) expect(rulesOf(Number(row)), row).to.not.deep.equal([]);
    });

    it("is in docs/policies.md as the code has it: `npm run -s policies` prints it", () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "policies.md"), "utf8");
        expect(page).to.include(rowTable());
    });
});
