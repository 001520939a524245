import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ignoring, ofType } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import { changesNotIgnored } from "../../../policies/isolation/rules/changesNotIgnored";
import { planned } from "../../fixtures/planned";

describe("changes-not-ignored", function () {
    this.timeout(60_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (type: string, ...paths: readonly string[]) =>
        changesNotIgnored
            .evaluate(new Context(fromPlan(ignoring(plan, ofType(plan, type)[0], ...paths))))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ message }) => message);

    it("accepts labels, the image of a host and the default ACL's subnets", () => {
        expect(said("ec2/instance:Instance")).to.deep.equal([]);
        expect(said("ec2/instance:Instance", "ami", "tags", 'tags["Owner"]', "tagsAll.Owner")).to.deep.equal([]);
        expect(said("ec2/securityGroup:SecurityGroup", "description")).to.deep.equal([]);
        expect(said("ec2/defaultNetworkAcl:DefaultNetworkAcl", "subnetIds")).to.deep.equal([]);
    });

    it("refuses all else, in the words of preflight", () => {
        expect(said("ec2/securityGroup:SecurityGroup", "tags", "ingress", "egress[0].cidrBlocks")).to.deep.equal([
            "aws:ec2/securityGroup:SecurityGroup openhands has ignoreChanges ingress, egress[0].cidrBlocks: AWS would keep a value that the plan does not show; remove it from the options",
        ]);
        for (const path of ["*", "ami.x", "userData", "tagsOfVolumes", "descriptions"])
            expect(said("ec2/instance:Instance", path), path).to.have.length(1);
        expect(said("ec2/networkAcl:NetworkAcl", "subnetIds")).to.have.length(1);
    });

    it("stops the single resource before it is changed", () => {
        const [group] = fromPlan(plan).filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
        const judged = (ignoreChanges: readonly string[] | undefined) =>
            changesNotIgnored.resource!.check({ ...group, ignoreChanges }).map(({ verdict }) => verdict);
        expect(judged(["ingress"])).to.deep.equal(["non-compliant"]);
        expect(judged(undefined)).to.deep.equal(["compliant"]);
    });
});
