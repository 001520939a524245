import type { Ref } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import type { Sketch } from "./sketch";

/**
 * How each network is set up, what is asked, and the answer that AWS gives. Where packets arrive
 * and only their replies are lost, nothing is proved either way: the answer is `unknown`.
 */

const ssh = (s: Sketch): Ref => s.group("open", { in: [["0.0.0.0/0", 22]], out: [["0.0.0.0/0", "all"]] });
const outbound = (s: Sketch): Ref => s.group("out", { out: [["0.0.0.0/0", 443]] });

describe("reachability: scenarios of addresses, groups and ACLs", () => {
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
            "any address in two halves",
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
                s.acl(s.iso, { in: [[100, "allow", 443, 443]], out: [[100, "allow", 1024, 65535]] });
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
            "a rule for IPv6 between two hosts of a VPC",
            (s) => {
                const block = { ipv6CidrBlock: "2001:db8:0:40::/64", assignIpv6AddressOnCreation: true };
                const v6 = s.subnet("v6", "10.0.40.0/24", s.isoTable, block);
                s.host("a", v6, { groups: [s.group("ga", { out: [["2001:db8:0:40::/64", 22]] })] });
                s.host("b", v6, { groups: [s.group("gb", { in: [["::/0", 22]] })] });
            },
            ["a", "b", 22, "reachable"],
            ["b", "a", 22, "unreachable"],
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
});
