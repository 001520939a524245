import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Answer, Verdict } from "../../../analysis/reachability/answer";
import { placeOf } from "../../../analysis/reachability/places";
import { reach } from "../../../analysis/reachability/reach";
import { PlanBuilder, type Ref } from "../fixtures/planBuilder";
import { Sketch } from "./sketch";

/**
 * The scenarios of facts/network.md 2.3: how each network is set up, what is asked, and the answer that AWS gives. Where packets arrive
 * and only their replies are lost, nothing is proved either way: the answer is `unknown`.
 */

type Row =
    | readonly [from: string, to: string, answer: Verdict]
    | readonly [from: string, to: string, port: number, answer: Verdict]
    | readonly [from: string, to: string, port: number, protocol: string, answer: Verdict];

function asked(set: (s: Sketch) => void, from: string, to: string, port?: number, protocol = "tcp"): Answer {
    const sketch = new Sketch(new PlanBuilder("scenario"));
    set(sketch);
    const graph = buildGraph(fromPlan(sketch.plan()));
    const limits = port === undefined ? {} : { protocol, port };
    return reach(graph, { from: placeOf(graph, from, "from"), to: placeOf(graph, to, "to"), ...limits });
}

const scenario = (title: string, set: (s: Sketch) => void, ...rows: readonly Row[]) =>
    it(title, () => {
        for (const row of rows) {
            const [from, to] = row;
            const port = typeof row[2] === "number" ? row[2] : undefined;
            const protocol = row.length === 5 ? row[3] : undefined;
            const { verdict, why } = asked(set, from, to, port, protocol);
            expect(verdict, `${from} -> ${to} ${port ?? ""}: ${why.join("; ")}`).to.equal(row[row.length - 1]);
            expect(why.join("")).to.not.equal("");
        }
    });

const ssh = (s: Sketch): Ref => s.group("open", { in: [["0.0.0.0/0", 22]], out: [["0.0.0.0/0", "all"]] });
const outbound = (s: Sketch): Ref => s.group("out", { out: [["0.0.0.0/0", 443]] });

