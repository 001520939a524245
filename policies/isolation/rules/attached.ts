import type { GraphResource } from "../../../analysis/graph/resource";
import { type Outcome, violation } from "../../framework/outcome";
import type { Ours } from "../own";
import { textsOf } from "../texts";
import { designTypes } from "../types/design";
import { harmless } from "../types/harmless";

const knownTypes: ReadonlySet<string> = new Set([...designTypes, ...harmless.flatMap(({ types }) => types)]);

/** What an input is the id or ARN of: the parts of the design are tied to each other, where the stack makes such a part at all. */
const partOf: Readonly<Record<string, string>> = {
    allocationId: "aws:ec2/eip:Eip",
    firewallRuleGroupId: "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup",
    instanceId: "aws:ec2/instance:Instance",
    loadBalancerArn: "aws:lb/loadBalancer:LoadBalancer",
    natGatewayId: "aws:ec2/natGateway:NatGateway",
    networkAclId: "aws:ec2/networkAcl:NetworkAcl",
    resolverQueryLogConfigId: "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
    routeTableId: "aws:ec2/routeTable:RouteTable",
    securityGroupId: "aws:ec2/securityGroup:SecurityGroup",
    subnetId: "aws:ec2/subnet:Subnet",
    targetGroupArn: "aws:lb/targetGroup:TargetGroup",
    targetId: "aws:ec2/instance:Instance",
    volumeId: "aws:ebs/volume:Volume",
    vpcEndpointId: "aws:ec2/vpcEndpoint:VpcEndpoint",
    vpcId: "aws:ec2/vpc:Vpc",
};

/** Inputs of one type that are called like others' of another meaning: DNS Firewall's settings, query logs, and commands for hosts. */
const partOfType: readonly (readonly [type: RegExp, input: string, part: string])[] = [
    [/^aws:route53\/resolver/, "resourceId", "aws:ec2/vpc:Vpc"],
    [/^aws:ssm\/association:/, "targets", "aws:ec2/instance:Instance"],
];

/** Whether anything tells what its inputs are made of. Where others do, one that says nothing is made of literals. */
const tellsOrigins = (resources: readonly GraphResource[]): boolean =>
    resources.some(({ propertyDependencies }) => Object.keys(propertyDependencies).length > 0);

/** Whether the value of an input names one of these. A policy host tells no ids: there what the input is made of says it, if that is told. */
function names(made: readonly string[], value: string, parts: readonly GraphResource[], told: boolean): boolean {
    return parts.some(({ urn, id, outputs }) => {
        if ([id, outputs.id, outputs.arn, outputs.allocationId].includes(value)) return true;
        return id === "" && outputs.id === undefined && (!told || made.includes(urn));
    });
}

/** What belongs to another network, host or disk while the stack has its own. */
export function attached(resource: GraphResource, { resources }: Ours): readonly Outcome[] {
    const { name, type, written, props, propertyDependencies } = resource;
    if (!knownTypes.has(type)) return [];
    const told = tellsOrigins(resources);
    const ofType = partOfType.filter(([of]) => of.test(type)).map(([, input, part]) => [input, part] as const);
    return [...Object.entries(partOf), ...ofType].flatMap(([input, part]) => {
        const parts = resources.filter((one) => one.type === part);
        // An address in the place of a target is `doors-served`'s to judge, and what else an association may aim at `host-commands-designed`'s.
        const isId = (value: string) => !/^target/.test(input) || /^i-[0-9a-f]/.test(value);
        const strange = textsOf((written ?? props)[input]).filter(
            ({ value }) => isId(value) && !names(propertyDependencies[input] ?? [], value, parts, told),
        );
        if (parts.length === 0 || strange.length === 0) return [];
        const what = part.split(":").at(-1);
        const said = strange.map(({ value }) => value).join(", ");
        return [violation(`${name}: ${input} is ${said}, which is no ${what} of this stack: name the stack's`)];
    });
}
