import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { PlanResource } from "../../../model/plan";
import { Context } from "../../../policies/framework/context";
import { evaluate } from "../../../policies/framework/evaluate";
import { readLevels } from "../../../policies/framework/levels";
import { known } from "../../../policies/framework/unknowns";
import { allRules } from "../../../policies/rules";
import { planned } from "../../fixtures/planned";

/** A resource as a stack policy gets it once it is deployed: no id, and inputs and outputs in one. */
function asPolicySees({
    urn,
    type,
    name,
    parent,
    custom,
    props,
    outputs,
    protect,
    propertyDependencies,
}: PlanResource): GraphResource {
    return {
        ...known({ urn, type, name, props: custom ? { ...props, ...outputs } : outputs, custom }),
        parent,
        protect,
        propertyDependencies,
    };
}

/** In process what test/engine/policies.test.ts shows with the real policy host, which takes minutes. */
describe("the rules on what the policy host passes", function () {
    this.timeout(60_000);
    for (const stack of ["dev", "prod"] as const) {
        it(`accept ${stack}`, async () => {
            const { resources } = (await planned(stack)).plan;
            const levels = readLevels("policies", stack, allRules);
            const { violations } = evaluate(new Context(resources.map(asPolicySees)), allRules, levels, "2027-01-01");
            expect(violations.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
        });
    }
});
