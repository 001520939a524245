import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Sketch } from "../reachability/sketch";
import { asPolicySees, build, unknowns } from "./build";

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
