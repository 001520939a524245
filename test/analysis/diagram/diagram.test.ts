import { expect } from "chai";
import { drawDiagram } from "../../../analysis/diagram";
import { sceneOf } from "../../../analysis/diagram/compose";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "../reachability/sketch";
import { demoPlan, prodPlan, type Shape } from "../fixtures/stacks";
import type { Plan } from "../../../model/plan";

function attributes(svg: string, name: string): string[] {
    return [...svg.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map((match) => match[1]!);
}

/** Every arrow as "from > to label (style)". */
function arrows(plan: Plan): string[] {
    const scene = sceneOf(plan);
    const title = (key: string): string => scene.nodes.find((node) => node.key === key)!.title;
    return scene.arrows.map(({ from, to, label, style }) => `${title(from)} > ${title(to)} ${label} (${style})`).sort();
}

const shapes: readonly Shape[] = [
    {},
    { zones: 2 },
    { zones: 3, natGateways: "per-az" },
    { mode: "nat" },
    { mode: "nat", zones: 3, natGateways: "per-az" },
];
const plans: readonly Plan[] = [...shapes.map(prodPlan), demoPlan()];

describe("diagram: what is drawn", () => {
    it("has each host, load balancer and NAT gateway exactly once, in every shape", () => {
        for (const plan of plans) {
            const svg = drawDiagram(plan);
            for (const [kind, type] of [
                ["host", "aws:ec2/instance:Instance"],
                ["balancer", "aws:lb/loadBalancer:LoadBalancer"],
                ["nat", "aws:ec2/natGateway:NatGateway"],
            ]) {
                const drawn = [...svg.matchAll(new RegExp(`data-node="${kind}" data-name="([^"]*)"`, "g"))].map(
                    (m) => m[1]!,
                );
                const planned = plan.resources.filter((resource) => resource.type === type).map(({ name }) => name);
                expect(drawn.sort(), kind).to.deep.equal(planned.sort());
            }
        }
    });

    it("has every subnet of the plan, and of a default VPC those in use", () => {
        for (const plan of plans.slice(0, -1)) {
            const planned = plan.resources
                .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
                .map(({ name }) => name);
            expect(attributes(drawDiagram(plan), "data-subnet").sort()).to.deep.equal(planned.sort());
        }
        const demo = drawDiagram(demoPlan());
        expect(attributes(demo, "data-subnet")).to.deep.equal(["subnet-0a", "subnet-0b"]);
        expect(demo).to.contain("2 subnets of the VPC hold nothing of this stack");
    });

    it("has each arrow exactly once", () => {
        for (const plan of plans) {
            const drawn = attributes(drawDiagram(plan), "data-arrow");
            expect(drawn).to.have.lengthOf(sceneOf(plan).arrows.length);
            expect(new Set(arrows(plan)).size).to.equal(drawn.length - repeatedPaths(plan));
        }
    });

    it("draws prod's arrows and no others", () => {
        expect(arrows(prodPlan())).to.deep.equal([
            "ALB verifier > VerifierService tcp 8000 (allowed)",
            "Authorized users > ALB verifier tcp 80, 443 (allowed)",
            "Authorized users > NLB web-proxy tcp 80, 443 (allowed)",
            "Interface endpoints > AWS services  (path)",
            "NAT gateway > Internet  (path)",
            "NLB web-proxy > WebProxy tcp 80, 443 (allowed)",
            "OpenHandsServer > Interface endpoints tcp 443 (allowed)",
            "OpenHandsServer > S3 gateway endpoint tcp 443 (allowed)",
            "OpenHandsServer > WebProxy tcp 4000, 4080 (allowed)",
            "Operators > AWS services  (path)",
            "S3 gateway endpoint > Amazon S3  (path)",
            "VerifierService > Interface endpoints tcp 443 (allowed)",
            "VerifierService > S3 gateway endpoint tcp 443 (allowed)",
            "VerifierService > WebProxy tcp 4080 (allowed)",
            "WebProxy > Interface endpoints tcp 443 (allowed)",
            "WebProxy > NAT gateway tcp 443 (allowed)",
            "WebProxy > OpenHandsServer tcp 3000 (allowed)",
            "WebProxy > S3 gateway endpoint tcp 443 (allowed)",
        ]);
    });

    it("draws the demo's hosts straight to the internet, with their public addresses", () => {
        const drawn = arrows(demoPlan());
        for (const host of ["WebProxy", "OpenHandsServer", "VerifierService"]) {
            expect(drawn).to.contain(`${host} > Internet tcp 443 (allowed)`);
        }
        const svg = drawDiagram(demoPlan());
        expect([...svg.matchAll(/>public address</g)]).to.have.lengthOf(3);
        expect(svg).to.contain("Default VPC vpc-0defa017").and.contain("every name resolves");
    });

    it("marks a tier as sealed only when no subnet of it has a route", () => {
        const sealed = (plan: Plan): number => [...drawDiagram(plan).matchAll(/sealed:/g)].length;
        expect(sealed(prodPlan())).to.equal(1);
        expect(sealed(prodPlan({ zones: 3 }))).to.equal(1);
        expect(sealed(prodPlan({ mode: "nat" }))).to.equal(0);
        expect(sealed(demoPlan())).to.equal(0);
        const plan = prodPlan({ zones: 2 });
        const leak = plan.resources.map((resource) =>
            resource.name === "network-edge-1-default"
                ? { ...resource, props: { ...resource.props, routeTableId: "routetable-network-private-1" } }
                : resource,
        );
        expect(sealed({ ...plan, resources: leak })).to.equal(0);
    });

    it("draws nothing for what a group allows without a route, nor for what only one side allows", () => {
        const plan = prodPlan();
        const resources = plan.resources
            .map((resource) =>
                resource.name === "openhands-s3"
                    ? { ...resource, props: { ...resource.props, prefixListId: undefined, cidrIpv4: "0.0.0.0/0" } }
                    : resource,
            )
            .filter(({ name, type }) => !(name === "verifier-alb" && type.includes("Ingress")));
        const drawn = arrows({ ...plan, resources });
        expect(drawn.filter((arrow) => /^OpenHandsServer > (Internet|NAT)|^ALB/.test(arrow))).to.deep.equal([]);
        expect(drawn).to.include("OpenHandsServer > S3 gateway endpoint tcp 443 (allowed)");
    });

    it("draws what hangs on the subnet that AWS chooses with a broken line", () => {
        const s = new Sketch(new PlanBuilder());
        s.acl(s.iso, { in: [], out: [] });
        const dbSubnetGroupName = s.b.resource("aws:rds/subnetGroup:SubnetGroup", "db", {
            name: "db",
            subnetIds: [s.iso, s.priv],
        });
        const vpcSecurityGroupIds = [s.group("db", { in: [["10.0.10.0/24", 5432]] })];
        s.b.resource("aws:rds/instance:Instance", "db", { dbSubnetGroupName, vpcSecurityGroupIds });
        s.host("a", s.priv, { groups: [s.group("a", { out: [["0.0.0.0/0", 5432]] })] });
        expect(arrows(s.plan())).to.include("a > db tcp 5432 (uncertain)");
        expect(drawDiagram(s.plan())).to.contain("packets may pass: the plan does not say enough to be sure");
    });

    it("draws a rule for the internet to S3's endpoint too, where the subnet has a route to it", () => {
        const resources = prodPlan().resources.filter(({ name }) => name !== "web-proxy-s3");
        expect(resources).to.have.length(prodPlan().resources.length - 1);
        const drawn = arrows({ ...prodPlan(), resources });
        expect(drawn).to.include("WebProxy > NAT gateway tcp 443 (allowed)");
        expect(drawn).to.include("WebProxy > S3 gateway endpoint tcp 443 (allowed)");
    });

    it("draws no way to S3 for a sealed subnet without the route, and NAT for one with a default route", () => {
        const plan = prodPlan();
        const resources = plan.resources.map((resource) =>
            resource.name === "network-endpoints-s3"
                ? { ...resource, props: { ...resource.props, routeTableIds: [] }, propertyDependencies: {} }
                : resource,
        );
        const drawn = arrows({ ...plan, resources });
        expect(drawn.filter((arrow) => arrow.includes("> S3"))).to.deep.equal([]);
        expect(drawn).to.include("WebProxy > NAT gateway tcp 443 (allowed)");
    });

    it("says where rules apply that the plan does not show", () => {
        const b = new PlanBuilder();
        b.resource("aws:ec2/instance:Instance", "default-group", { associatePublicIpAddress: false });
        const made = b.resource("aws:ec2/securityGroup:SecurityGroup", "g");
        const both = { associatePublicIpAddress: true, vpcSecurityGroupIds: [made, "sg-elsewhere"] };
        b.resource("aws:ec2/instance:Instance", "external-group", both);
        b.resource("aws:lb/loadBalancer:LoadBalancer", "open", { loadBalancerType: "network", subnets: ["s"] });
        const svg = drawDiagram(b.build());
        // Without a group and a subnet it has those of the default VPC, as AWS documents them.
        expect(svg).to.contain(">default group of default VPC<");
        expect([...svg.matchAll(/>([^<]*not known in whole)</g)].map((match) => match[1]).sort()).to.deep.equal([
            "not known in whole",
            "public address, not known in whole",
        ]);
    });

    it("says that a network load balancer without a group admits everybody", () => {
        const s = new Sketch(new PlanBuilder());
        const balancer = { loadBalancerType: "network", subnets: [s.pub] };
        s.listener(s.b.resource("aws:lb/loadBalancer:LoadBalancer", "open", balancer), 443, "TCP");
        expect(drawDiagram(s.plan())).to.contain(">no security group<").and.contain(">from 0.0.0.0/0<");
        expect(arrows(s.plan()).find((arrow) => arrow.startsWith("Internet > NLB open"))).to.contain("tcp 443");
    });

    it("says that operators have no port, unless one is open", () => {
        expect(drawDiagram(prodPlan())).to.contain("no port open to them");
        const plan = prodPlan();
        const resources = plan.resources.map((resource) =>
            resource.name === "web-proxy-users-80"
                ? { ...resource, props: { ...resource.props, fromPort: 22, toPort: 22 } }
                : resource.type.endsWith(":Listener") && resource.props.port === 80
                  ? { ...resource, props: { ...resource.props, port: 22 } }
                  : resource,
        );
        expect(drawDiagram({ ...plan, resources }))
            .to.contain("and port 22, as drawn")
            .and.not.contain("no port open");
    });

    it("draws a host whose subnet nobody knows", () => {
        const b = new PlanBuilder();
        b.resource("aws:ec2/instance:Instance", "lost", { instanceType: "t3.small", subnetId: "subnet-elsewhere" });
        expect(attributes(drawDiagram(b.build()), "data-name")).to.contain("lost");
    });

    it("draws a plan without any network", () => {
        expect(drawDiagram(new PlanBuilder().build())).to.match(/^<svg [^]*<\/svg>\n$/);
    });
});

/** Per-zone NAT gateways share a title. */
function repeatedPaths(plan: Plan): number {
    return Math.max(0, plan.resources.filter(({ type }) => type === "aws:ec2/natGateway:NatGateway").length - 1);
}

describe("diagram: as a file", () => {
    it("is the same for the same plan, whatever the order of its resources", () => {
        for (const plan of plans) {
            expect(drawDiagram(plan) === drawDiagram(plan)).to.be.true;
            expect(drawDiagram({ ...plan, resources: [...plan.resources].reverse() }) === drawDiagram(plan)).to.be.true;
        }
    });

    it("has no scripts, no links, no styles and no fonts of its own", () => {
        for (const plan of plans) {
            expect(drawDiagram(plan)).to.not.match(
                /<script|<style|<foreignObject|<image|<use|href=|@font-face|\son\w+=/i,
            );
        }
    });

    it("escapes hostile names, and every tag is closed", () => {
        const hostile = `"><script>alert(1)</script>&'\u0000\uD800`;
        const plan = prodPlan();
        const resources = plan.resources.map((resource) => ({
            ...resource,
            name: resource.custom ? hostile + resource.name : resource.name,
            props: { ...resource.props, name: hostile, description: hostile },
        }));
        const svg = drawDiagram({ stack: hostile, resources });
        expect(svg)
            .to.not.contain("<script")
            .and.not.contain("\u0000")
            .and.not.match(/[\uD800-\uDFFF]/);
        const open: string[] = [];
        for (const [, closing, name, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[\w:-]+="[^"<]*")*(\/?)>/gi)) {
            if (closing === "/") expect(open.pop()).to.equal(name);
            else if (empty === "") open.push(name!);
        }
        expect(open).to.deep.equal([]);
        expect(svg.replace(/<\/?[a-z]+(?:\s[\w:-]+="[^"<]*")*\/?>/gi, "")).to.not.match(/[<>]/);
    });
});
