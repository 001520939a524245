import { expect } from "chai";
import type { NetworkGraph } from "../../../analysis/graph/model";
import type { Sketch } from "../reachability/sketch";
import { asPolicySees, build, gaps } from "./build";

/** Rules of the group of host `a`, without the names of the resources that hold them. */
const rulesOfA = (graph: NetworkGraph) => {
    const [group] = graph.interfaces.find(({ name }) => name === "a")!.groups!;
    return [...group.ingress, ...group.egress].map(({ protocol, from, to, peer }) => {
        const named =
            peer.kind === "group"
                ? graph.interfaces.find(({ groups }) => groups?.some(({ key }) => key === peer.key))?.name
                : peer;
        return { protocol, from, to, named };
    });
};

describe("the graph: forms of one thing", () => {
    const blocks = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["203.0.113.0/24"] };

    const inline = (s: Sketch) => {
        const peer = s.group("peer");
        s.host("b", s.iso, { groups: [peer] });
        const group = s.b.resource("aws:ec2/securityGroup:SecurityGroup", "g", {
            vpcId: s.vpc,
            ingress: [blocks, { protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: [peer] }],
        });
        s.host("a", s.iso, { groups: [group] });
    };
    const classic = (s: Sketch) => {
        const peer = s.group("peer");
        s.host("b", s.iso, { groups: [peer] });
        const group = s.group("g");
        const type = "aws:ec2/securityGroupRule:SecurityGroupRule";
        s.b.resource(type, "one", { type: "ingress", securityGroupId: group, ...blocks });
        s.b.resource(type, "two", {
            type: "ingress",
            securityGroupId: group,
            protocol: "tcp",
            fromPort: 22,
            toPort: 22,
            sourceSecurityGroupId: peer,
        });
        s.host("a", s.iso, { groups: [group] });
    };
    const standalone = (s: Sketch) => {
        const peer = s.group("peer");
        s.host("b", s.iso, { groups: [peer] });
        const group = s.group("g", { in: [["203.0.113.0/24", 443]] });
        s.rule("ingress", group, peer, 22);
        s.host("a", s.iso, { groups: [group] });
    };

    it("reads where an inline route leads whose gateway AWS has not made yet", () => {
        const graph = build(
            (s) => {
                const gateway = s.b.resource("aws:ec2/internetGateway:InternetGateway", "new", { vpcId: s.vpc });
                const routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway }];
                s.subnet(
                    "x",
                    "10.0.80.0/24",
                    s.b.resource("aws:ec2/routeTable:RouteTable", "x", { vpcId: s.vpc, routes }),
                );
            },
            (own) =>
                own.type.endsWith(":RouteTable") && own.name === "x"
                    ? {
                          ...own,
                          props: { routes: [{ cidrBlock: "0.0.0.0/0" }] },
                          unknown: new Set(["routes.0.gatewayId"]),
                      }
                    : own,
        );
        const routes = graph.subnets.find(({ name }) => name === "x")?.table.routes;
        expect(routes?.map(({ target }) => target.kind)).to.include("internet-gateway");
        expect(gaps(graph)).to.deep.equal([]);
    });

    for (const [title, change] of [
        ["a plan", undefined],
        ["a stack policy", asPolicySees],
    ] as const) {
        it(`reads group rules of all three forms alike from ${title}`, () => {
            const [one, two, three] = [inline, classic, standalone].map((form) => build(form, change));
            expect(rulesOfA(one)).to.have.length(2);
            expect(rulesOfA(one)[1].named).to.equal("b");
            expect(rulesOfA(two)).to.deep.equal(rulesOfA(one));
            expect(rulesOfA(three)).to.deep.equal(rulesOfA(one));
            for (const graph of [one, two, three]) expect(gaps(graph)).to.deep.equal([]);
        });
    }

    it("reads routes and ACL entries of both forms alike", () => {
        const graphOf = (inlineForm: boolean) =>
            build((s) => {
                const gatewayId = s.b.resource("aws:ec2/internetGateway:InternetGateway", "igw2", { vpcId: s.vpc });
                const table = s.table("t", inlineForm ? [{ cidrBlock: "0.0.0.0/0", gatewayId }] : []);
                if (!inlineForm)
                    s.b.resource("aws:ec2/route:Route", "r", {
                        routeTableId: table,
                        destinationCidrBlock: "0.0.0.0/0",
                        gatewayId,
                    });
                const subnetId = s.subnet("t", "10.0.70.0/24", table);
                const entry = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlock: "0.0.0.0/0" };
                const networkAclId = s.b.resource("aws:ec2/networkAcl:NetworkAcl", "acl", {
                    vpcId: s.vpc,
                    ...(inlineForm && {
                        subnetIds: [subnetId],
                        ingress: [
                            { ...entry, ruleNo: 200, action: "allow" },
                            { ...entry, ruleNo: 100, action: "deny" },
                        ],
                    }),
                });
                if (inlineForm) return;
                s.b.resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", "acl", { networkAclId, subnetId });
                const rule = "aws:ec2/networkAclRule:NetworkAclRule";
                s.b.resource(rule, "r200", {
                    ...entry,
                    networkAclId,
                    egress: false,
                    ruleNumber: 200,
                    ruleAction: "allow",
                });
                s.b.resource(rule, "r100", {
                    ...entry,
                    networkAclId,
                    egress: false,
                    ruleNumber: 100,
                    ruleAction: "deny",
                });
            });
        const facts = (graph: NetworkGraph) => {
            const { table, acl } = graph.subnets.find(({ name }) => name === "t")!;
            return {
                routes: table.routes.map(({ destination, target }) => ({ destination, target })),
                ingress: acl.ingress.map(({ number, allow, cidr }) => ({ number, allow, cidr })),
            };
        };
        expect(facts(graphOf(true))).to.deep.equal(facts(graphOf(false)));
        expect(facts(graphOf(true)).ingress.map(({ number }) => number)).to.deep.equal([100, 200]);
    });

    it("expands a customer's prefix list with the entries of both forms", () => {
        const graph = build((s) => {
            const list = s.b.resource("aws:ec2/managedPrefixList:ManagedPrefixList", "offices", {
                entries: [{ cidr: "203.0.113.0/24" }],
            });
            s.b.resource("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", "more", {
                prefixListId: list,
                cidr: "198.51.100.0/24",
            });
            const group = s.group("g");
            s.b.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "offices", {
                securityGroupId: group,
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                prefixListId: list,
            });
            s.host("a", s.iso, { groups: [group] });
        });
        expect(rulesOfA(graph)[0].named).to.deep.include({
            kind: "prefix-list",
            cidrs: ["203.0.113.0/24", "198.51.100.0/24"],
        });
    });

    it("takes a VPC where a group is meant for its default group, adopted or not", () => {
        const members = (adopted: boolean) =>
            build((s) => {
                if (adopted)
                    s.b.resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId: s.vpc });
                s.b.resource("aws:ec2/instance:Instance", "a", {
                    subnetId: s.iso,
                    vpcSecurityGroupIds: [s.vpc.notKnown()],
                });
            }).interfaces.find(({ name }) => name === "a")!.groups!;
        expect(members(false).map(({ egress }) => egress.length)).to.deep.equal([2]);
        expect(members(true).map(({ egress }) => egress.length)).to.deep.equal([0]);
    });
});
