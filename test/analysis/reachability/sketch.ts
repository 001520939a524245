import type { Plan } from "../../../model/plan";
import type { PlanBuilder, Ref } from "../fixtures/planBuilder";

type Ports = number | "all";
type Props = Readonly<Record<string, unknown>>;

/** The base network of the scenarios, and the pieces that scenarios add to it. */
export class Sketch {
    readonly vpc: Ref;
    readonly publicTable: Ref;
    readonly publicTable6: Ref;
    readonly privateTable: Ref;
    readonly isoTable: Ref;
    readonly pub: Ref;
    readonly priv: Ref;
    readonly iso: Ref;

    constructor(readonly b: PlanBuilder) {
        this.vpc = b.resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16", ipv6CidrBlock: "2001:db8::/56" });
        const gatewayId = b.resource("aws:ec2/internetGateway:InternetGateway", "igw", { vpcId: this.vpc });
        this.publicTable = this.table("public", [{ cidrBlock: "0.0.0.0/0", gatewayId }]);
        this.publicTable6 = this.table("public6", [
            { cidrBlock: "0.0.0.0/0", gatewayId },
            { ipv6CidrBlock: "::/0", gatewayId },
        ]);
        this.pub = this.subnet("pub", "10.0.0.0/24", this.publicTable);
        const natGatewayId = b.resource("aws:ec2/natGateway:NatGateway", "nat", {
            subnetId: this.pub,
            allocationId: "eipalloc-1",
        });
        this.privateTable = this.table("private", [{ cidrBlock: "0.0.0.0/0", natGatewayId }]);
        this.isoTable = this.table("iso", []);
        this.priv = this.subnet("priv", "10.0.10.0/24", this.privateTable);
        this.iso = this.subnet("iso", "10.0.20.0/24", this.isoTable);
    }

    plan(): Plan {
        return this.b.build();
    }

    table(name: string, routes: readonly Props[], vpcId: Ref = this.vpc): Ref {
        return this.b.resource("aws:ec2/routeTable:RouteTable", name, { vpcId, routes });
    }

    subnet(name: string, cidrBlock: string, routeTableId: Ref, more: Props = {}): Ref {
        const subnetId = this.b.resource("aws:ec2/subnet:Subnet", name, {
            vpcId: this.vpc,
            cidrBlock,
            availabilityZone: "us-east-1a",
            ...more,
        });
        this.b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", name, { subnetId, routeTableId });
        return subnetId;
    }

