import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fromPlan } from "../../analysis/graph/resource";
import type { Plan } from "../../model/plan";
import { mutantsOf, sampled } from "../../mutate/mutants";
import { Context } from "../../policies/framework/context";
import { parseLevels } from "../../policies/framework/levels";
import type { Finding } from "../../policies/framework/outcome";
import type { Rule } from "../../policies/framework/rule";
import { allRules } from "../../policies/rules";
import { designRules, generalLevels } from "../../policies/table";
import { planned } from "../fixtures/planned";

/** The same resources of AWS, as a program would make them that has none of our components. */
function withoutComponents(plan: Plan): Plan {
    const stack = plan.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
    const resources = plan.resources.filter(({ type }) => !type.startsWith("isolated:"));
    return { ...plan, resources: resources.map((one) => ({ ...one, parent: one.parent === "" ? "" : stack })) };
}

const general = allRules.filter(({ designSpecific }) => !designSpecific);
const against = ({ verdict }: Finding) => verdict === "non-compliant" || verdict === "unknown";

describe("rules for other programs", function () {
    this.timeout(240_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const found = (rule: Rule, context: Context) =>
        rule
            .evaluate(context)
            .filter(against)
            .map(({ message }) => message);
    const contextOf = (of: Plan) => new Context(fromPlan(of));

    it("are most of both packs", () => {
        expect(general.length).to.be.above(allRules.length / 2);
        for (const pack of ["isolation", "baseline"])
            expect(general.filter((rule) => rule.pack === pack).length, pack).to.be.above(15);
    });

    it("find nothing in the same network without our components", () => {
        const external = contextOf(withoutComponents(plan));
        for (const rule of general) expect(found(rule, external), rule.id).to.deep.equal([]);
    });

    it("refuse there what they refuse beside our components", () => {
        const few = sampled(mutantsOf(plan), 40, ({ rows }) => rows.join());
        const lost = few.flatMap((mutant) => {
            const [own, external] = [contextOf(mutant.plan), contextOf(withoutComponents(mutant.plan))];
            return general
                .filter((rule) => found(rule, own).length > 0 && found(rule, external).length === 0)
                .map(({ id }) => `${id}: ${mutant.id}`);
        });
        expect(lost).to.deep.equal([]);
    });

    it("are what is left by the policy config that is printed for others", () => {
        const levels = parseLevels(generalLevels(), allRules);
        expect(levels.faults).to.deep.equal([]);
        for (const { id, designSpecific } of allRules)
            expect(levels.levelOf(id), id).to.equal(designSpecific ? "disabled" : "mandatory");
    });

    it("are told from the marked ones in docs/policies.md", () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "policies.md"), "utf8").replace(/\s+/g, " ");
        expect(page).to.include(`Marked: ${designRules()}.`);
    });
});
