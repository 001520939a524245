import { expect } from "chai";
import { estimate, type CostReport, type Pricing } from "../../../analysis/cost";
import { sumDollars } from "../../../analysis/cost/money";
import { free, priced } from "../../../analysis/cost/types";
import type { Plan } from "../../../model/plan";
import { PlanBuilder } from "../fixtures/planBuilder";
import { demoPlan, prodPlan } from "../fixtures/stacks";

const NAT = "aws:ec2/natGateway:NatGateway";

function byCategory(report: CostReport): Record<string, number> {
    const sums: Record<string, number[]> = {};
    for (const { category, monthly } of report.lines) (sums[category] ??= []).push(monthly ?? 0);
    return Object.fromEntries(Object.entries(sums).map(([category, amounts]) => [category, sumDollars(amounts)]));
}

describe("cost: whole plans, computed by hand", () => {
    it("prices prod to the cent", () => {
        const report = estimate(prodPlan());
        expect(byCategory(report)).to.deep.equal({
            compute: 106.29, // 15.18 t3.small + 60.74 t3.large + 30.37 t3.medium
            volumes: 14.4, // 20 + 40 + 20 + 100 GB at 0.08
            "load-balancing": 33.37, // 2 x 16.43, 36.5 LCU-h at 0.008 and at 0.006
            "public-ipv4": 18.25, // NAT's one, and two nodes for each of two load balancers, 3.65 each
            nat: 32.85,
            endpoints: 21.93, // 3 x 7.30 and 3 x 1 GB at 0.01
            dns: 0.3, // half a million queries; three domains are a seventh of a cent
            "object-storage": 1.12, // 0.14 + 0.15 + 0.22 + 0.06 + 0.00 + 0.03 + 0.06, and 20 GB of releases 0.46
            transfer: 1.31, // 0.36 + 0.45 + 0.05 out, 9 GB through NAT 0.41, 2 GB between zones 0.04
        });
        expect(report.monthly).to.equal(229.82);
        expect(report.currency).to.equal("USD");
    });

    it("prices the demo to the cent: public addresses instead of NAT and endpoints", () => {
        const report = estimate(demoPlan());
        expect(byCategory(report)).to.deep.equal({
            compute: 106.29,
            volumes: 6.4,
            "public-ipv4": 18.25, // three hosts and an ALB with two nodes
            "load-balancing": 16.72,
            "object-storage": 1.12,
            transfer: 0.9,
        });
        expect(report.monthly).to.equal(149.68);
    });

    it("counts a NAT gateway, its address and its endpoints once for each zone", () => {
        const one = byCategory(estimate(prodPlan()));
        const three = byCategory(estimate(prodPlan({ zones: 3, natGateways: "per-az" })));
        expect(three.nat).to.equal(sumDollars([one.nat!, 65.7]));
        expect(three.endpoints).to.equal(65.73); // 9 x 7.30 and the same 3 GB
        expect(three["public-ipv4"]).to.equal(32.85); // 3 NAT + 2 x 3 nodes
    });

    it("has no endpoints in mode nat, and sends S3's traffic through NAT where no gateway endpoint is", () => {
        const report = estimate(prodPlan({ mode: "nat" }));
        expect(byCategory(report).endpoints).to.equal(undefined);
        const nat = report.lines.find(({ item }) => item === "data through NAT")!;
        expect([nat.quantity, nat.monthly]).to.deep.equal([35, 1.58]); // 9 + 6 + 20 GB
    });

    it("adds up: lines to the total, proposal rows to the total, names unique resources only", () => {
        for (const plan of [prodPlan(), demoPlan(), prodPlan({ mode: "nat" }), prodPlan({ zones: 2 })]) {
            const report = estimate(plan);
            expect(report.monthly).to.equal(sumDollars(report.lines.map(({ monthly }) => monthly!)));
            const rows = report.comparison.filter(({ group, item }) => group === "proposal" && item !== "Total");
            expect(sumDollars(rows.map(({ computed }) => computed))).to.equal(report.monthly);
            const urns = new Set(plan.resources.map(({ urn }) => urn));
            for (const { urn } of report.lines) expect(urn === null || urns.has(urn)).to.be.true;
        }
    });

    it("is deterministic", () => {
        expect(JSON.stringify(estimate(prodPlan()))).to.equal(JSON.stringify(estimate(prodPlan())));
    });

    it("says where each price and each assumed quantity comes from", () => {
        for (const line of estimate(prodPlan()).lines) {
            expect(line.priceSource, line.item).to.match(/^https:\/\/aws\.amazon\.com\//);
            expect(line.priceEvidence, line.item).to.not.equal("");
            if (line.urn === null) expect(line.assumption, line.item).to.be.a("string");
        }
    });
});

/** What a plan's unknown lines say, and the total, which must not be lost with them. */
const unknowns = (plan: Plan): string[] =>
    estimate(plan).lines.flatMap(({ monthly, unknown }) => {
        expect(monthly === null).to.equal(unknown !== null);
        return unknown === null ? [] : `${unknown.what}: ${unknown.fix}`;
    });

describe("cost: what cannot be priced is a line without an amount", () => {
    it("names every unknown type, and where to add it", () => {
        const b = new PlanBuilder();
        b.resource("aws:rds/instance:Instance", "db");
        b.resource("aws:lambda/function:Function", "f");
        b.resource("aws:ec2/eip:Eip", "known");
        const said = unknowns(b.build());
        expect(said).to.have.lengthOf(2);
        expect(said.join()).to.match(/aws:rds\/instance:Instance has neither a price nor a known zero/);
        for (const each of said) expect(each).to.include("analysis/cost/types.ts");
        expect(estimate(b.build()).monthly).to.equal(3.65);
    });

    it("does not take names of Object.prototype for known types", () => {
        const b = new PlanBuilder();
        b.resource("constructor", "x");
        b.resource("aws:ec2/instance:Instance", "y", { instanceType: "valueOf" });
        expect(unknowns(b.build()).join()).to.match(
            /(?=.*constructor has neither a price)(?=.*valueOf: write its price)/,
        );
    });

    it("keeps what is known of an instance whose type has no price: disk, address, and a note that the total is a lower bound", () => {
        const b = new PlanBuilder();
        b.resource("aws:ec2/instance:Instance", "big", { instanceType: "m7i.xlarge", associatePublicIpAddress: true });
        const report = estimate(b.build());
        expect(report.lines.map(({ item, monthly }) => [item, monthly])).to.deep.include.members([
            ["m7i.xlarge instance", null],
            ["8 GB gp3 root volume", 0.64],
            ["public IPv4 address", 3.65],
        ]);
        expect(report.notes.join(" ")).to.match(
            /Cost unknown: m7i\.xlarge\. The total is without it: read it as a lower bound/,
        );
        expect(report.lines[0].unknown).to.deep.equal({
            what: "m7i.xlarge",
            fix: 'write its price in USD per h as operations.prices["m7i.xlarge"] (https://aws.amazon.com/ec2/pricing/on-demand/)',
        });
    });

    it("says in the comparison what a figure is without, and compares no half of it", () => {
        const plan = prodPlan();
        const resources = plan.resources.map((resource) =>
            resource.props.instanceType === "t3.large"
                ? { ...resource, props: { ...resource.props, instanceType: "m7i.xlarge" } }
                : resource,
        );
        const rows = estimate({ ...plan, resources }).comparison;
        const agent = rows.find(({ item }) => item.startsWith("OpenHands"))!;
        expect(agent.why).to.equal(
            "The plan has m7i.xlarge instance at an unknown price x 730 h. Cost unknown, and not in the figure: m7i.xlarge.",
        );
        expect(rows.find(({ item }) => item === "Total")!.why).to.match(/not in the figure: m7i\.xlarge\.$/);
    });

    it("names what a resource does not say: a type, a size, subnets, an end of its snapshots", () => {
        for (const [type, props, message] of [
            ["aws:ec2/instance:Instance", {}, /\[instanceType\]/],
            ["aws:ebs/volume:Volume", { size: 10, type: "io2" }, /volume\.io2: add it to/],
            ["aws:ebs/volume:Volume", { type: "gp3" }, /\[size\]/],
            ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "GatewayLoadBalancer" }, /GatewayLoadBalancer/],
            ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Interface" }, /\[subnetIds\]/],
            ["aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "gateway" }, /"gateway" of x/],
            ["aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network" }, /\[subnets\]/],
            ["aws:backup/plan:Plan", { rules: [{}] }, /\[lifecycle\.deleteAfter\]/],
        ] as const) {
            const b = new PlanBuilder();
            b.resource(type, "x", props);
            expect(unknowns(b.build()).join(), type).to.match(message);
        }
    });

    it("does not price a remote component whose children it cannot see, but the default VPC is free", () => {
        const b = new PlanBuilder();
        b.component("awsx:ec2:Vpc", "hidden");
        expect(unknowns(b.build()).join()).to.match(/awsx:ec2:Vpc has neither/);
        const c = new PlanBuilder();
        c.component("awsx:ec2:DefaultVpc", "default");
        expect([unknowns(c.build()), estimate(c.build()).monthly]).to.deep.equal([[], 0]);
    });

    it("has no type both priced and free", () => {
        expect(Object.keys(priced).filter((type) => type in free)).to.deep.equal([]);
    });
});

