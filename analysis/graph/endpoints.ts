import type { Interfaces } from "./interfaces";
import type { Linker } from "./linker";
import type { DnsFirewall, DnsRule, GatewayEndpoint, InterfaceEndpoint } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import type { Subnets } from "./subnets";
import { vpcTypes } from "./types";
import { flag, integer, isUnknown, text, texts } from "./values";

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** "ssm" of com.amazonaws.us-east-1.ssm; a service without a Region in its name, or of somebody else, keeps its whole name. */
function serviceOf({ props }: GraphResource): string {
    const name = text(props.serviceName) ?? "";
    return /^(?:cn\.)?com\.amazonaws\.[a-z]{2}(?:-[a-z]+)+-\d\.(?!vpce-)(.+)$/.exec(name)?.[1] ?? name;
}

/** The policy of an endpoint as an object; undefined when none was written, which to AWS means full access. */
function policyOf(resource: GraphResource, linker: Linker, gaps: Gaps): unknown {
    const apart = linker
        .ofType("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy")
        .find((policy) => linker.link(policy, "vpcEndpointId", endpointType).targets.includes(resource));
    const holder = apart ?? resource;
    if (isUnknown(holder, "policy")) gaps.add(holder, "its policy is not known", "build it from names, not from ids");
    const value = holder.props.policy;
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value);
    } catch {
        gaps.add(holder, "its policy is not JSON", "write a policy document");
        return undefined;
    }
}

export function gatewayEndpoints(linker: Linker, subnets: Subnets, gaps: Gaps): GatewayEndpoint[] {
    const associations = linker.ofType("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation");
    return linker
        .ofType(endpointType)
        .filter(({ props }) => (text(props.vpcEndpointType) ?? "Gateway") === "Gateway")
        .map((resource) => {
            const apart = associations.filter((association) =>
                linker.link(association, "vpcEndpointId", endpointType).targets.includes(resource),
            );
            const tables = [
                ...subnets.tables.named(resource, "routeTableIds"),
                ...apart.flatMap((association) => subnets.tables.named(association, "routeTableId")),
            ];
            return {
                resource,
                service: serviceOf(resource),
                tables: new Set(tables),
                policy: policyOf(resource, linker, gaps),
            };
        });
}

export function interfaceEndpoints(linker: Linker, interfaces: Interfaces, gaps: Gaps): InterfaceEndpoint[] {
    return linker
        .ofType(endpointType)
        .filter(({ props }) => props.vpcEndpointType === "Interface")
        .map((resource) => ({
            resource,
            service: serviceOf(resource),
            interfaces: interfaces.of(resource),
            privateDns: flag(resource.props.privateDnsEnabled) ?? false,
            policy: policyOf(resource, linker, gaps),
        }));
}

const groupType = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup";
const listType = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList";

/** DNS Firewall by VPC. Groups are tried by the priority of their association, rules by their own (AWS: DNS Firewall). */
export function dnsFirewalls(linker: Linker, gaps: Gaps): Map<string, DnsFirewall> {
    const byPriority = (a: GraphResource, b: GraphResource) =>
        (integer(a.props.priority) ?? 0) - (integer(b.props.priority) ?? 0);
    const result = new Map<string, DnsFirewall>();
    for (const vpc of linker.ofType(...vpcTypes)) {
        const isOf = (resource: GraphResource, property: string) =>
            linker.link(resource, property, ...vpcTypes).targets.includes(vpc);
        const rules = linker
            .ofType("aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation")
            .filter((association) => isOf(association, "vpcId"))
            .sort(byPriority)
            .flatMap((association) => linker.link(association, "firewallRuleGroupId", groupType).targets)
            .flatMap((group) =>
                linker
                    .ofType("aws:route53/resolverFirewallRule:ResolverFirewallRule")
                    .filter((rule) => linker.link(rule, "firewallRuleGroupId", groupType).targets.includes(group))
                    .sort(byPriority)
                    .map((rule) => dnsRule(rule, linker, gaps)),
            );
        const config = linker
            .ofType("aws:route53/resolverFirewallConfig:ResolverFirewallConfig")
            .find((resource) => isOf(resource, "resourceId"));
        result.set(vpc.urn, { rules, failOpen: config?.props.firewallFailOpen === "ENABLED" });
    }
    return result;
}

function dnsRule(rule: GraphResource, linker: Linker, gaps: Gaps): DnsRule {
    const { targets, exact, external } = linker.link(rule, "firewallDomainListId", listType);
    const blocks = rule.props.action === "BLOCK";
    // AWS's own lists, and what AWS detects by itself: while they only block, they open nothing.
    const managed = external !== undefined || text(rule.props.dnsThreatProtection) !== undefined;
    const opaque = blocks && managed && targets.length === 0;
    if (!opaque && (!exact || targets.length === 0))
        gaps.add(rule, "its domain list is not known", "name a list of the stack");
    for (const list of targets.filter((target) => isUnknown(target, "domains")))
        gaps.add(list, "its domains are not known", "write them");
    return {
        urn: rule.urn,
        action: String(rule.props.action ?? ""),
        domains: opaque ? undefined : targets.flatMap((target) => texts(target.props.domains)),
        blockResponse: text(rule.props.blockResponse),
        partial: rule.props.qType !== undefined,
    };
}