describe("reachability: scenarios", () => {
    describe("public addresses", () => {
        scenario(
            "an open group without a public address",
            (s) => s.host("a", s.pub, { groups: [ssh(s)], associatePublicIpAddress: false }),
            ["internet", "a", 22, "unreachable"],
        );
        scenario(
            "the subnet's default gives the address",
            (s) =>
                s.host("a", s.subnet("pub2", "10.0.1.0/24", s.publicTable, { mapPublicIpOnLaunch: true }), {
                    groups: [ssh(s)],
                }),
            ["internet", "a", 22, "reachable"],
            ["internet", "a", 23, "unreachable"],
        );
        scenario(
            "an Elastic IP beats what the launch says",
            (s) => s.elasticIp(s.host("a", s.pub, { groups: [ssh(s)], associatePublicIpAddress: false })),
            ["internet", "a", 22, "reachable"],
        );
        scenario(
            'a launch template\'s text "true" in an Auto Scaling group',
            (s) =>
                s.scaled("a", s.pub, {
                    networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [ssh(s)] }],
                }),
            ["internet", "a", 22, "reachable"],
        );
        scenario(
            'a launch template\'s text "false"',
            (s) =>
                s.scaled("a", s.pub, {
                    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [ssh(s)] }],
                }),
            ["internet", "a", 22, "unreachable"],
        );
        scenario(
            "a second interface with an Elastic IP and its own open group",
            (s) => {
                const a = s.host("a", s.iso, { groups: [outbound(s)] });
                const second = s.b.resource("aws:ec2/networkInterface:NetworkInterface", "second", {
                    subnetId: s.pub,
                    securityGroups: [ssh(s)],
                });
                s.b.resource("aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment", "second", {
                    instanceId: a,
                    networkInterfaceId: second,
                    deviceIndex: 1,
                });
                s.b.resource("aws:ec2/eipAssociation:EipAssociation", "second", {
                    networkInterfaceId: second,
                    allocationId: "eipalloc-9",
                });
            },
            ["internet", "a", 22, "reachable"],
        );
    });

    describe("security groups", () => {
        scenario(
            "no egress at all: the provider strips AWS's default",
            (s) => s.host("a", s.priv, { groups: [s.group("none")] }),
            ["a", "1.1.1.1", 443, "unreachable"],
        );
        scenario(
            "a group of aws-native keeps AWS's default, and the model does not read it",
            (s) =>
                s.host("a", s.priv, {
                    groups: [s.b.resource("aws-native:ec2:SecurityGroup", "native", { vpcId: s.vpc })],
                }),
            ["a", "1.1.1.1", 443, "unknown"],
        );
        scenario(
            "the world in two halves",
            (s) =>
                s.host("a", s.priv, {
                    groups: [
                        s.group("halves", {
                            out: [
                                ["0.0.0.0/1", 443],
                                ["128.0.0.0/1", 443],
                            ],
                        }),
                    ],
                }),
            ["a", "1.1.1.1", 443, "reachable"],
            ["a", "203.0.113.9", 443, "reachable"],
        );
        scenario(
            "the union of two groups",
            (s) => s.host("a", s.priv, { groups: [s.group("none"), s.group("all", { out: [["0.0.0.0/0", "all"]] })] }),
            ["a", "internet", 443, "reachable"],
        );
        scenario(
            "a rule that names a group admits its members, not their neighbours",
            (s) => {
                const [a, c, server] = [
                    s.group("ga", { out: [["10.0.0.0/16", 8080]] }),
                    s.group("gc", { out: [["10.0.0.0/16", 8080]] }),
                    s.group("gb"),
                ];
                s.rule("ingress", server, a, 8080);
                s.host("a", s.iso, { groups: [a] });
                s.host("c", s.iso, { groups: [c] });
                s.host("b", s.priv, { groups: [server] });
            },
            ["a", "b", 8080, "reachable"],
            ["c", "b", 8080, "unreachable"],
        );
        scenario("the unmanaged default group lets everything out", (s) => s.host("a", s.priv, {}), [
            "a",
            "internet",
            443,
            "reachable",
        ]);
        scenario(
            "the unmanaged default group admits its own members only",
            (s) => {
                s.host("a", s.iso, {});
                s.host("b", s.priv, {});
                s.host("c", s.priv, { groups: [s.group("all", { out: [["0.0.0.0/0", "all"]] })] });
            },
            ["a", "b", 22, "reachable"],
            ["c", "b", 22, "unreachable"],
        );
        scenario("tcp 443 is not QUIC", (s) => s.host("a", s.priv, { groups: [outbound(s)] }), [
            "a",
            "internet",
            443,
            "udp",
            "unreachable",
        ]);
    });

    describe("network ACLs", () => {
        const clientAndServer = (s: Sketch, server: Ref) => {
            s.host("client", s.pub, { groups: [s.group("client", { out: [["0.0.0.0/0", "all"]] })] });
            s.host("server", server, { groups: [s.group("server", { in: [["10.0.0.0/16", 443]] })] });
        };
        scenario(
            "replies that the server's ACL blocks",
            (s) => {
                s.acl(s.iso, { in: [[100, "allow", 443, 443]], out: [[100, "allow", 443, 443]] });
                clientAndServer(s, s.iso);
            },
            ["client", "server", 443, "unknown"],
        );
        scenario(
            "replies that the server's ACL lets out",
            (s) => {
                s.acl(s.iso, { in: [[100, "allow", 443, 443]], out: [[100, "allow", 32768, 60999]] });
                clientAndServer(s, s.iso);
            },
            ["client", "server", 443, "reachable"],
        );
        scenario(
            "replies from the internet that the client's ACL blocks",
            (s) => {
                s.acl(s.priv, { in: [[100, "allow", 443, 443]], out: [[100, "allow", 443, 443]] });
                s.host("a", s.priv, { groups: [outbound(s)] });
            },
            ["a", "internet", 443, "unknown"],
        );
        scenario(
            "replies from the internet that the NAT gateway's ACL blocks",
            (s) => {
                s.acl(s.pub, { in: [[100, "allow", 443, 443]], out: [[100, "allow", 0, 65535]] });
                s.host("a", s.priv, { groups: [outbound(s)] });
            },
            ["a", "internet", 443, "unknown"],
        );
        scenario(
            "the lower number decides, whatever the order",
            (s) => {
                s.acl(s.iso, {
                    in: [
                        [200, "allow", 0, 65535],
                        [100, "deny", 443, 443],
                    ],
                    out: [[100, "allow", 0, 65535]],
                });
                clientAndServer(s, s.iso);
            },
            ["client", "server", 443, "unreachable"],
        );
        scenario(
            "the same numbers exchanged",
            (s) => {
                s.acl(s.iso, {
                    in: [
                        [100, "allow", 0, 65535],
                        [200, "deny", 443, 443],
                    ],
                    out: [[100, "allow", 0, 65535]],
                });
                clientAndServer(s, s.iso);
            },
            ["client", "server", 443, "reachable"],
        );
        scenario(
            "an ACL that no subnet has blocks nothing",
            (s) => {
                s.acl(undefined, { in: [], out: [] });
                clientAndServer(s, s.iso);
            },
            ["client", "server", 443, "reachable"],
        );
    });

    describe("IPv6", () => {
        scenario(
            "an ACL that closes IPv4 only",
            (s) => {
                const v6 = s.subnet("v6", "10.0.40.0/24", s.publicTable6, {
                    ipv6CidrBlock: "2001:db8:0:40::/64",
                    assignIpv6AddressOnCreation: true,
                });
                s.acl(v6, { in: [[100, "deny", 0, 65535]], out: [[100, "deny", 0, 65535]] }, "::/0");
                s.host("a", v6, { groups: [s.group("v6", { in: [["::/0", 22]] })] });
            },
            ["internet6", "a", 22, "reachable"],
            ["internet", "a", 22, "unreachable"],
        );
        scenario(
            "egress for IPv4 only",
            (s) => {
                const v6 = s.subnet("v6", "10.0.40.0/24", s.publicTable6, {
                    ipv6CidrBlock: "2001:db8:0:40::/64",
                    assignIpv6AddressOnCreation: true,
                });
                s.host("a", v6, { groups: [outbound(s)], associatePublicIpAddress: true });
            },
            ["a", "internet6", 443, "unreachable"],
            ["a", "internet", 443, "reachable"],
        );
    });

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
            s.b.resource("aws:lb/loadBalancer:LoadBalancer", "alb", {
                loadBalancerType: "application",
                internal: false,
                subnets: [s.pub],
                securityGroups: [front],
            });
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
        scenario(
            "a firewall in one of two zones",
            (s) => {
                s.b.resource("aws:networkfirewall/firewall:Firewall", "firewall", { vpcId: s.vpc });
                s.host("a", s.priv, { groups: [outbound(s)] });
            },
            ["a", "internet", 443, "unknown"],
        );
    });
});
