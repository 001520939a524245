import type { Linker } from "./linker";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { hasServiceInterfaces } from "./serviceInterfaces";
import { text } from "./values";

/** What the stack touches without having it: interfaces of others, and resources that were only read. */

const instanceType = "aws:ec2/instance:Instance";
const interfaceType = "aws:ec2/networkInterface:NetworkInterface";

/** Properties that give an address or a group to an instance or an interface, or join the two. */
const attachments: readonly (readonly [type: string, ...properties: string[]])[] = [
    ["aws:ec2/eip:Eip", "instance", "networkInterface"],
    ["aws:ec2/eipAssociation:EipAssociation", "instanceId", "networkInterfaceId"],
    ["aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment", "instanceId", "networkInterfaceId"],
    ["aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment", "networkInterfaceId"],
];

/**
 * Whether an interface that the graph does not have by its id is one of an instance: its primary one, or, where nobody has said that one's id,
 * what the program took from the instance.
 */
export function isInterfaceOf(linker: Linker, holder: GraphResource, property: string, instance: GraphResource) {
    const { external } = linker.link(holder, property, instanceType, interfaceType);
    const primary = instance.outputs.primaryNetworkInterfaceId;
    if (external === undefined) return false;
    return primary === undefined ? linker.dependsOn(holder, property, instance) : external === primary;
}

/** An address or a group on an interface that the graph does not have may be on any host whose interfaces AWS makes. */
export function noteExternalInterfaces(linker: Linker, gaps: Gaps): void {
    const known = new Set(
        linker
            .ofType(instanceType, "aws:ec2/natGateway:NatGateway", "aws:efs/mountTarget:MountTarget")
            .flatMap(({ outputs }) => [outputs.primaryNetworkInterfaceId, outputs.networkInterfaceId]),
    );
    for (const [type, ...properties] of attachments) {
        for (const resource of linker.ofType(type)) {
            for (const property of properties) {
                const { external } = linker.link(resource, property, instanceType, interfaceType);
                if (external === undefined || known.has(external)) continue;
                if (linker.ofType(instanceType).some((one) => isInterfaceOf(linker, resource, property, one))) continue;
                gaps.add(
                    resource,
                    `${property} names ${external}, which the stack does not have: whose interface it is, is not known`,
                    "make the interface or the instance in the stack, and name that",
                );
            }
        }
    }
    for (const resource of linker.ofType("aws:ec2/eipAssociation:EipAssociation")) {
        const ends = ["instanceId", "networkInterfaceId"].flatMap((property) =>
            linker.links(resource, property, instanceType, interfaceType),
        );
        if (ends.length === 0)
            gaps.add(resource, "which interface gets the address is not known", "name networkInterfaceId");
    }
}

/** Types that say all there is of them, read or made: what refers to them is a resource of its own that says so. */
const whole = new Set([
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/eip:Eip",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig",
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList",
    "aws:route53/resolverFirewallRule:ResolverFirewallRule",
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    // What these do not show is said where it matters: gateways, tables, ACLs and default groups.
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/defaultVpc:DefaultVpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
]);

/** What a type does not show that the model asks it for. */
const hidden: Readonly<Record<string, string>> = {
    [instanceType]: "what other interfaces it has",
    "aws:lb/loadBalancer:LoadBalancer": "what listeners it has, and where they forward to",
    "aws:alb/loadBalancer:LoadBalancer": "what listeners it has, and where they forward to",
    "aws:lb/listener:Listener": "what other rules it has",
    "aws:alb/listener:Listener": "what other rules it has",
    "aws:lb/targetGroup:TargetGroup": "what its targets are",
    "aws:alb/targetGroup:TargetGroup": "what its targets are",
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": "what rules it has",
};

const ofTheNetwork = /^aws:(ec2|vpc|lb|alb|elb|autoscaling|networkfirewall)\/|^aws:route53\/resolver/;

/** A resource that was only read shows what it shows: the rest of it is not known. */
export function noteOnlyRead(linker: Linker, gaps: Gaps): void {
    for (const resource of linker.resources) {
        const { type, external } = resource;
        if (!external || whole.has(type) || !(ofTheNetwork.test(type) || hasServiceInterfaces(type))) continue;
        gaps.add(
            resource,
            `was only read (its id is ${text(resource.id) ?? "not known"}): ${hidden[type] ?? "what else it has"} does not show`,
            "bring it into the stack (pulumi import)",
        );
    }
}
