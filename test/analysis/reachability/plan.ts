import type { Plan } from "../../../model/plan";
import { PlanBuilder, type Ref } from "../fixtures/planBuilder";
import type { Net, NetAcl, NetGroup, NetRoute, NetRule } from "./network";

/** Writes a sketched network as the resources of a Pulumi program. */
export function planOf(net: Net, options: { readonly idsKnown: boolean } = { idsKnown: true }): Plan {
    const b = new PlanBuilder("random");
    const named = (ref: Ref) => (options.idsKnown ? ref : ref.notKnown());
    const vpcs = net.vpcs.map((vpc, i) =>
        b.resource("aws:ec2/vpc:Vpc", `vpc${i}`, {
            cidrBlock: vpc.cidr,
            ...(vpc.cidr6 && { ipv6CidrBlock: vpc.cidr6 }),
        }),
    );
    net.vpcs.forEach((vpc, i) => {
        // Their ids are outputs of the VPC, which only its dependency tells.
        if (vpc.defaultGroup === "closed")
            b.resource("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", `default${i}`, { vpcId: named(vpcs[i]) });
        if (vpc.defaultAcl === "closed") {
            const defaultNetworkAclId = vpcs[i].notKnown();
            b.resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", `default${i}`, { defaultNetworkAclId });
        }
    });
    const gateways = net.vpcs.map((vpc, i) =>
        vpc.internetGateway
            ? b.resource("aws:ec2/internetGateway:InternetGateway", `igw${i}`, { vpcId: named(vpcs[i]) })
            : undefined,
    );
    const egressOnly = net.vpcs.map((_, i) =>
        net.tables.some((table) => table.vpc === i && table.routes.some(({ to }) => to.kind === "egress-only"))
            ? b.resource("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", `eigw${i}`, {
                  vpcId: named(vpcs[i]),
              })
            : undefined,
    );
    const subnets = net.subnets.map((subnet, i) =>
        b.resource("aws:ec2/subnet:Subnet", `subnet${i}`, {
            vpcId: named(vpcs[subnet.vpc]),
            cidrBlock: subnet.cidr,
            availabilityZone: subnet.zone,
            mapPublicIpOnLaunch: subnet.mapPublicIp,
            ...(subnet.cidr6 && { ipv6CidrBlock: subnet.cidr6 }),
        }),
    );
    const peerings = net.peerings.map((peering, i) =>
        b.resource("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", `peering${i}`, {
            vpcId: named(vpcs[peering.a]),
            peerVpcId: named(vpcs[peering.b]),
            autoAccept: true,
        }),
    );
    const nats = net.nats.map((nat, i) =>
        b.resource("aws:ec2/natGateway:NatGateway", `nat${i}`, {
            subnetId: named(subnets[nat.subnet]),
            allocationId: `eipalloc-${i}`,
            privateIp: nat.address,
        }),
    );

    const targetOf = (vpc: number, to: NetRoute["to"]): object => {
        switch (to.kind) {
            case "internet":
                return { gatewayId: named(gateways[vpc]!) };
            case "egress-only":
                return { egressOnlyGatewayId: named(egressOnly[vpc]!) };
            case "nat":
                return { natGatewayId: named(nats[to.nat]) };
            case "peering":
                return { vpcPeeringConnectionId: named(peerings[to.peering]) };
        }
    };
    const tables = net.tables.map((table, i) => {
        const routes = table.routes.map((route) => ({
            [route.destination.includes(":") ? "ipv6CidrBlock" : "cidrBlock"]: route.destination,
            ...targetOf(table.vpc, route.to),
        }));
        // Inline routes of gateways that do not exist yet would hide the whole list, destinations too.
        const inline = table.inline && options.idsKnown;
        const ref = b.resource("aws:ec2/routeTable:RouteTable", `table${i}`, {
            vpcId: named(vpcs[table.vpc]),
            ...(inline && { routes }),
        });
        if (!inline) {
            table.routes.forEach((route, j) =>
                b.resource("aws:ec2/route:Route", `table${i}-${j}`, {
                    routeTableId: named(ref),
                    [route.destination.includes(":") ? "destinationIpv6CidrBlock" : "destinationCidrBlock"]:
                        route.destination,
                    ...targetOf(table.vpc, route.to),
                }),
            );
        }
        return ref;
    });
    net.vpcs.forEach((vpc, i) => {
        if (vpc.mainTable === undefined) return;
        b.resource("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", `main${i}`, {
            vpcId: named(vpcs[i]),
            routeTableId: named(tables[vpc.mainTable]),
        });
    });
    const acls = net.acls.map((acl, i) => writeAcl(b, acl, i, named(vpcs[acl.vpc]), named));
    net.subnets.forEach((subnet, i) => {
        if (subnet.table !== undefined) {
            b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", `subnet${i}`, {
                subnetId: named(subnets[i]),
                routeTableId: named(tables[subnet.table]),
            });
        }
        if (subnet.acl !== undefined) {
            b.resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", `subnet${i}`, {
                subnetId: named(subnets[i]),
                networkAclId: named(acls[subnet.acl]),
            });
        }
    });

    const groups = writeGroups(b, net, vpcs.map(named), named);
    const hosts = net.hosts.map((host, i) => {
        const made = b.resource("aws:ec2/instance:Instance", `host${i}`, {
            subnetId: named(subnets[host.subnet]),
            ...(host.fixed && { privateIp: host.address }),
            ...(host.groups.length > 0 && { vpcSecurityGroupIds: host.groups.map((group) => named(groups[group])) }),
            ...(host.publicIp === "launch" && { associatePublicIpAddress: true }),
            ...((host.publicIp === "refused" || host.publicIp === "elastic") && { associatePublicIpAddress: false }),
            ...(host.address6 && { ipv6Addresses: [host.address6] }),
        });
        if (host.publicIp === "elastic") {
            const eip = b.resource("aws:ec2/eip:Eip", `eip${i}`, { domain: "vpc" });
            b.resource("aws:ec2/eipAssociation:EipAssociation", `eip${i}`, {
                allocationId: named(eip),
                instanceId: named(made),
            });
        }
        return made;
    });
    net.balancers.forEach((balancer, i) => {
        const made = b.resource("aws:lb/loadBalancer:LoadBalancer", `nlb${i}`, {
            loadBalancerType: "network",
            internal: balancer.internal,
            ipAddressType: "ipv4",
            enableCrossZoneLoadBalancing: balancer.crossZone,
            subnetMappings: balancer.subnets.map((subnet, j) => ({
                subnetId: subnets[subnet],
                ...(balancer.internal && { privateIpv4Address: balancer.addresses[j] }),
            })),
            ...(balancer.groups.length > 0 && { securityGroups: balancer.groups.map((group) => named(groups[group])) }),
        });
        const targetGroup = b.resource("aws:lb/targetGroup:TargetGroup", `nlb${i}`, {
            protocol: balancer.protocol,
            port: balancer.targetPort,
            targetType: "instance",
            preserveClientIp: String(balancer.keepsClient),
            vpcId: named(vpcs[net.subnets[balancer.subnets[0]].vpc]),
        });
        b.resource("aws:lb/listener:Listener", `nlb${i}`, {
            loadBalancerArn: named(made),
            port: balancer.port,
            protocol: balancer.protocol,
            defaultActions: [{ type: "forward", targetGroupArn: named(targetGroup) }],
        });
        for (const target of balancer.targets) {
            b.resource("aws:lb/targetGroupAttachment:TargetGroupAttachment", `nlb${i}-${target}`, {
                targetGroupArn: named(targetGroup),
                targetId: named(hosts[target]),
            });
        }
    });
    return b.build();
}