describe("cost: the region", () => {
    const inRegion = (region: string, pricing: Pricing = {}): CostReport => {
        const b = new PlanBuilder();
        b.resource("pulumi:providers:aws", "aws", { region });
        b.resource("aws:ebs/volume:Volume", "disk", { size: 10, type: "gp3" });
        b.resource("aws:ec2/eip:Eip", "address");
        return estimate(b.build(), pricing);
    };

    it("is silent for us-east-1 and clear for every other", () => {
        expect(inRegion("us-east-1").notes).to.have.lengthOf(1);
        const other = inRegion("eu-central-1");
        expect(other.region).to.equal("eu-central-1");
        expect(other.notes.join(" ")).to.match(
            /plan is for eu-central-1, and 2 of 2 lines rest on prices of us-east-1/,
        );
    });

    it("takes what the configuration says before all else, then AWS's offer of the region, then the table", () => {
        const offers = { "eu-central-1": { published: "2026-11-01", usd: { publicIpv4: "0.0055" } } };
        const used = (pricing: Pricing) =>
            inRegion("eu-central-1", pricing).lines.map(({ unitPrice, priceRegion, priceEvidence }) =>
                [unitPrice, priceRegion, priceEvidence.split(" ")[0]].join(" "),
            );
        expect(used({})[1]).to.equal("0.005 us-east-1 charged");
        expect(used({ offers })[1]).to.equal("0.0055 eu-central-1 AWS's");
        expect(used({ offers, supplied: { publicIpv4: 0.0000001 } })[1]).to.equal(
            "0.0000001 eu-central-1 operations.prices",
        );
        const both = { offers, supplied: { "volume.gp3": 0.0952 } };
        expect(used(both)).to.have.lengthOf(2);
        expect(inRegion("eu-central-1", both).notes.join(" ")).to.not.match(/rest on prices/);
        expect(inRegion("eu-central-1", both).monthly).to.equal(4.97); // 10 x 0.0952 = 0.95, 730 x 0.0055 = 4.02
        expect(inRegion("us-west-2", { offers }).lines[0].priceRegion).to.equal("us-east-1");
    });

    it("has the price of a type that only the configuration knows", () => {
        const b = new PlanBuilder();
        b.resource("aws:ec2/instance:Instance", "x", { instanceType: "m7i.xlarge", associatePublicIpAddress: false });
        const { lines } = estimate(b.build(), { supplied: { "m7i.xlarge": 0.2016 } });
        expect([lines[0].monthly, lines[0].unknown]).to.deep.equal([147.17, null]);
    });

    it("says so when the plan names none, or several", () => {
        expect(estimate(new PlanBuilder().build()).notes.join(" ")).to.match(/does not say one region/);
        const b = new PlanBuilder();
        b.resource("pulumi:providers:aws", "one", { region: "us-east-1" });
        b.resource("pulumi:providers:aws", "two", { region: "us-west-2" });
        expect(estimate(b.build()).region).to.equal(null);
    });
});

