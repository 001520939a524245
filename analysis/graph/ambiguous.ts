import type { Linker } from "./linker";
import type { Gaps } from "./gaps";
import { aclTypes, balancerTypes, subnetTypes, targetGroupTypes, vpcTypes } from "./types";

/**
 * References that decide what belongs to what. One that may be either of several resources, or that leads out of the stack where the
 * thing it leads to would filter or carry packets, leaves the network unknown.
 */
interface Reference {
    readonly from: string;
    readonly property: string;
    readonly to: readonly string[];
    /** What it leads to must be of the stack. */
    readonly inStack?: true;
}

const endpointTypes = ["aws:ec2/vpcEndpoint:VpcEndpoint"];
const dnsGroupTypes = ["aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"];

const references: readonly Reference[] = [
    { from: "aws:ec2/internetGateway:InternetGateway", property: "vpcId", to: vpcTypes },
    { from: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", property: "vpcId", to: vpcTypes },
    { from: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", property: "vpcId", to: vpcTypes },
    { from: "aws:ec2/routeTableAssociation:RouteTableAssociation", property: "subnetId", to: subnetTypes },
    { from: "aws:ec2/networkAcl:NetworkAcl", property: "subnetIds", to: subnetTypes },
    { from: "aws:ec2/networkAclAssociation:NetworkAclAssociation", property: "subnetId", to: subnetTypes },
    {
        from: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
        property: "networkAclId",
        to: aclTypes,
        inStack: true,
    },
    { from: "aws:ec2/networkAclRule:NetworkAclRule", property: "networkAclId", to: aclTypes },
    {
        from: "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        property: "vpcEndpointId",
        to: endpointTypes,
    },
    { from: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", property: "vpcEndpointId", to: endpointTypes },
    { from: "aws:lb/listener:Listener", property: "loadBalancerArn", to: balancerTypes },
    { from: "aws:alb/listener:Listener", property: "loadBalancerArn", to: balancerTypes },
    { from: "aws:lb/targetGroupAttachment:TargetGroupAttachment", property: "targetGroupArn", to: targetGroupTypes },
    { from: "aws:alb/targetGroupAttachment:TargetGroupAttachment", property: "targetGroupArn", to: targetGroupTypes },
    {
        from: "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
        property: "vpcId",
        to: vpcTypes,
    },
    {
        from: "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
        property: "firewallRuleGroupId",
        to: dnsGroupTypes,
        inStack: true,
    },
    {
        from: "aws:route53/resolverFirewallRule:ResolverFirewallRule",
        property: "firewallRuleGroupId",
        to: dnsGroupTypes,
    },
];

export function noteAmbiguous(linker: Linker, gaps: Gaps): void {
    for (const { from, property, to, inStack } of references) {
        for (const resource of linker.ofType(from)) {
            for (const { targets, exact, external } of linker.links(resource, property, ...to)) {
                if (!exact) gaps.add(resource, `${property} may be one of ${targets.length} resources`, "pass the id");
                if (inStack && external !== undefined)
                    gaps.add(
                        resource,
                        `${property} names ${external}, which the stack does not have`,
                        "bring it into the stack",
                    );
            }
        }
    }
}
