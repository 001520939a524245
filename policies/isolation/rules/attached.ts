import type { GraphResource } from "../../../analysis/graph/resource";
import { text } from "../../../analysis/graph/values";
import { type Outcome, violation } from "../../framework/outcome";
import type { Ours } from "../own";
import { designTypes } from "../types/design";

/** What an input is the id or ARN of: the parts of the design are tied to each other, where the stack makes such a part at all. */
const partOf: Readonly<Record<string, string>> = {
    allocationId: "aws:ec2/eip:Eip",
    firewallRuleGroupId: "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup",
    instanceId: "aws:ec2/instance:Instance",
    loadBalancerArn: "aws:lb/loadBalancer:LoadBalancer",
    natGatewayId: "aws:ec2/natGateway:NatGateway",
    networkAclId: "aws:ec2/networkAcl:NetworkAcl",
    resolverQueryLogConfigId: "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
    // Of DNS Firewall's settings and of query logs.
    resourceId: "aws:ec2/vpc:Vpc",
    routeTableId: "aws:ec2/routeTable:RouteTable",
    securityGroupId: "aws:ec2/securityGroup:SecurityGroup",
    subnetId: "aws:ec2/subnet:Subnet",
    targetGroupArn: "aws:lb/targetGroup:TargetGroup",
    targetId: "aws:ec2/instance:Instance",
    volumeId: "aws:ebs/volume:Volume",
    vpcEndpointId: "aws:ec2/vpcEndpoint:VpcEndpoint",
    vpcId: "aws:ec2/vpc:Vpc",
};

/** Whether the value of an input names one of these; a resource whose id nobody has told yet is named by what the input is made of. */
function names(resource: GraphResource, input: string, value: string, parts: readonly GraphResource[]): boolean {
    const made = resource.propertyDependencies[input] ?? [];
    return parts.some(({ urn, id, outputs }) => {
        const ids = [id, outputs.id, outputs.arn, outputs.allocationId].filter(
            (one) => one !== undefined && one !== "",
        );
        return ids.includes(value) || (ids.length === 0 && made.includes(urn));
    });
}

/** What belongs to another network, host or disk while the stack has its own. */
export function attached(resource: GraphResource, { resources }: Ours): readonly Outcome[] {
    if (!designTypes.has(resource.type)) return [];
    return Object.entries(partOf).flatMap(([input, type]) => {
        const value = text((resource.written ?? resource.props)[input]);
        const parts = resources.filter((one) => one.type === type);
        // An address in the place of a target is `doors-served`'s to judge.
        if (value === undefined || parts.length === 0 || (input === "targetId" && !value.startsWith("i-"))) return [];
        if (names(resource, input, value, parts)) return [];
        const what = type.split(":").at(-1);
        return [
            violation(`${resource.name}: ${input} is ${value}, which is no ${what} of this stack: name the stack's`),
        ];
    });
}
