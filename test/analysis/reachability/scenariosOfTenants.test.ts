import type { Ref } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import type { Sketch } from "./sketch";

/** Scenarios of services that have interfaces in subnets, of firewalls, and of what only a few networks have. */

const all: [string, "all"][] = [["0.0.0.0/0", "all"]];
const anything = (s: Sketch, name = "anything"): Ref => s.group(name, { out: all });

describe("reachability: scenarios of services in subnets, firewalls and rarer forms", () => {
    describe("services with interfaces", () => {
        const database = (s: Sketch, subnetIds: readonly Ref[], more: object = {}) => {
            const dbSubnetGroupName = s.b.resource("aws:rds/subnetGroup:SubnetGroup", "db", { name: "db", subnetIds });
            const group = s.group("db", { in: [["0.0.0.0/0", 5432]] });
            s.b.resource("aws:rds/instance:Instance", "db", {
                dbSubnetGroupName,
                vpcSecurityGroupIds: [group],
                ...more,
            });
            s.host("a", s.priv, { groups: [anything(s)] });
        };
        scenario(
            "a database in a list of subnets",
            (s) => database(s, [s.iso, s.priv]),
            ["a", "db", 5432, "reachable"],
            ["a", "db", 22, "unreachable"],
            ["internet", "db", 5432, "unreachable"],
            ["a", "internet", 443, "reachable"],
        );
        scenario("a database that is public", (s) => database(s, [s.pub], { publiclyAccessible: true }), [
            "internet",
            "db",
            5432,
            "reachable",
        ]);
        scenario(
            "a database in one of two subnets, of which one is closed",
            (s) => {
                s.acl(s.iso, { in: [], out: [] });
                database(s, [s.iso, s.priv]);
            },
            ["a", "db", 5432, "unknown"],
        );
        scenario(
            "a function opens connections and takes none",
            (s) => {
                const group = s.group("fn", { in: all, out: [["0.0.0.0/0", 443]] });
                s.b.resource("aws:lambda/function:Function", "fn", {
                    vpcConfig: { subnetIds: [s.priv], securityGroupIds: [group] },
                });
                s.host("a", s.priv, { groups: [anything(s)] });
            },
            ["fn", "internet", 443, "reachable"],
            ["fn", "internet", 22, "unreachable"],
            ["a", "fn", 443, "unknown"],
        );
        scenario(
            "tasks behind an ALB",
            (s) => {
                const [front, back] = [s.group("alb", { in: [["0.0.0.0/0", 443]], out: all }), s.group("tasks")];
                s.rule("ingress", back, front, 8080);
                const props = { subnets: [s.pub], securityGroups: [front] };
                s.listener(s.b.resource("aws:lb/loadBalancer:LoadBalancer", "alb", props), 443, "HTTPS");
                s.b.resource("aws:ecs/service:Service", "tasks", {
                    networkConfiguration: { subnets: [s.priv, s.iso], securityGroups: [back] },
                });
            },
            ["internet", "alb", 443, "reachable"],
            ["alb", "tasks", 8080, "reachable"],
            ["internet", "tasks", 8080, "unreachable"],
        );
        scenario(
            "a file system's mount target",
            (s) => {
                const group = s.group("files", { in: [["10.0.10.0/24", 2049]] });
                s.b.resource("aws:efs/mountTarget:MountTarget", "files", { subnetId: s.iso, securityGroups: [group] });
                s.host("a", s.priv, { groups: [anything(s)] });
                s.host("b", s.pub, { groups: [anything(s, "b")] });
            },
            ["a", "files", 2049, "reachable"],
            ["b", "files", 2049, "unreachable"],
        );
        scenario(
            "a service that the model does not know, asked about itself",
            (s) => s.b.resource("aws:mq/broker:Broker", "broker", { subnetIds: [s.iso] }),
            ["broker", "internet", "unknown"],
        );
    });

    describe("interfaces of their own", () => {
        scenario(
            "an instance that starts with one, and both their names",
            (s) => {
                const open = s.group("open", { in: [["0.0.0.0/0", 22]], out: all });
                const resource = s.b.resource("aws:ec2/networkInterface:NetworkInterface", "eni", {
                    subnetId: s.pub,
                    securityGroups: [open],
                });
                s.b.resource("aws:ec2/instance:Instance", "a", {
                    primaryNetworkInterface: { networkInterfaceId: resource },
                });
                s.b.resource("aws:ec2/eip:Eip", "eip", { networkInterface: resource });
            },
            ["internet", "a", 22, "reachable"],
            ["internet", "eni", 22, "reachable"],
            ["a", "imds", "reachable"],
        );
        scenario(
            "metadata that is off is off on every interface",
            (s) => {
                const instance = s.host("a", s.iso, { metadataOptions: { httpEndpoint: "disabled" } });
                s.b.resource("aws:ec2/networkInterface:NetworkInterface", "second", {
                    subnetId: s.iso,
                    attachments: [{ instance, deviceIndex: 1 }],
                });
            },
            ["a", "imds", "unreachable"],
        );
        scenario(
            "an empty list of names beside groups is not the default group",
            (s) => s.host("a", s.priv, { groups: [s.group("none")], securityGroups: [] }),
            ["a", "internet", "unreachable"],
        );
        scenario(
            "an endpoint whose default group was replaced",
            (s) => {
                const association = "aws:ec2/vpcEndpointSecurityGroupAssociation:VpcEndpointSecurityGroupAssociation";
                s.b.resource(association, "logs", {
                    vpcEndpointId: s.interfaceEndpoint("logs"),
                    securityGroupId: s.group("logs"),
                    replaceDefaultAssociation: true,
                });
                s.host("a", s.iso, {});
            },
            ["a", "logs", 443, "unreachable"],
        );
    });

    describe("targets", () => {
        const balanced = (s: Sketch, member: (targetGroupArn: Ref) => void) => {
            const loadBalancerArn = s.b.resource("aws:lb/loadBalancer:LoadBalancer", "nlb", {
                loadBalancerType: "network",
                subnets: [s.pub],
            });
            const targetGroupArn = s.b.resource("aws:lb/targetGroup:TargetGroup", "nlb", {
                protocol: "TCP",
                port: 8443,
            });
            const defaultActions = [{ type: "forward", targetGroupArn }];
            const listener = { loadBalancerArn, port: 443, protocol: "TCP", defaultActions };
            s.b.resource("aws:lb/listener:Listener", "nlb", listener);
            member(targetGroupArn);
        };
        const scaled = (s: Sketch, more: object = {}) => {
            const group = s.group("members", { in: [["203.0.113.0/24", 8443]] });
            const id = s.b.resource("aws:ec2/launchTemplate:LaunchTemplate", "members", {
                vpcSecurityGroupIds: [group],
            });
            const launch = { vpcZoneIdentifiers: [s.priv], launchTemplate: { id }, ...more };
            return s.b.resource("aws:autoscaling/group:Group", "members", launch);
        };
        scenario(
            "an Auto Scaling group that names its target group",
            (s) => balanced(s, (arn) => scaled(s, { targetGroupArns: [arn] })),
            ["203.0.113.9", "members", 8443, "reachable"],
            ["198.51.100.9", "members", 8443, "unreachable"],
        );
        scenario(
            "an Auto Scaling group that is attached",
            (s) =>
                balanced(s, (lbTargetGroupArn) =>
                    s.b.resource("aws:autoscaling/attachment:Attachment", "members", {
                        autoscalingGroupName: scaled(s),
                        lbTargetGroupArn,
                    }),
                ),
            ["203.0.113.9", "members", 8443, "reachable"],
        );
    });

    describe("firewalls", () => {
        scenario(
            "a network firewall before one subnet of two",
            (s) => {
                const vpcEndpointId = s.b
                    .resource("aws:networkfirewall/firewall:Firewall", "firewall", { vpcId: s.vpc })
                    .notKnown();
                const guarded = s.table("guarded", []);
                const route = { routeTableId: guarded, destinationCidrBlock: "0.0.0.0/0", vpcEndpointId };
                s.b.resource("aws:ec2/route:Route", "guarded", route);
                const out = s.group("out", { out: [["0.0.0.0/0", 443]] });
                s.host("a", s.subnet("guarded", "10.0.70.0/24", guarded), { groups: [out] });
                s.host("b", s.priv, { groups: [out] });
            },
            ["a", "internet", 443, "unknown"],
            ["a", "internet", 80, "unreachable"],
            ["b", "internet", 443, "reachable"],
        );
        for (const [mode, verdict] of [
            ["block-bidirectional", "unknown"],
            ["block-ingress", "unknown"],
            ["off", "reachable"],
        ] as const) {
            scenario(
                `VPC Block Public Access is ${mode}`,
                (s) => {
                    s.b.resource("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", "bpa", {
                        internetGatewayBlockMode: mode,
                    });
                    const open = s.group("open", { in: [["0.0.0.0/0", 22]], out: all });
                    s.host("a", s.pub, { groups: [open], associatePublicIpAddress: true });
                    s.host("b", s.priv, { groups: [open] });
                },
                ["internet", "a", 22, verdict],
                ["b", "internet", 443, verdict],
                ["internet", "b", 22, "unreachable"],
                ["a", "b", 22, "reachable"],
            );
        }
    });

    describe("ICMP types", () => {
        const types = (s: Sketch, out: number, into: number) => {
            const rule = (type: number) => [{ protocol: "icmp", fromPort: type, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
            const group = (name: string, more: object) =>
                s.b.resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: s.vpc, ...more });
            s.host("a", s.priv, { groups: [group("ga", { egress: rule(out) })] });
            s.host("b", s.priv, { groups: [group("gb", { ingress: rule(into) })] });
        };
        scenario("a ping", (s) => types(s, 8, 8), ["a", "b", 8, "icmp", "reachable"], ["b", "a", "unreachable"]);
        scenario("two types that never meet", (s) => types(s, 8, 13), ["a", "b", 8, "icmp", "unreachable"]);
        scenario("some code of a type", (s) => types(s, 3, 3), ["a", "b", 3, "icmp", "unknown"]);
    });

    describe("blocks of addresses", () => {
        const two = (s: Sketch) => {
            s.host("a", s.priv, { groups: [anything(s)], privateIp: "10.0.10.7" });
            s.host("b", s.iso, { groups: [s.group("gb", { in: [["10.0.10.7/32", 22]] })], privateIp: "10.0.20.7" });
        };
        scenario(
            "a block stands for outsiders and for residents",
            two,
            ["10.0.10.0/24", "10.0.20.7", 22, "reachable"],
            ["10.0.20.0/24", "a", 22, "unreachable"],
            ["0.0.0.0/0", "a", 22, "unreachable"],
            ["0.0.0.0/0", "b", 22, "reachable"],
            ["203.0.113.0/24", "b", 22, "unreachable"],
            ["b", "0.0.0.0/0", "unreachable"],
        );
        scenario(
            "a resident that may have another address",
            (s) => {
                s.host("a", s.priv, { groups: [anything(s)] });
                s.host("b", s.iso, { groups: [s.group("gb", { in: [["10.0.0.0/16", 22]] })], privateIp: "10.0.20.7" });
            },
            ["10.0.10.7", "b", 22, "unknown"],
            ["10.0.10.7", "b", 23, "unreachable"],
        );
    });
});
