import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Sketch } from "../reachability/sketch";
import { asPolicySees, build, gaps } from "./build";

describe("the graph: what it does not know", () => {
    const none = (_: Sketch) => {};
    const cases: readonly (readonly [
        title: string,
        set: (s: Sketch) => void,
        what: RegExp,
        change?: (resource: GraphResource) => GraphResource,
    ])[] = [
        [
            "a host's role without what it is meant to allow, as an interrupted up leaves it",
            (s) => void s.b.component("isolated:agent:OpenHandsServer", "openhands", { role: "agent" }),
            /has the role agent, but what it is meant to allow cannot be read \(intent: /,
        ],
        [
            "an ingress point for a block that is none",
            (s) =>
                void s.b.component("isolated:agent:OpenHandsServer", "openhands", {
                    role: "agent",
                    intent: {
                        ingresses: [{ kind: "alb", protocol: "tcp", port: 443, from: ["everybody"] }],
                        reaches: [],
                    },
                }),
            /cannot be read \(intent\.ingresses\.0\.from\.0: /,
        ],
        [
            "a network's role with an intent of another shape",
            (s) =>
                void s.b.component("isolated:network:IsolatedNetwork", "network", { role: "network", intent: "open" }),
            /has the role network/,
        ],
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
            "an external group beside one of the stack",
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
            "a broker in a subnet, however deep that is written",
            (s) => s.b.resource("aws:msk/cluster:Cluster", "m", { brokerNodeGroupInfo: { clientSubnets: [s.iso] } }),
            /clientSubnets, may carry traffic/,
        ],
        [
            "a database whose subnets are not said",
            (s) => s.b.resource("aws:rds/instance:Instance", "d", { engine: "postgres" }),
            /its subnets are not known/,
        ],
        [
            "a load balancer under its old name",
            (s) => s.b.resource("aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", "l"),
            /under its old name .* may carry traffic/,
        ],
        ["a stack of another tool", (s) => s.b.resource("aws:cloudformation/stack:Stack", "c"), /may carry traffic/],
        [
            "a VPC of awsx whose resources are not visible",
            (s) => s.b.component("awsx:ec2:Vpc", "v"),
            /are not visible, may carry traffic/,
        ],
        [
            "a route table outside the stack",
            (s) =>
                s.b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "r", {
                    subnetId: s.iso,
                    routeTableId: "rtb-elsewhere",
                }),
            /names rtb-elsewhere, a table that the stack does not have/,
        ],
        [
            "a network ACL outside the stack",
            (s) =>
                s.b.resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", "n", {
                    subnetId: s.iso,
                    networkAclId: "acl-elsewhere",
                }),
            /names acl-elsewhere, which the stack does not have/,
        ],
        [
            "a default ACL of nobody knows which VPC",
            (s) => s.b.resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "n", { defaultNetworkAclId: "acl-1" }),
            /whose VPC's ACL it is, is not known/,
        ],
        [
            "a default route table of nobody knows which VPC",
            (s) => s.b.resource("aws:ec2/defaultRouteTable:DefaultRouteTable", "n", { defaultRouteTableId: "rtb-1" }),
            /whose VPC's table it is, is not known/,
        ],
        [
            "DNS Firewall rules of another stack",
            (s) =>
                s.b.resource(
                    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
                    "d",
                    { firewallRuleGroupId: "rslvr-frg-1", vpcId: s.vpc, priority: 101 },
                ),
            /names rslvr-frg-1, which the stack does not have/,
        ],
        [
            "what comes in by a gateway's own routes",
            (s) =>
                s.b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "r", {
                    gatewayId: "igw-1",
                    routeTableId: s.isoTable,
                }),
            /routes what comes in by a gateway/,
        ],
        [
            "routes that a VPN gateway adds",
            (s) => s.b.resource("aws:ec2/routeTable:RouteTable", "r", { vpcId: s.vpc, propagatingVgws: ["vgw-1"] }),
            /takes routes from a VPN gateway/,
        ],
        [
            "IPv6 that is led to a NAT gateway",
            (s) =>
                s.b.resource("aws:ec2/route:Route", "r", {
                    routeTableId: s.isoTable,
                    destinationIpv6CidrBlock: "64:ff9b::/96",
                    natGatewayId: s.b.resource("aws:ec2/natGateway:NatGateway", "n64", { subnetId: s.pub }),
                }),
            /NAT64/,
        ],
        [
            "two routes for one destination",
            (s) =>
                s.b.resource("aws:ec2/route:Route", "r", {
                    routeTableId: s.privateTable,
                    destinationCidrBlock: "0.0.0.0/0",
                    gatewayId: "local",
                }),
            /two routes for one destination/,
        ],
        [
            "an endpoint that is of no firewall of the stack",
            (s) =>
                void s.subnet("x", "10.0.80.0/24", s.table("x", [{ cidrBlock: "0.0.0.0/0", vpcEndpointId: "vpce-1" }])),
            /vpce-1, of no firewall of the stack/,
        ],
        [
            "a rule about TCP without ports",
            (s) =>
                s.b.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "r", {
                    securityGroupId: s.group("g"),
                    cidrIpv4: "0.0.0.0/0",
                    ipProtocol: "tcp",
                }),
            /lacks its ports/,
        ],
        [
            "a rule that an exclusive list removes",
            (s) => {
                const securityGroupId = s.group("g", { out: [["0.0.0.0/0", 443]] });
                s.b.resource("aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive", "e", {
                    securityGroupId,
                    ingressRuleIds: [],
                    egressRuleIds: [],
                });
            },
            /egressRuleIds are not the rules that the stack writes/,
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
            (resource) =>
                resource.type.endsWith(":Instance")
                    ? { ...resource, unknown: new Set(["associatePublicIpAddress"]) }
                    : resource,
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

    it("is nothing in the base network", () => {
        expect(gaps(build(none))).to.deep.equal([]);
        expect(gaps(build(none, asPolicySees))).to.deep.equal([]);
    });

    for (const [title, set, what, change] of cases) {
        it(title, () => {
            const graph = build(set, change);
            expect(gaps(graph).join("\n")).to.match(what);
            for (const { urn, fix } of graph.gaps) {
                expect(urn).to.match(/^urn:pulumi:/);
                expect(fix).to.not.equal("");
            }
        });
    }

    it("a function that is in no subnet carries nothing", () => {
        expect(
            gaps(build((s) => s.b.resource("aws:lambda/function:Function", "f", { runtime: "nodejs22.x" }))),
        ).to.deep.equal([]);
    });
});
