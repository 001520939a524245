import type { Ref } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import type { Sketch } from "./sketch";

/** Scenarios of services: the other half of scenarios.test.ts. */

const outbound = (s: Sketch): Ref => s.group("out", { out: [["0.0.0.0/0", 443]] });

describe("reachability: scenarios of services, endpoints, peering and balancers", () => {
    describe("what nothing filters", () => {
        const sealed = (s: Sketch) => {
            s.acl(s.iso, { in: [], out: [] });
            s.host("a", s.iso, { groups: [s.group("none")] });
        };
        scenario(
            "the resolver, metadata and time",
            sealed,
            ["a", "dns", "reachable"],
            ["a", "imds", "reachable"],
            ["a", "time", "reachable"],
        );
        scenario("DNS Firewall that fails open", (s) => (sealed(s), s.dnsFirewall("ENABLED")), ["a", "dns", "unknown"]);
        scenario("DNS Firewall that fails closed", (s) => (sealed(s), s.dnsFirewall("DISABLED")), [
            "a",
            "dns",
            "unreachable",
        ]);
        scenario(
            "DNS Firewall, and a name server on the internet",
            (s) => {
                s.dnsFirewall("DISABLED");
                s.host("a", s.priv, { groups: [s.group("all", { out: [["0.0.0.0/0", "all"]] })] });
            },
            ["a", "dns", "reachable"],
        );
    });

    describe("endpoints", () => {
        const toList = (s: Sketch) => s.group("s3", { out: [["pl-63a5400a", 443]] });
        scenario(
            "an S3 endpoint without a policy",
            (s) => (s.s3Endpoint([s.isoTable]), s.host("a", s.iso, { groups: [toList(s)] })),
            ["a", "s3:foreign", "reachable"],
        );
        scenario(
            "an S3 endpoint for one bucket",
            (s) => {
                s.b.resource("aws:s3/bucket:Bucket", "artifacts", { bucket: "artifacts" });
                const allow = {
                    Effect: "Allow",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"],
                };
                s.s3Endpoint([s.isoTable], { Version: "2012-10-17", Statement: [allow] });
                s.host("a", s.iso, { groups: [toList(s)] });
            },
            ["a", "s3:foreign", "unreachable"],
            ["a", "s3:bucket", "reachable"],
        );
        scenario(
            "an endpoint that the subnet's table does not have, and NAT",
            (s) => (s.s3Endpoint([s.isoTable]), s.host("a", s.priv, { groups: [outbound(s)] })),
            ["a", "s3:foreign", "reachable"],
        );
        scenario(
            "an endpoint with a tight policy beside a NAT route: other Regions go around it",
            (s) => {
                const none = { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" };
                s.s3Endpoint([s.privateTable], { Version: "2012-10-17", Statement: [none] });
                s.host("a", s.priv, { groups: [outbound(s)] });
            },
            ["a", "s3:foreign", "reachable"],
        );
        scenario(
            "an interface endpoint in the unmanaged default group",
            (s) => {
                s.interfaceEndpoint("logs");
                s.host("a", s.iso, { groups: [s.group("agent", { out: [["0.0.0.0/0", 443]] })] });
            },
            ["a", "logs", 443, "unreachable"],
        );
    });

    describe("peering and transit", () => {
        scenario("a route on one side only", (s) => s.peered({ routes: ["there"] }), ["a", "far", 443, "unknown"]);
        scenario("routes on both sides", (s) => s.peered({ routes: ["there", "back"] }), [
            "a",
            "far",
            443,
            "reachable",
        ]);
        scenario("the way back only", (s) => s.peered({ routes: ["back"] }), ["a", "far", 443, "unreachable"]);
        scenario("no way on through the peer", (s) => s.peered({ routes: ["there", "back"], world: true }), [
            "a",
            "internet",
            443,
            "unreachable",
        ]);
        const farther = (s: Sketch) => {
            const far = s.b.resource("aws:ec2/vpc:Vpc", "far", { cidrBlock: "10.9.0.0/16" });
            const ends = { vpcId: s.vpc, peerVpcId: far, autoAccept: true };
            const peering = s.b.resource("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peering", ends);
            const back = s.table("far", [{ cidrBlock: "10.0.0.0/16", vpcPeeringConnectionId: peering }], far);
            return { far, peering, subnet: s.subnet("far", "10.9.0.0/24", back, { vpcId: far }) };
        };
        scenario(
            "NAT before a peering connection: the far end sees the gateway",
            (s) => {
                const { far, peering, subnet } = farther(s);
                const there = [{ cidrBlock: "10.9.0.0/16", vpcPeeringConnectionId: peering }];
                const subnetId = s.subnet("nat", "10.0.80.0/24", s.table("nat", there));
                const nat = { subnetId, connectivityType: "private" };
                const natGatewayId = s.b.resource("aws:ec2/natGateway:NatGateway", "nat2", nat);
                const near = s.subnet(
                    "near",
                    "10.0.81.0/24",
                    s.table("near", [{ cidrBlock: "10.9.0.0/16", natGatewayId }]),
                );
                s.host("a", near, { groups: [outbound(s)] });
                s.host("b", subnet, { groups: [s.group("gb", { in: [["10.0.80.0/24", 443]] }, far)] });
            },
            ["a", "b", 443, "unknown"],
            ["a", "b", 22, "unreachable"],
        );
        scenario(
            "a balancer that keeps the client's address, asked from a peered VPC",
            (s) => {
                const { far, peering, subnet } = farther(s);
                const route = { routeTableId: s.publicTable, destinationCidrBlock: "10.9.0.0/16" };
                s.b.resource("aws:ec2/route:Route", "back", { ...route, vpcPeeringConnectionId: peering });
                s.nlb({ targetAdmits: "10.9.0.0/16", clients: "10.9.0.0/16" });
                s.host("a", subnet, { groups: [s.group("ga", { out: [["10.0.0.0/24", 443]] }, far)] });
            },
            ["a", "nlb", 443, "reachable"],
            ["a", "target", 3000, "unknown"],
            ["a", "target", 22, "unreachable"],
        );
        scenario(
            "a transit gateway is not proved to be anything",
            (s) => {
                s.b.resource("aws:ec2transitgateway/transitGateway:TransitGateway", "tgw");
                s.host("a", s.iso, { groups: [outbound(s)] });
            },
            ["a", "internet", 443, "unknown"],
        );
    });

    describe("load balancers", () => {
        const balanced = (s: Sketch) => {
            const front = s.group("alb", { in: [["0.0.0.0/0", 443]], out: [["10.0.0.0/16", 8080]] });
            const back = s.group("target");
            s.rule("ingress", back, front, 8080);
            s.host("target", s.priv, { groups: [back] });
            const alb = s.b.resource("aws:lb/loadBalancer:LoadBalancer", "alb", {
                loadBalancerType: "application",
                internal: false,
                subnets: [s.pub],
                securityGroups: [front],
            });
            s.listener(alb, 443, "HTTPS");
        };
        scenario(
            "an internet-facing ALB, and the target behind it",
            balanced,
            ["internet", "alb", 443, "reachable"],
            ["alb", "target", 8080, "reachable"],
            ["internet", "target", 8080, "unreachable"],
        );
        scenario(
            "an NLB that keeps the client's address is a way to its target",
            (s) => s.nlb({ targetAdmits: "203.0.113.0/24" }),
            ["203.0.113.9", "target", 3000, "reachable"],
            ["198.51.100.9", "target", 3000, "unreachable"],
        );
        scenario("a rule of the target that names the NLB's group matches", (s) => s.nlb({ targetAdmits: "group" }), [
            "203.0.113.9",
            "target",
            3000,
            "reachable",
        ]);
        scenario(
            "a node of an NLB and its target in another zone",
            (s) => s.nlb({ targetAdmits: "group", zone: "us-east-1b" }),
            ["203.0.113.9", "target", 3000, "unknown"],
        );
        scenario(
            "the same with cross-zone balancing",
            (s) => s.nlb({ targetAdmits: "group", zone: "us-east-1b", crossZone: true }),
            ["203.0.113.9", "target", 3000, "reachable"],
        );
    });

    describe("unknown values", () => {
        scenario(
            "a rule whose block is not known yet",
            (s) => {
                const group = s.group("late");
                s.b.resource("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "late", {
                    securityGroupId: group,
                    ipProtocol: "tcp",
                    fromPort: 443,
                    toPort: 443,
                    cidrIpv4: s.vpc.notKnown(),
                });
                s.host("a", s.iso, { groups: [group] });
            },
            ["a", "internet", 443, "unknown"],
        );
    });
});
