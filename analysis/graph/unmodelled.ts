import type { Linker } from "./linker";
import type { Notes } from "./notes";

/**
 * Types that can carry traffic and that the model has no semantics for. Their presence means that nothing is proved: refusing is the
 * only sound answer (facts: network.md 2.2, point 14).
 */
const carriers: Readonly<Record<string, string>> = {
    "aws:ec2/vpnGateway:VpnGateway": "a VPN gateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": "a VPN gateway",
    "aws:ec2/carrierGateway:CarrierGateway": "a carrier gateway",
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation": "an IPv6 block whose value AWS chooses",
    "aws:lambda/function:Function": "a Lambda function",
    "aws:rds/instance:Instance": "a database instance",
    "aws:rds/cluster:Cluster": "a database cluster",
    "aws:elb/loadBalancer:LoadBalancer": "a classic load balancer",
    "aws:alb/loadBalancer:LoadBalancer": "a load balancer under its old name",
};

const families: readonly (readonly [prefix: string, what: string])[] = [
    ["aws:ec2transitgateway/", "a transit gateway"],
    ["aws:ec2clientvpn/", "a client VPN"],
    ["aws:vpclattice/", "VPC Lattice"],
    ["aws:networkfirewall/", "a network firewall"],
    ["aws:directconnect/", "Direct Connect"],
    ["aws:ecs/", "ECS tasks"],
    ["aws:eks/", "an EKS cluster"],
    ["aws:ec2/instanceConnectEndpoint", "an Instance Connect endpoint"],
    ["aws:ec2/vpnConnection", "a VPN connection"],
    ["aws:ec2/launchTemplate", "a launch template"],
    ["aws:ec2/spot", "spot instances"],
    ["aws:ec2/fleet", "a fleet"],
    ["aws:networkmanager/", "a core network"],
    ["aws:globalaccelerator/", "Global Accelerator"],
    ["awsx:ec2:Vpc", "a VPC whose resources are not visible"],
];

/** Companions without traffic of their own, which would otherwise match a family. */
const harmless = /Policy:|TagList|:Tag$|Logging/;

export function noteUnmodelled(linker: Linker, notes: Notes): void {
    for (const resource of linker.resources) {
        const what = carriers[resource.type] ?? families.find(([prefix]) => resource.type.startsWith(prefix))?.[1];
        if (what === undefined || harmless.test(resource.type)) continue;
        notes.unknown(
            resource,
            `${what} may carry traffic, and the model has no rules for it`,
            "remove it, or prove the network without it elsewhere",
        );
    }
}