function writeAcl(b: PlanBuilder, acl: NetAcl, i: number, vpcId: Ref, named: (ref: Ref) => Ref): Ref {
    const inline = (entries: NetAcl["ingress"]) =>
        entries.map(({ number, allow, protocol, from, to, cidr }) => ({
            ruleNo: number,
            action: allow ? "allow" : "deny",
            protocol,
            fromPort: from,
            toPort: to,
            [cidr.includes(":") ? "ipv6CidrBlock" : "cidrBlock"]: cidr,
        }));
    const made = b.resource("aws:ec2/networkAcl:NetworkAcl", `acl${i}`, {
        vpcId,
        ...(acl.inline && { ingress: inline(acl.ingress), egress: inline(acl.egress) }),
    });
    if (acl.inline) return made;
    for (const direction of ["ingress", "egress"] as const) {
        for (const { number, allow, protocol, from, to, cidr } of acl[direction]) {
            b.resource("aws:ec2/networkAclRule:NetworkAclRule", `acl${i}-${direction}-${number}`, {
                networkAclId: named(made),
                egress: direction === "egress",
                ruleNumber: number,
                ruleAction: allow ? "allow" : "deny",
                protocol,
                fromPort: from,
                toPort: to,
                [cidr.includes(":") ? "ipv6CidrBlock" : "cidrBlock"]: cidr,
            });
        }
    }
    return made;
}

