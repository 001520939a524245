import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { withExternal, withResource } from "../../../mutate/mutant";
import { SetInputs, tellingPlans } from "../../../mutate/schema/inputsTable";
import { Context } from "../../../policies/framework/context";
import { knownTypes } from "../../../policies/isolation/rules/knownTypes";
import { designTypes } from "../../../policies/isolation/types/design";
import { sorted } from "../../../policies/isolation/types/generate";
import { harmless } from "../../../policies/isolation/types/harmless";
import { designInputs } from "../../../policies/isolation/types/inputs";
import { planned } from "../../fixtures/planned";

describe("known-types", function () {
    this.timeout(300_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (of: Plan) =>
        knownTypes
            .evaluate(new Context(fromPlan(of)))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);

    it("knows the types and the inputs of both stacks in every mode and configuration, and none that none of them has: `npm run -s types:inputs`", async () => {
        const planTypes = new Set<string>();
        const inputs = new SetInputs();
        for await (const each of tellingPlans()) {
            for (const { type } of each.resources) planTypes.add(type);
            inputs.add(each);
        }
        // Made by the engine for the look-up of the default VPC; a component of ours without resources of its own type.
        const unseen = ["pulumi:providers:awsx"];
        expect([...planTypes].filter((type) => !designTypes.has(type))).to.deep.equal([]);
        expect([...designTypes].filter((type) => !planTypes.has(type) && !unseen.includes(type))).to.deep.equal([]);
        expect(designInputs).to.deep.equal(inputs.table());
    });

    it("has the list of harmless types that the provider's schema gives: `npm run -s types` prints it", () => {
        expect(harmless).to.deep.equal(sorted().harmless);
        expect(sorted().dropped).to.deep.equal([]);
        const all = harmless.flatMap(({ types }) => types);
        expect(new Set(all).size).to.equal(all.length);
        expect(all.filter((type) => designTypes.has(type))).to.deep.equal([]);
    });

    it("accepts every harmless type beside the stack, and stops none before it is created", () => {
        const types = harmless.flatMap((kind) => kind.types);
        const other = types.reduce((all, type, i) => withExternal(all, type, `added-${i}`, {}, true), plan);
        expect(said(other)).to.deep.equal([]);
        for (const resource of fromPlan(other).filter(({ name }) => name.startsWith("added-")))
            expect(knownTypes.resource?.check(resource).map(({ verdict }) => verdict)).to.deep.equal(["compliant"]);
    });

    it("stops a resource of an unknown type before it is created, and says what to write", () => {
        for (const type of [
            "command:local:Command",
            "aws:ec2/fleet:Fleet",
            "acme:network:Vpc",
            "pulumi:providers:eks",
        ]) {
            const other = withExternal(plan, type, "added", {}, true);
            const resource = fromPlan(other).find(({ name }) => name === "added")!;
            const [{ verdict, message }] = knownTypes.resource!.check(resource);
            expect(verdict, type).to.equal("non-compliant");
            expect(message).to.include(type).and.to.include("exemption of known-types");
            expect(said(other)).to.deep.equal([`non-compliant: ${message}`]);
        }
    });

    it("refuses a zone that answers inside the VPC", () => {
        const zone = withResource(plan, "route53/zone:Zone", "added", { vpcs: [{ vpcId: "vpc-1" }] });
        expect(said(zone).join()).to.include("added is a private zone");
    });

    it("refuses a look-up of the default VPC that makes resources", async () => {
        const { plan: demo } = await planned("dev");
        const lookUp = demo.resources.find(({ type }) => type === "awsx:ec2:DefaultVpc")!;
        const with_ = withResource(demo, "ec2/subnet:Subnet", "added", {});
        const child = with_.resources.map((one) => (one.name === "added" ? { ...one, parent: lookUp.urn } : one));
        expect(said(demo)).to.deep.equal([]);
        expect(said({ ...with_, resources: child }).join()).to.include("and makes resources");
    });
});