describe("cost: beside the requirements", () => {
    const rows = estimate(prodPlan()).comparison;
    const row = (item: string) => rows.find((candidate) => candidate.item === item)!;

    it("repeats the requirements' own figures", () => {
        expect(row("Total").requirement).to.deep.equal({ from: 128.32, to: 128.32 });
        const listed = rows.filter(
            ({ group, item, requirement }) => group === "proposal" && item !== "Total" && requirement,
        );
        expect(sumDollars(listed.map(({ requirement }) => requirement!.from))).to.equal(128.32);
        expect(row("Option 2: NAT gateway only").requirement).to.deep.equal({ from: 35, to: 40 });
        expect(row("Option 1: endpoints and NAT").requirement).to.deep.equal({ from: 50, to: 60 });
        expect(row("Option 3: own VPC").requirement).to.deep.equal({ from: 35, to: 50 });
        expect(row("Artifact storage").requirement).to.deep.equal({ from: 1, to: 2 });
    });

    it("explains each difference by numbers", () => {
        expect(row("NAT gateway").why).to.contain("0.045 x 720 = 32.40").and.contain("730 h: 32.85");
        expect(row("Option 3: own VPC").why).to.contain("32.85 + 21.90 = 54.75");
        expect(row("EBS storage, 100 GB").why).to.contain("180 GB in 4 volumes at 0.08: 4.40 more");
        expect(row("Web proxy, t3.small").why).to.match(/^The same/);
        expect(row("Total").why).to.contain("124.48").and.contain("105.34");
        for (const { why, item } of rows) expect(why, item).to.match(/\d|None of them/);
    });

    it("says what is bigger when another instance type is chosen", () => {
        const plan = prodPlan();
        const resources = plan.resources.map((resource) =>
            resource.props.instanceType === "t3.large"
                ? { ...resource, props: { ...resource.props, instanceType: "t3.xlarge" } }
                : resource,
        );
        const changed = estimate({ ...plan, resources }).comparison.find(({ item }) => item.startsWith("OpenHands"))!;
        expect(changed.computed).to.equal(121.47);
        expect(changed.why).to.contain("t3.xlarge").and.contain("60.73 more");
    });

    it("prices this plan's own NAT with its address, by link and not by name", () => {
        expect(row("This plan: NAT, its addresses, endpoints").computed).to.equal(58.43);
        expect(prodPlan().resources.filter(({ type }) => type === NAT)).to.have.lengthOf(1);
    });
});
