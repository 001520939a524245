import { expect } from "chai";
import { estimate } from "../../../analysis/cost";
import { sumDollars } from "../../../analysis/cost/money";
import { planStack } from "../../../preflight/plan";

describe("cost: what the programs plan", () => {
    for (const stack of ["dev", "prod"]) {
        it(`prices every resource of ${stack}, and explains the whole difference from the requirements`, async () => {
            const report = estimate(await planStack(stack));
            expect(report.region).to.equal("us-east-1");
            expect(report.lines.flatMap(({ unknown }) => unknown ?? [])).to.deep.equal([]);
            const rows = report.comparison.filter(({ group, item }) => group === "proposal" && item !== "Total");
            expect(sumDollars(rows.map(({ computed }) => computed))).to.equal(report.monthly);
            for (const role of ["edge", "agent", "verifier"]) {
                expect(
                    report.lines.filter((line) => line.category === "compute" && line.role === role),
                ).to.have.lengthOf(1);
            }
        });
    }
});
