import type { Verdict } from "../../../analysis/reachability/answer";
import type { Ref } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import type { Sketch } from "./sketch";

/** Scenarios of what AWS gives or chooses by itself: IPv6, default networks, versions, ports. */

const all: [string, "all"][] = [["0.0.0.0/0", "all"]];
const anything6: [string, "all"][] = [...all, ["::/0", "all"]];
const ssh: [string, number][] = [["0.0.0.0/0", 22]];
const instance = "aws:ec2/instance:Instance";

describe("reachability: scenarios of what AWS gives and chooses by itself", () => {
    describe("IPv6 that AWS gives by itself", () => {
        const dual = (s: Sketch, more: object = {}) =>
            s.subnet("dual", "10.0.40.0/24", s.publicTable6, { ipv6CidrBlock: "2001:db8::/64", ...more });
        scenario(
            "a function that may use it",
            (s) => {
                const vpcConfig = {
                    subnetIds: [dual(s)],
                    securityGroupIds: [s.group("fn", { out: anything6 })],
                    ipv6AllowedForDualStack: true,
                };
                s.b.resource("aws:lambda/function:Function", "fn", { vpcConfig });
            },
            ["fn", "internet6", 443, "reachable"],
        );
        scenario(
            "tasks in a subnet that has a block",
            (s) => {
                const networkConfiguration = { subnets: [dual(s)], securityGroups: [s.group("t", { out: anything6 })] };
                s.b.resource("aws:ecs/service:Service", "tasks", { launchType: "FARGATE", networkConfiguration });
            },
            ["tasks", "internet6", 443, "reachable"],
        );
        scenario(
            "a host of an IPv6-only subnet",
            (s) => {
                const subnetId = s.b.resource("aws:ec2/subnet:Subnet", "v6", {
                    vpcId: s.vpc,
                    ipv6CidrBlock: "2001:db8:0:1::/64",
                    ipv6Native: true,
                });
                const routeTableId = s.publicTable6;
                s.b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "v6", { subnetId, routeTableId });
                s.host("h", subnetId, { groups: [s.group("g", { in: [["::/0", 22]], out: anything6 })] });
            },
            ["internet6", "h", 22, "reachable"],
            ["internet", "h", 22, "unreachable"],
        );
        for (const given of [{ ipv6PrefixCount: 1 }, { ipv6Prefixes: ["2001:db8::/80"] }, { primaryIpv6: "true" }])
            scenario(
                `a launch template with ${Object.keys(given)[0]}`,
                (s) => {
                    const group = s.group("g", { in: [["::/0", 22]], out: anything6 });
                    s.scaled("asg", dual(s), { networkInterfaces: [{ securityGroups: [group], ...given }] });
                },
                ["internet6", "asg", 22, "reachable"],
            );
        scenario(
            "a mount target for both families",
            (s) => {
                const securityGroups = [s.group("fs", { in: [["::/0", 2049]], out: anything6 })];
                const props = { subnetId: dual(s), securityGroups, ipAddressType: "DUAL_STACK" };
                s.b.resource("aws:efs/mountTarget:MountTarget", "fs", props);
            },
            ["internet6", "fs", 2049, "reachable"],
        );
    });

    describe("the default VPC", () => {
        const group = (s: Sketch) => s.b.resource("aws:ec2/securityGroup:SecurityGroup", "web");
        const web = (s: Sketch, subnetId?: Ref, more: object = {}) => {
            const resource = group(s);
            s.rule("ingress", resource, "0.0.0.0/0", 80);
            s.b.resource(instance, "h", { vpcSecurityGroupIds: [resource], ...(subnetId && { subnetId }), ...more });
        };
        scenario(
            "an instance that names no subnet is in a public one",
            (s) => web(s),
            ["internet", "h", 80, "reachable"],
            ["internet", "h", 22, "unreachable"],
        );
        scenario(
            "a subnet of it that the stack adopts",
            (s) => {
                s.b.resource("aws:ec2/defaultVpc:DefaultVpc", "dv");
                web(s, s.b.resource("aws:ec2/defaultSubnet:DefaultSubnet", "ds", { availabilityZone: "us-east-1a" }));
            },
            ["internet", "h", 80, "reachable"],
            ["internet", "h", 22, "unreachable"],
            ["h", "internet", 443, "unreachable"],
        );
        scenario(
            "its default group, adopted and closed",
            (s) => {
                const vpcId = s.b.resource("aws:ec2/defaultVpc:DefaultVpc", "dv");
                s.b.resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "dsg", { vpcId });
                s.b.resource(instance, "h", {});
            },
            ["h", "internet", 443, "unreachable"],
        );
        scenario(
            "its default group, adopted by no id, and open",
            (s) => {
                s.b.resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "dsg", {
                    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
                });
                s.b.resource(instance, "h", {});
            },
            ["internet", "h", 22, "reachable"],
        );
    });

    describe("listeners", () => {
        const balancer = (s: Sketch, protocol: string, more: object = {}) => {
            const lb = s.b.resource("aws:lb/loadBalancer:LoadBalancer", "lb", {
                loadBalancerType: "network",
                subnets: [s.pub],
                ...more,
            });
            s.listener(lb, 80, protocol);
        };
        scenario(
            "one for TCP",
            (s) => balancer(s, "TCP"),
            ["internet", "lb", 80, "reachable"],
            ["internet", "lb", 22, "unreachable"],
            ["internet", "lb", 80, "udp", "unreachable"],
        );
        scenario(
            "one for both",
            (s) => balancer(s, "TCP_UDP"),
            ["internet", "lb", 80, "reachable"],
            ["internet", "lb", 80, "udp", "reachable"],
        );
        scenario(
            "a port that the group opens and no listener takes",
            (s) =>
                balancer(s, "HTTP", {
                    loadBalancerType: "application",
                    securityGroups: [s.group("lb", { in: [...ssh, ["0.0.0.0/0", 80]] })],
                }),
            ["internet", "lb", 80, "reachable"],
            ["internet", "lb", 22, "unreachable"],
        );
        scenario(
            "a target that asks its own balancer",
            (s) => {
                const lb = s.b.resource("aws:lb/loadBalancer:LoadBalancer", "lb", {
                    loadBalancerType: "network",
                    internal: true,
                    subnets: [s.iso],
                });
                const targets = { protocol: "TCP", port: 80, vpcId: s.vpc };
                const group = s.b.resource("aws:lb/targetGroup:TargetGroup", "lb", targets);
                s.listener(lb, 80, "TCP", group);
                const groups = [s.group("g", { in: all, out: all })];
                const targetId = s.host("h", s.iso, { groups });
                s.host("other", s.iso, { groups });
                const attachment = { targetGroupArn: group, targetId };
                s.b.resource("aws:lb/targetGroupAttachment:TargetGroupAttachment", "lb", attachment);
            },
            ["other", "lb", 80, "reachable"],
            ["h", "lb", 80, "unknown"],
            ["h", "h", 80, "unknown"],
        );
    });

    describe("versions of a launch template", () => {
        const versions: readonly (readonly [version: unknown, outputs: object, answer: Verdict])[] = [
            [undefined, {}, "unreachable"],
            ["$Default", {}, "unreachable"],
            ["$Latest", { latestVersion: 3, defaultVersion: 1 }, "unreachable"],
            [undefined, { latestVersion: 3, defaultVersion: 1 }, "unknown"],
            ["$Default", { latestVersion: 3, defaultVersion: 1 }, "unknown"],
            ["$Default", { latestVersion: 3, defaultVersion: 3 }, "unreachable"],
            ["2", { latestVersion: 3, defaultVersion: 3 }, "unknown"],
            [3, { latestVersion: 3, defaultVersion: 1 }, "unreachable"],
        ];
        for (const [version, outputs, answer] of versions)
            scenario(
                `${String(version)} of ${JSON.stringify(outputs)}`,
                (s) => {
                    const props = { vpcSecurityGroupIds: [s.group("shut", { out: all })] };
                    const id = s.b.resource("aws:ec2/launchTemplate:LaunchTemplate", "t", props, undefined, {
                        ...outputs,
                    });
                    s.b.resource("aws:autoscaling/group:Group", "asg", {
                        vpcZoneIdentifiers: [s.pub],
                        launchTemplate: { id, ...(version !== undefined && { version }) },
                    });
                },
                ["internet", "asg", 22, answer],
            );
    });

    describe("client ports", () => {
        const between = (s: Sketch, replies: [number, number], parent?: Ref) => {
            s.acl(s.iso, { in: [[100, "allow", 443, 443]], out: [[100, "allow", ...replies]] });
            s.host("server", s.iso, { groups: [s.group("server", { in: [["0.0.0.0/0", 443]] })] });
            const props = { subnetId: s.priv, vpcSecurityGroupIds: [s.group("client", { out: all })] };
            s.b.resource(instance, "client", props, parent);
        };
        const intent = { ingresses: [], reaches: [] };
        const ours = (s: Sketch) =>
            s.b.component("isolated:agent:OpenHandsServer", "openhands", { role: "agent", intent });
        scenario("a host of nobody's may use any", (s) => between(s, [32768, 60999]), [
            "client",
            "server",
            443,
            "unknown",
        ]);
        scenario("one of our hosts uses Linux's", (s) => between(s, [32768, 60999], ours(s)), [
            "client",
            "server",
            443,
            "reachable",
        ]);
        scenario("one of our hosts uses all of Linux's", (s) => between(s, [32768, 40000], ours(s)), [
            "client",
            "server",
            443,
            "unknown",
        ]);
    });

    describe("DNS Firewall, NAT and tasks", () => {
        scenario(
            "a list of AWS's own that blocks",
            (s) => {
                s.dnsFirewall("DISABLED");
                s.b.resource("aws:route53/resolverFirewallRule:ResolverFirewallRule", "threats", {
                    firewallRuleGroupId: "resolverfirewallrulegroup-dns",
                    firewallDomainListId: "rslvr-fdl-threats",
                    action: "BLOCK",
                    priority: 1,
                });
                s.host("h", s.iso, { groups: [s.group("g")] });
            },
            ["h", "dns", "unreachable"],
            ["internet", "h", 22, "unreachable"],
        );
        scenario(
            "a list of others that allows",
            (s) => {
                s.dnsFirewall("DISABLED");
                s.b.resource("aws:route53/resolverFirewallRule:ResolverFirewallRule", "others-allowed", {
                    firewallRuleGroupId: "resolverfirewallrulegroup-dns",
                    firewallDomainListId: "rslvr-fdl-others",
                    action: "ALLOW",
                    priority: 1,
                });
                s.host("h", s.iso, { groups: [s.group("g")] });
            },
            ["h", "dns", "unknown"],
        );
        scenario(
            "a NAT gateway of the whole VPC",
            (s) => {
                const props = { vpcId: s.vpc, availabilityMode: "regional" };
                const natGatewayId = s.b.resource("aws:ec2/natGateway:NatGateway", "regional", props);
                const table = s.table("regional", [{ cidrBlock: "0.0.0.0/0", natGatewayId }]);
                const subnet = s.subnet("behind", "10.0.70.0/24", table);
                s.host("h", subnet, { groups: [s.group("g", { in: ssh, out: all })] });
            },
            ["h", "internet", 443, "reachable"],
            ["internet", "h", 22, "unreachable"],
        );
        const tasks = (s: Sketch, more: object) =>
            s.b.resource("aws:ecs/service:Service", "tasks", {
                networkConfiguration: { subnets: [s.iso], securityGroups: [s.group("g")] },
                ...more,
            });
        const fargate = { capacityProvider: "FARGATE_SPOT" };
        for (const [more, answer] of [
            [{}, "unknown"],
            [{ launchType: "EC2" }, "unknown"],
            [{ launchType: "FARGATE" }, "unreachable"],
            [{ capacityProviderStrategies: [fargate] }, "unreachable"],
            [{ capacityProviderStrategies: [fargate, { capacityProvider: "mine" }] }, "unknown"],
        ] as const)
            scenario(`metadata of tasks with ${JSON.stringify(more)}`, (s) => tasks(s, more), [
                "tasks",
                "imds",
                answer,
            ]);
    });
});
