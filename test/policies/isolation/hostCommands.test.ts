import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ofType, withInputs, withResource } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import type { Rule } from "../../../policies/framework/rule";
import { hostCommandsDesigned } from "../../../policies/isolation/rules/hostCommands";
import { hostOwnRole } from "../../../policies/isolation/rules/hostOwnRole";
import { resourcePolicies } from "../../../policies/isolation/rules/resourcePolicies";
import { planned } from "../../fixtures/planned";

const type = "ssm/association:Association";

describe("what is given to hosts from beside them", function () {
    this.timeout(60_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (rule: Rule, of: Plan) =>
        rule
            .evaluate(new Context(fromPlan(of)))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ message }) => message);

    it("is the one command that applies a host's bundle", () => {
        expect(ofType(plan, type)).to.have.lengthOf(3);
        expect(said(hostCommandsDesigned, plan)).to.deep.equal([]);
    });

    for (const [what, inputs] of [
        ["a script of somebody's repository", { name: "AWS-RunRemoteScript", parameters: { sourceType: "GitHub" } }],
        ["a command of its own", { name: "AWS-RunShellScript", parameters: { commands: "nft flush ruleset" } }],
        ["a document without parameters", { name: "AWS-ApplyPatchBaseline" }],
    ] as const)
        it(`is not ${what}`, () => {
            expect(said(hostCommandsDesigned, withResource(plan, type, "added", inputs))).to.have.lengthOf(1);
        });

    it("is that command and nothing before or behind it", () => {
        const [own] = ofType(plan, type);
        const { commands } = own.props.parameters as { commands: string };
        for (const changed of [`true; ${commands}`, `${commands}; true`, commands.slice(0, -1), [commands, "true"]])
            expect(
                said(hostCommandsDesigned, withInputs(plan, own, { parameters: { commands: changed } })),
            ).to.have.lengthOf(1);
    });

    it("is no second profile with a host's role", () => {
        const [role] = ofType(plan, "iam/role:Role").filter(({ name }) => name === "openhands");
        const more = withResource(plan, "iam/instanceProfile:InstanceProfile", "added", { role: role.props.name });
        expect(said(hostOwnRole, plan)).to.deep.equal([]);
        expect(said(hostOwnRole, more)).to.deep.equal([
            "added, which is not of openhands, gives its role to whatever has that profile",
        ]);
    });

    it("is no object that everybody may read", () => {
        const object = (acl: string) =>
            withResource(plan, "s3/bucketObjectv2:BucketObjectv2", "added", { bucket: "b", key: "k", acl });
        for (const acl of ["public-read", "public-read-write", "authenticated-read", "aws-exec-read"])
            expect(said(resourcePolicies, object(acl)), acl).to.have.lengthOf(1);
        for (const acl of ["private", "bucket-owner-full-control", ""])
            expect(said(resourcePolicies, object(acl)), acl).to.deep.equal([]);
    });
});