/** Inline rules may only name groups that exist already, as in a program: later ones are written as standalone rules. */
function writeGroups(b: PlanBuilder, net: Net, vpcIds: readonly Ref[], named: (ref: Ref) => Ref): Ref[] {
    const made: Ref[] = [];
    const later: [NetGroup, number, "ingress" | "egress", NetRule, number][] = [];
    net.groups.forEach((group, i) => {
        const inlined = (direction: "ingress" | "egress") =>
            group[direction].flatMap((rule, j) => {
                const first = group.form === "inline" && ("cidr" in rule.peer || rule.peer.group <= i);
                if (!first) later.push([group, i, direction, rule, j]);
                return first ? [inlineRule(rule, i, made)] : [];
            });
        const [ingress, egress] = [inlined("ingress"), inlined("egress")];
        made.push(
            b.resource("aws:ec2/securityGroup:SecurityGroup", `group${i}`, {
                vpcId: vpcIds[group.vpc],
                ...(ingress.length > 0 && { ingress }),
                ...(egress.length > 0 && { egress }),
            }),
        );
    });
    for (const [group, i, direction, rule, j] of later) {
        const name = `group${i}-${direction}-${j}`;
        if (group.form === "classic") {
            b.resource("aws:ec2/securityGroupRule:SecurityGroupRule", name, {
                type: direction,
                securityGroupId: named(made[i]),
                protocol: rule.protocol,
                fromPort: rule.from,
                toPort: rule.to,
                ...("cidr" in rule.peer
                    ? { [rule.peer.cidr.includes(":") ? "ipv6CidrBlocks" : "cidrBlocks"]: [rule.peer.cidr] }
                    : rule.peer.group === i
                      ? { self: true }
                      : { sourceSecurityGroupId: named(made[rule.peer.group]) }),
            });
        } else {
            const type = direction === "ingress" ? "Ingress" : "Egress";
            b.resource(`aws:vpc/securityGroup${type}Rule:SecurityGroup${type}Rule`, name, {
                securityGroupId: named(made[i]),
                ipProtocol: rule.protocol,
                fromPort: rule.from,
                toPort: rule.to,
                ...("cidr" in rule.peer
                    ? { [rule.peer.cidr.includes(":") ? "cidrIpv6" : "cidrIpv4"]: rule.peer.cidr }
                    : { referencedSecurityGroupId: named(made[rule.peer.group]) }),
            });
        }
    }
    return made;
}

const inlineRule = ({ protocol, from, to, peer }: NetRule, index: number, made: readonly Ref[]) => ({
    protocol,
    fromPort: from,
    toPort: to,
    ...("cidr" in peer
        ? { [peer.cidr.includes(":") ? "ipv6CidrBlocks" : "cidrBlocks"]: [peer.cidr] }
        : peer.group === index
          ? { self: true }
          : { securityGroups: [made[peer.group]] }),
});