    /** Rules as [peer, port]: the peer is a block or a prefix list. */
    group(name: string, rules: { in?: [string, Ports][]; out?: [string, Ports][] } = {}, vpcId: Ref = this.vpc): Ref {
        const group = this.b.resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId });
        for (const [peer, port] of rules.in ?? []) this.rule("ingress", group, peer, port);
        for (const [peer, port] of rules.out ?? []) this.rule("egress", group, peer, port);
        return group;
    }

    rule(direction: "ingress" | "egress", securityGroupId: Ref, peer: Ref | string, port: Ports): void {
        const type = direction === "ingress" ? "Ingress" : "Egress";
        const named =
            typeof peer !== "string"
                ? { referencedSecurityGroupId: peer }
                : peer.startsWith("pl-")
                  ? { prefixListId: peer }
                  : { [peer.includes(":") ? "cidrIpv6" : "cidrIpv4"]: peer };
        const ports = port === "all" ? { ipProtocol: "-1" } : { ipProtocol: "tcp", fromPort: port, toPort: port };
        const name = `${securityGroupId.id}-${direction}-${typeof peer === "string" ? peer : peer.id}-${port}`;
        this.b.resource(`aws:vpc/securityGroup${type}Rule:SecurityGroup${type}Rule`, name, {
            securityGroupId,
            ...named,
            ...ports,
        });
    }

    host(name: string, subnetId: Ref, { groups, ...more }: Props & { groups?: readonly Ref[] }): Ref {
        return this.b.resource("aws:ec2/instance:Instance", name, {
            subnetId,
            ...(groups && { vpcSecurityGroupIds: groups }),
            ...more,
        });
    }

    elasticIp(instanceId: Ref): void {
        this.b.resource("aws:ec2/eipAssociation:EipAssociation", "eip", { instanceId, allocationId: "eipalloc-2" });
    }

    scaled(name: string, subnet: Ref, template: Props): void {
        const id = this.b.resource("aws:ec2/launchTemplate:LaunchTemplate", name, template);
        this.b.resource("aws:autoscaling/group:Group", name, {
            vpcZoneIdentifiers: [subnet],
            launchTemplate: { id, version: "$Latest" },
        });
    }

    /** Entries as [number, action, from, to] of every address; `other` adds an entry that allows all of one more block. */
    acl(
        subnetId: Ref | undefined,
        rules: Record<"in" | "out", [number, "allow" | "deny", number, number][]>,
        other?: string,
    ): void {
        const networkAclId = this.b.resource("aws:ec2/networkAcl:NetworkAcl", "acl", { vpcId: this.vpc });
        for (const direction of ["in", "out"] as const) {
            const egress = direction === "out";
            for (const [ruleNumber, ruleAction, fromPort, toPort] of rules[direction]) {
                const entry = { ruleNumber, ruleAction, fromPort, toPort, protocol: "tcp", cidrBlock: "0.0.0.0/0" };
                this.b.resource("aws:ec2/networkAclRule:NetworkAclRule", `${direction}-${ruleNumber}`, {
                    networkAclId,
                    egress,
                    ...entry,
                });
            }
            if (other) {
                const entry = { ruleNumber: 900, ruleAction: "allow", protocol: "-1", ipv6CidrBlock: other };
                this.b.resource("aws:ec2/networkAclRule:NetworkAclRule", `${direction}-900`, {
                    networkAclId,
                    egress,
                    ...entry,
                });
            }
        }
        if (subnetId)
            this.b.resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", "acl", { networkAclId, subnetId });
    }

    /** Approved names are allowed, every other is blocked. */
    dnsFirewall(firewallFailOpen: "ENABLED" | "DISABLED"): void {
        const list = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList";
        const group = this.b.resource("aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup", "dns");
        const rule = (name: string, priority: number, action: string, domains: readonly string[]) =>
            this.b.resource("aws:route53/resolverFirewallRule:ResolverFirewallRule", name, {
                firewallRuleGroupId: group,
                firewallDomainListId: this.b.resource(list, name, { domains }),
                priority,
                action,
            });
        // Written in the wrong order: the priorities count.
        rule("others", 200, "BLOCK", ["*"]);
        rule("approved", 100, "ALLOW", ["api.example.com"]);
        const association = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation";
        this.b.resource(association, "dns", { firewallRuleGroupId: group, vpcId: this.vpc, priority: 101 });
        this.b.resource("aws:route53/resolverFirewallConfig:ResolverFirewallConfig", "dns", {
            resourceId: this.vpc,
            firewallFailOpen,
        });
    }

    /** A listener of a balancer, before the targets of a group where one is given. */
    listener(loadBalancerArn: Ref, port: number, protocol: string, targetGroupArn?: Ref): void {
        const action = targetGroupArn ? { type: "forward", targetGroupArn } : { type: "fixed-response" };
        this.b.resource("aws:lb/listener:Listener", `${loadBalancerArn.id}-${port}`, {
            loadBalancerArn,
            port,
            protocol,
            defaultActions: [action],
        });
    }

    s3Endpoint(routeTableIds: readonly Ref[], policy?: object): void {
        this.b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", {
            vpcId: this.vpc,
            serviceName: "com.amazonaws.us-east-1.s3",
            vpcEndpointType: "Gateway",
            routeTableIds,
            ...(policy && { policy: JSON.stringify(policy) }),
        });
    }

    interfaceEndpoint(service: string): Ref {
        return this.b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", service, {
            vpcId: this.vpc,
            serviceName: `com.amazonaws.us-east-1.${service}`,
            vpcEndpointType: "Interface",
            subnetIds: [this.priv],
        });
    }

    /** Host `a` here, host `far` in a second VPC, peered; `world` also sends everything there. */
    peered({ routes, world = false }: { routes: readonly ("there" | "back")[]; world?: boolean }): void {
        const { b } = this;
        const far = b.resource("aws:ec2/vpc:Vpc", "far-vpc", { cidrBlock: "10.9.0.0/16" });
        const gatewayId = b.resource("aws:ec2/internetGateway:InternetGateway", "far-igw", { vpcId: far });
        const vpcPeeringConnectionId = b.resource("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peering", {
            vpcId: this.vpc,
            peerVpcId: far,
            autoAccept: true,
        });
        const there = [...(routes.includes("there") ? ["10.9.0.0/16"] : []), ...(world ? ["0.0.0.0/0"] : [])];
        const near = this.table(
            "near",
            there.map((cidrBlock) => ({ cidrBlock, vpcPeeringConnectionId })),
        );
        const back = this.table(
            "far",
            [
                { cidrBlock: "0.0.0.0/0", gatewayId },
                ...(routes.includes("back") ? [{ cidrBlock: "10.0.0.0/16", vpcPeeringConnectionId }] : []),
            ],
            far,
        );
        const all: [string, Ports][] = [["0.0.0.0/0", "all"]];
        this.host("a", this.subnet("near", "10.0.50.0/24", near), { groups: [this.group("near", { out: all })] });
        const farSubnet = this.subnet("far", "10.9.0.0/24", back, { vpcId: far });
        this.host("far", farSubnet, { groups: [this.group("far", { in: all, out: all }, far)] });
    }

    /** An internet-facing NLB on 443 before a target on 3000 that has no default route. */
    nlb({
        targetAdmits,
        zone = "us-east-1a",
        crossZone,
        clients = "203.0.113.0/24",
    }: {
        targetAdmits: string;
        clients?: string;
        zone?: string;
        crossZone?: boolean;
    }): void {
        const { b } = this;
        const front = this.group("nlb", { in: [[clients, 443]], out: [["10.0.0.0/16", 3000]] });
        const back = this.group("target");
        this.rule("ingress", back, targetAdmits === "group" ? front : targetAdmits, 3000);
        const subnet = this.subnet("targets", "10.0.60.0/24", this.isoTable, { availabilityZone: zone });
        const targetId = this.host("target", subnet, { groups: [back] });
        const loadBalancerArn = b.resource("aws:lb/loadBalancer:LoadBalancer", "nlb", {
            loadBalancerType: "network",
            internal: false,
            subnets: [this.pub],
            securityGroups: [front],
            ...(crossZone !== undefined && { enableCrossZoneLoadBalancing: crossZone }),
        });
        const targetGroupArn = b.resource("aws:lb/targetGroup:TargetGroup", "nlb", {
            protocol: "TCP",
            port: 3000,
            targetType: "instance",
            vpcId: this.vpc,
        });
        b.resource("aws:lb/listener:Listener", "nlb", {
            loadBalancerArn,
            port: 443,
            protocol: "TCP",
            defaultActions: [{ type: "forward", targetGroupArn }],
        });
        b.resource("aws:lb/targetGroupAttachment:TargetGroupAttachment", "nlb", { targetGroupArn, targetId });
    }
}
