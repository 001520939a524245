import { expect } from "chai";
import { groupOf } from "../../../mutate/families";
import { mutantsOf, sampled } from "../../../mutate/mutants";
import { planned } from "../../fixtures/planned";
import { demoPlan, prodPlan } from "../fixtures/stacks";
import { disagreements } from "./agreement";

describe("table, verdicts and picture", function () {
    this.timeout(300_000);

    for (const [title, stack, sections] of [
        ["dev", "dev", {}],
        ["prod", "prod", {}],
        ["prod with a port for operators", "prod", { access: { sshCidrs: ["198.51.100.0/24"] } }],
        ["mode nat", "dev", { network: { mode: "nat" } }],
        ["three zones", "dev", { network: { mode: "nat-endpoints", azCount: 3, natGateways: "per-az" } }],
    ] as const) {
        it(`say the same of ${title}`, async () => {
            expect(disagreements((await planned(stack, sections)).plan)).to.deep.equal([]);
        });
    }

    it("say the same of stacks that were written by hand", () => {
        for (const plan of [prodPlan(), prodPlan({ mode: "nat", zones: 3 }), demoPlan()])
            expect(disagreements(plan)).to.deep.equal([]);
    });

    it("say the same of mutants of the network", async () => {
        for (const stack of ["dev", "prod"] as const) {
            const mutants = mutantsOf((await planned(stack)).plan).filter(
                ({ family }) => groupOf(family) === "network",
            );
            for (const { id, plan } of sampled(mutants, 200, ({ family }) => family))
                expect(disagreements(plan), id).to.deep.equal([]);
        }
    });
});
