import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { configurations, replanned } from "../../../mutate/benign/configs";
import { withExternal, withResource } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import { knownTypes } from "../../../policies/isolation/rules/knownTypes";
import { designTypes } from "../../../policies/isolation/types/design";
import { sorted } from "../../../policies/isolation/types/generate";
import { harmless } from "../../../policies/isolation/types/harmless";
import { planned } from "../../fixtures/planned";

/** Configurations that may change what the stack is made of, and not only how it is set. */
const telling = /certificate|Bedrock|exists|no artifacts|SSH|NAT gateway each/;

describe("known-types", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const said = (of: Plan) =>
        knownTypes
            .evaluate(new Context(fromPlan(of)))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ verdict, message }) => `${verdict}: ${message}`);

    it("knows the types of both stacks in every mode and configuration, and no type that none of them has", async () => {
        const planTypes = new Set<string>();
        for (const stack of ["prod", "dev"] as const)
            for (const [what, sections] of Object.entries({ checkedIn: {}, ...configurations(stack) }))
                if (what === "checkedIn" || telling.test(what))
                    for (const { type } of (await replanned(stack, sections)).resources) planTypes.add(type);
        const nat = await planned("dev", { network: { mode: "nat", azCount: 1, natGateways: "single" } });
        for (const { type } of nat.plan.resources) planTypes.add(type);
        // Made by the engine for the look-up of the default VPC; a component of ours without resources of its own type.
        const unseen = ["pulumi:providers:awsx"];
        expect([...planTypes].filter((type) => !designTypes.has(type))).to.deep.equal([]);
        expect([...designTypes].filter((type) => !planTypes.has(type) && !unseen.includes(type))).to.deep.equal([]);
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
