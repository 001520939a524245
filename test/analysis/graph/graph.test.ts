import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import type { NetworkGraph } from "../../../analysis/graph/model";
import { fromPlan, fromState, type GraphResource, UnreadableState } from "../../../analysis/graph/resource";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "../reachability/sketch";

const build = (
    set: (s: Sketch) => void,
    change: (own: GraphResource) => GraphResource = (own) => own,
): NetworkGraph => {
    const sketch = new Sketch(new PlanBuilder("graph"));
    set(sketch);
    return buildGraph(fromPlan(sketch.plan()).map(change));
};

/** What a stack policy sees: no ids, and no outputs. */
const asPolicySees = (own: GraphResource): GraphResource => ({ ...own, id: "", outputs: {} });

const unknowns = (graph: NetworkGraph) => graph.unknowns.map(({ what }) => what);

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
            for (const graph of [one, two, three]) expect(unknowns(graph)).to.deep.equal([]);
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

describe("the graph: what it does not know", () => {
    const none = (_: Sketch) => {};
    const cases: readonly (readonly [
        title: string,
        set: (s: Sketch) => void,
        what: RegExp,
        change?: (own: GraphResource) => GraphResource,
    ])[] = [
        [
            "a group outside the stack",
            (s) =>
                s.b.resource("aws:ec2/instance:Instance", "a", {
                    subnetId: s.iso,
                    vpcSecurityGroupIds: ["sg-elsewhere"],
                }),
            /names sg-elsewhere, a group outside/,
        ],
        [
            "a foreign group beside one of the stack",
            (s) =>
                s.b.resource("aws:ec2/instance:Instance", "a", {
                    subnetId: s.iso,
                    vpcSecurityGroupIds: [s.group("g"), "sg-elsewhere"],
                }),
            /names sg-elsewhere, a group outside/,
        ],
        [
            "a subnet outside the stack",
            (s) => s.b.resource("aws:ec2/instance:Instance", "a", { subnetId: "subnet-elsewhere" }),
            /a subnet outside the stack/,
        ],
        [
            "a route by an unknown gateway",
            (s) =>
                s.b.resource("aws:ec2/route:Route", "r", {
                    routeTableId: s.isoTable,
                    destinationCidrBlock: "0.0.0.0/0",
                    transitGatewayId: s.vpc.notKnown(),
                }),
            /leads to transitGatewayId/,
        ],
        [
            "a route more specific than the local one",
            (s) => void s.subnet("x", "10.0.80.0/24", s.table("x", [{ cidrBlock: "10.0.0.0/24", gatewayId: "igw-1" }])),
            /out of the VPC's local route/,
        ],
        [
            "a route by a list of AWS",
            (s) =>
                s.b.resource("aws:ec2/route:Route", "r", {
                    routeTableId: s.isoTable,
                    destinationPrefixListId: "pl-1",
                    gatewayId: "igw-1",
                }),
            /destination is not known/,
        ],
        ["a host that forwards", (s) => s.host("a", s.iso, { sourceDestCheck: false }), /forwards traffic of others/],
        [
            "a transit gateway",
            (s) => s.b.resource("aws:ec2transitgateway/transitGateway:TransitGateway", "t"),
            /transit gateway .* may carry traffic/,
        ],
        [
            "a type of a network module that the model has never heard of",
            (s) => s.b.resource("aws:ec2/quantumTunnel:QuantumTunnel", "q"),
            /QuantumTunnel may carry traffic/,
        ],
        [
            "a function in a subnet",
            (s) => s.b.resource("aws:lambda/function:Function", "f", { vpcConfig: { subnetIds: [s.iso] } }),
            /vpcConfig, may carry traffic/,
        ],
        [
            "block public access, which can close what is open",
            (s) => s.b.resource("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", "b"),
            /may carry traffic/,
        ],
        [
            "a peering that nobody accepts",
            (s) => {
                const far = s.b.resource("aws:ec2/vpc:Vpc", "far", { cidrBlock: "10.9.0.0/16" });
                const vpcPeeringConnectionId = s.b.resource("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "p", {
                    vpcId: s.vpc,
                    peerVpcId: far,
                });
                s.table("p", [{ cidrBlock: "10.9.0.0/16", vpcPeeringConnectionId }]);
            },
            /nobody in the stack accepts/,
        ],
        [
            "an endpoint policy that is not known",
            (s) =>
                s.b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "e", {
                    vpcId: s.vpc,
                    serviceName: "com.amazonaws.us-east-1.s3",
                    policy: s.vpc.notKnown(),
                }),
            /policy is not known/,
        ],
        [
            "a property that a policy may not look at",
            (s) => s.host("a", s.iso, {}),
            /associatePublicIpAddress is not known/,
            (own) =>
                own.type.endsWith(":Instance") ? { ...own, unknown: new Set(["associatePublicIpAddress"]) } : own,
        ],
        [
            "a rule with a protocol that is none",
            (s) =>
                s.b.resource("aws:ec2/securityGroupRule:SecurityGroupRule", "r", {
                    type: "ingress",
                    securityGroupId: s.group("g"),
                    protocol: "tpc",
                    fromPort: 1,
                    toPort: 2,
                    cidrBlocks: ["0.0.0.0/0"],
                }),
            /tpc is no known protocol/,
        ],
    ];

    it("nothing in the base network", () => {
        expect(unknowns(build(none))).to.deep.equal([]);
        expect(unknowns(build(none, asPolicySees))).to.deep.equal([]);
    });

    for (const [title, set, what, change] of cases) {
        it(title, () => {
            const graph = build(set, change);
            expect(unknowns(graph).join("\n")).to.match(what);
            for (const { urn, fix } of graph.unknowns) {
                expect(urn).to.match(/^urn:pulumi:/);
                expect(fix).to.not.equal("");
            }
        });
    }

    it("a function that is in no subnet carries nothing", () => {
        expect(
            unknowns(build((s) => s.b.resource("aws:lambda/function:Function", "f", { runtime: "nodejs22.x" }))),
        ).to.deep.equal([]);
    });
});

