import { expect } from "chai";
import { LinkedPlan } from "../../analysis/links";
import { PlanBuilder } from "./fixtures/planBuilder";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("links between the resources of a plan", () => {
    const linked = (b: PlanBuilder) => {
        const plan = new LinkedPlan(b.build());
        const named = (name: string) => plan.plan.resources.find((resource) => resource.name === name)!;
        const names = (from: string, property: string, types?: readonly string[]) =>
            plan.follow(named(from), property, types).resources.map(({ name }) => name);
        return { plan, named, names };
    };

    it("are made by a value that is another resource's id", () => {
        const b = new PlanBuilder();
        b.resource(GROUP, "g");
        b.resource(RULE, "r", { securityGroupId: "securitygroup-g" });
        expect(linked(b).names("r", "securityGroupId")).to.deep.equal(["g"]);
    });

    it("are made by an ARN", () => {
        const b = new PlanBuilder();
        b.resource("aws:lb/loadBalancer:LoadBalancer", "lb", {}, undefined, { arn: "arn:aws:lb" });
        b.resource("aws:lb/listener:Listener", "l", { loadBalancerArn: "arn:aws:lb" });
        expect(linked(b).names("l", "loadBalancerArn")).to.deep.equal(["lb"]);
    });

    it("fall back to the property's dependencies when the value is not known", () => {
        const b = new PlanBuilder();
        const group = b.resource(GROUP, "g");
        b.resource(RULE, "r", { securityGroupId: group.notKnown() });
        const { plan, named, names } = linked(b);
        expect(named("r").props).to.deep.equal({});
        expect(names("r", "securityGroupId")).to.deep.equal(["g"]);
        expect(plan.one(named("r"), "securityGroupId")!.name).to.equal("g");
    });

    it("go into arrays and objects, keep the order, and name a resource once", () => {
        const b = new PlanBuilder();
        const [a, c] = [b.resource(GROUP, "a"), b.resource(GROUP, "c")];
        b.resource("aws:lb/loadBalancer:LoadBalancer", "lb", { subnetMappings: [{ subnetId: c }, { subnetId: a }, c] });
        expect(linked(b).names("lb", "subnetMappings")).to.deep.equal(["c", "a"]);
    });

    it("are none when several resources have the id, unless only one of them fits", () => {
        const b = new PlanBuilder();
        b.resource("aws:s3/bucket:Bucket", "one", {}, undefined, { arn: "shared" });
        b.resource("aws:s3/bucketPolicy:BucketPolicy", "two", {}, undefined, { arn: "shared" });
        b.resource(RULE, "r", { securityGroupId: "shared" });
        const { plan, named, names } = linked(b);
        expect(plan.follow(named("r"), "securityGroupId")).to.deep.equal({ resources: [], foreign: ["shared"] });
        expect(names("r", "securityGroupId", ["aws:s3/bucket:Bucket"])).to.deep.equal(["one"]);
    });

    it("are none to a resource of another type, nor to a component", () => {
        const b = new PlanBuilder();
        const vpc = b.resource("aws:ec2/vpc:Vpc", "vpc");
        const component = b.component("awsx:ec2:DefaultVpc", "default");
        b.resource(RULE, "r", { securityGroupId: vpc.notKnown() });
        b.resource(RULE, "s", { securityGroupId: component.notKnown() });
        expect(linked(b).names("r", "securityGroupId", [GROUP])).to.deep.equal([]);
        expect(linked(b).names("s", "securityGroupId")).to.deep.equal([]);
    });

    it("report values that nobody in the plan has", () => {
        const b = new PlanBuilder();
        b.resource(RULE, "r", { prefixListId: "pl-63a5400a" });
        const { plan, named } = linked(b);
        expect(plan.follow(named("r"), "prefixListId")).to.deep.equal({ resources: [], foreign: ["pl-63a5400a"] });
    });

    it("lead back to what refers to a resource", () => {
        const b = new PlanBuilder();
        const group = b.resource(GROUP, "g");
        b.resource(RULE, "r", { securityGroupId: group });
        b.resource(RULE, "s", { referencedSecurityGroupId: group });
        const { plan, named } = linked(b);
        expect(plan.referrers(named("g"), RULE, "securityGroupId").map(({ name }) => name)).to.deep.equal(["r"]);
    });
});

describe("the role of a resource", () => {
    it("is that of the nearest component that registered one", () => {
        const b = new PlanBuilder();
        const outer = b.component("isolated:edge:WebProxy", "proxy", { role: "edge" });
        const inner = b.component("isolated:compute:HardenedInstance", "host", {}, outer);
        b.resource("aws:ec2/instance:Instance", "i", {}, inner);
        b.resource("aws:ec2/instance:Instance", "stray");
        const plan = new LinkedPlan(b.build());
        const role = (name: string) => plan.role(plan.plan.resources.find((r) => r.name === name)!);
        expect(role("i")).to.equal("edge");
        expect(role("stray")).to.equal(undefined);
    });

    it("ends where parents go in a circle", () => {
        const b = new PlanBuilder();
        const component = b.component("a:b:C", "c");
        const plan = b.build();
        const resources = plan.resources.map((r) => (r.name === "c" ? { ...r, parent: component.urn } : r));
        const linked = new LinkedPlan({ ...plan, resources });
        expect(linked.role(resources.find(({ name }) => name === "c")!)).to.equal(undefined);
    });
});
