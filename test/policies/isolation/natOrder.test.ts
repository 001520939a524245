import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import { Context } from "../../../policies/framework/context";
import { roleDenialsDesigned } from "../../../policies/isolation/rules/roleDenialsDesigned";
import { planned } from "../../fixtures/planned";

describe("the Deny that binds a role to several NAT gateways", function () {
    this.timeout(120_000);

    it("holds whichever gateway AWS made first", async () => {
        const { plan } = await planned("prod", { network: { azCount: 2, natGateways: "per-az" } });
        for (const resources of [plan.resources, plan.resources.toReversed()]) {
            const findings = roleDenialsDesigned.evaluate(new Context(fromPlan({ ...plan, resources })));
            expect(findings.filter(({ verdict }) => verdict !== "compliant")).to.deep.equal([]);
        }
    });
});