describe("the graph: sources", () => {
    const plan = () => {
        const sketch = new Sketch(new PlanBuilder("graph"));
        sketch.host("a", sketch.iso, { groups: [sketch.group("g", { out: [["0.0.0.0/0", 443]] })] });
        return sketch.plan();
    };
    const summary = (graph: NetworkGraph) => ({
        interfaces: graph.interfaces.map(({ key, addresses, groups }) => ({
            key,
            addresses,
            groups: groups?.map(({ key: own }) => own),
        })),
        tables: graph.subnets.map(({ name, table }) => ({ name, routes: table.routes.length })),
        unknowns: graph.unknowns,
    });
    const exported = () => ({
        version: 3,
        deployment: {
            resources: plan().resources.map(({ props, outputs, ...rest }) => ({ ...rest, inputs: props, outputs })),
        },
    });

    it("an export says what the plan said", () => {
        expect(summary(buildGraph(fromState(exported())))).to.deep.equal(summary(buildGraph(fromState(plan()))));
    });

    it("a resource that waits for its deletion is not there", () => {
        const state = exported();
        const doomed = { ...state.deployment.resources.find(({ name }) => name === "a")!, delete: true };
        state.deployment.resources = state.deployment.resources.map((own) => (own.name === "a" ? doomed : own));
        expect(buildGraph(fromState(state)).interfaces.map(({ name }) => name)).to.not.include("a");
    });

    it("a secret is not read as a value, and what it hides is not known", () => {
        const state = exported();
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "AAAA" };
        const host = state.deployment.resources.find(({ name }) => name === "a")!;
        (host.inputs as Record<string, unknown>).privateIp = secret;
        expect(buildGraph(fromState(state)).interfaces.find(({ name }) => name === "a")!.addresses).to.deep.equal([
            "10.0.20.0/24",
        ]);
        expect(unknowns(buildGraph(fromState(state)))).to.deep.equal(["privateIp is not known"]);
    });

    it("anything else is refused, saying what was expected", () => {
        for (const bad of [null, [], {}, "x", { resources: [{}] }, { deployment: { resources: [{ urn: "no" }] } }])
            expect(() => fromState(bad)).to.throw(UnreadableState, /pulumi stack export/);
    });

    it("the default VPC is what its component looked up, with AWS's default group", () => {
        const b = new PlanBuilder("graph");
        const lookedUp = {
            vpcId: "vpc-1",
            cidr: "172.31.0.0/16",
            subnets: [{ id: "subnet-1", cidr: "172.31.0.0/20", zone: "us-east-1a", mapPublicIpOnLaunch: true }],
            routes: [{ destination: "0.0.0.0/0", target: "igw-1" }],
            defaultNaclAllowsAll: true,
        };
        b.component("isolated:network:IsolatedNetwork", "network", { role: "network", intent: { lookedUp } });
        b.resource("aws:ec2/instance:Instance", "a", { subnetId: "subnet-1" });
        const graph = buildGraph(fromPlan(b.build()));
        const [own] = graph.interfaces;
        expect(own.publicIpv4).to.equal(true);
        expect(own.groups!.map(({ egress }) => egress.length)).to.deep.equal([2]);
        expect(graph.unknowns).to.deep.equal([]);
    });
});
