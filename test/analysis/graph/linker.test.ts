import { expect } from "chai";
import { Linker } from "../../../analysis/graph/linker";
import { fromPlan } from "../../../analysis/graph/resource";
import { partOf } from "../../../analysis/graph/roles";
import type { Plan } from "../../../model/plan";
import { PlanBuilder } from "../fixtures/planBuilder";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function linked(plan: Plan) {
    const linker = new Linker(fromPlan(plan));
    const named = (name: string) => linker.resources.find((resource) => resource.name === name)!;
    const names = (from: string, property: string, ...types: readonly string[]) =>
        linker.links(named(from), property, ...types).flatMap(({ targets }) => targets.map(({ name }) => name));
    return { linker, named, names };
}

describe("a reference of a resource", () => {
    it("names the resource whose id its value is", () => {
        const b = new PlanBuilder();
        b.resource(GROUP, "g");
        b.resource(RULE, "r", { securityGroupId: "securitygroup-g" });
        expect(linked(b.build()).names("r", "securityGroupId", GROUP)).to.deep.equal(["g"]);
    });

    it("names the resource whose ARN its value is", () => {
        const b = new PlanBuilder();
        const type = "aws:lb/loadBalancer:LoadBalancer";
        b.resource(type, "lb", {}, undefined, { arn: "arn:aws:lb" });
        b.resource("aws:lb/listener:Listener", "l", { loadBalancerArn: "arn:aws:lb" });
        expect(linked(b.build()).names("l", "loadBalancerArn", type)).to.deep.equal(["lb"]);
    });

    it("names what its property depends on when the value is not known", () => {
        const b = new PlanBuilder();
        b.resource(RULE, "r", { securityGroupId: b.resource(GROUP, "g").notKnown() });
        expect(linked(b.build()).names("r", "securityGroupId", GROUP)).to.deep.equal(["g"]);
    });

    it("names the one of several resources with an id that is of the type meant", () => {
        const b = new PlanBuilder();
        b.resource("aws:s3/bucket:Bucket", "one", {}, undefined, { arn: "shared" });
        b.resource("aws:s3/bucketPolicy:BucketPolicy", "two", {}, undefined, { arn: "shared" });
        b.resource(RULE, "r", { securityGroupId: "shared" });
        expect(linked(b.build()).names("r", "securityGroupId", "aws:s3/bucket:Bucket")).to.deep.equal(["one"]);
    });

    it("tells a value that nothing in the plan has as external", () => {
        const b = new PlanBuilder();
        b.resource(RULE, "r", { prefixListId: "pl-63a5400a" });
        const { linker, named } = linked(b.build());
        expect(linker.link(named("r"), "prefixListId", GROUP)).to.deep.equal({
            targets: [],
            exact: true,
            external: "pl-63a5400a",
        });
    });
});

describe("the part that a resource belongs to", () => {
    it("is the nearest component above it that registered a role", () => {
        const b = new PlanBuilder();
        const outer = b.component("test:index:Outer", "proxy", { role: "edge" });
        const inner = b.component("test:index:Inner", "host", {}, outer);
        b.resource("aws:ec2/instance:Instance", "i", {}, inner);
        b.resource("aws:ec2/instance:Instance", "stray");
        const { linker, named } = linked(b.build());
        expect(partOf(named("i"), linker)?.role).to.equal("edge");
        expect(partOf(named("i"), linker)?.component.name).to.equal("proxy");
        expect(partOf(named("stray"), linker)).to.equal(undefined);
    });

    it("is looked for only to where parents go in a circle", () => {
        const b = new PlanBuilder();
        const component = b.component("a:b:C", "c");
        const plan = b.build();
        const resources = plan.resources.map((resource) =>
            resource.name === "c" ? { ...resource, parent: component.urn } : resource,
        );
        const { linker, named } = linked({ ...plan, resources });
        expect(partOf(named("c"), linker)).to.equal(undefined);
    });
});
