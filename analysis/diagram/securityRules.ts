import type { PlanResource } from "../../model/plan";
import type { LinkedPlan } from "../links";

export const SECURITY_GROUPS = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** The other end of a security-group rule. */
export type RulePeer =
    | { readonly kind: "group"; readonly group: PlanResource }
    | { readonly kind: "cidr"; readonly cidr: string }
    /** `list` is set when the plan makes the list; AWS's own lists have only an id. */
    | { readonly kind: "prefix-list"; readonly id: string; readonly list: PlanResource | undefined }
    | { readonly kind: "unknown"; readonly text: string };

/** One rule of one security group with one peer. */
export interface SecurityRule {
    /** The resource that the rule stands in. */
    readonly urn: string;
    readonly group: PlanResource;
    readonly direction: "ingress" | "egress";
    readonly ports: Ports;
    readonly peer: RulePeer;
    readonly description: string;
}

/** `from` and `to` are null when every port is meant. */
export interface Ports {
    readonly protocol: string;
    readonly from: number | null;
    readonly to: number | null;
}

/** Every security-group rule of a plan, however it is written: standalone, `SecurityGroupRule`, or inline. */
export function securityRules(plan: LinkedPlan): readonly SecurityRule[] {
    return plan.plan.resources.flatMap((resource) => {
        switch (resource.type) {
            case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
                return standalone(plan, resource, "ingress");
            case "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule":
                return standalone(plan, resource, "egress");
            case "aws:ec2/securityGroupRule:SecurityGroupRule":
                return classic(plan, resource);
            default:
                return SECURITY_GROUPS.includes(resource.type) ? inline(plan, resource) : [];
        }
    });
}

/** "tcp 443", "tcp 1024-65535", "all traffic". */
export function portsLabel({ protocol, from, to }: Ports): string {
    if (protocol === "-1") return "all traffic";
    if (from === null || to === null) return `${protocol} all ports`;
    return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;
}

/** True when every packet of `inner` is one of `outer`. */
export function coversPorts(outer: Ports, inner: Ports): boolean {
    if (outer.protocol === "-1") return true;
    if (outer.protocol !== inner.protocol) return false;
    if (outer.from === null || outer.to === null) return true;
    return inner.from !== null && inner.to !== null && outer.from <= inner.from && inner.to <= outer.to;
}

function standalone(plan: LinkedPlan, rule: PlanResource, direction: SecurityRule["direction"]): SecurityRule[] {
    const { props } = rule;
    const ports = portsOf(props.ipProtocol, props.fromPort, props.toPort);
    const peers = [
        ...cidrPeers([props.cidrIpv4, props.cidrIpv6]),
        ...groupPeers(plan, rule, "referencedSecurityGroupId"),
        ...listPeers(plan, rule, "prefixListId"),
    ];
    return rulesOf(plan, rule, direction, ports, peers);
}

function classic(plan: LinkedPlan, rule: PlanResource): SecurityRule[] {
    const { props } = rule;
    const direction = props.type === "egress" ? "egress" : "ingress";
    const peers = [
        ...cidrPeers([props.cidrBlocks, props.ipv6CidrBlocks]),
        ...groupPeers(plan, rule, "sourceSecurityGroupId"),
        ...listPeers(plan, rule, "prefixListIds"),
        ...(props.self === true ? groupPeers(plan, rule, "securityGroupId") : []),
    ];
    return rulesOf(plan, rule, direction, portsOf(props.protocol, props.fromPort, props.toPort), peers);
}

/** Inline blocks: each names its peers itself, so each is read like a rule of its own. */
function inline(plan: LinkedPlan, group: PlanResource): SecurityRule[] {
    return (["ingress", "egress"] as const).flatMap((direction) => {
        const blocks = Array.isArray(group.props[direction]) ? (group.props[direction] as unknown[]) : [];
        return blocks.flatMap((block) => {
            const props = block as Record<string, unknown>;
            // References inside a block that are unknown cannot be told apart: every candidate of the property counts.
            const asRule: PlanResource = {
                ...group,
                props,
                propertyDependencies: { securityGroups: group.propertyDependencies[direction] ?? [] },
            };
            const peers: RulePeer[] = [
                ...cidrPeers([props.cidrBlocks, props.ipv6CidrBlocks]),
                ...("securityGroups" in props ? groupPeers(plan, asRule, "securityGroups") : []),
                ...listPeers(plan, asRule, "prefixListIds"),
                ...(props.self === true ? [{ kind: "group" as const, group }] : []),
            ];
            const ports = portsOf(props.protocol, props.fromPort, props.toPort);
            const description = String(props.description ?? "");
            return known(peers).map((peer) => ({ urn: group.urn, group, direction, ports, peer, description }));
        });
    });
}

function rulesOf(
    plan: LinkedPlan,
    rule: PlanResource,
    direction: SecurityRule["direction"],
    ports: Ports,
    peers: readonly RulePeer[],
): SecurityRule[] {
    const description = String(rule.props.description ?? "");
    return plan
        .follow(rule, "securityGroupId", SECURITY_GROUPS)
        .resources.flatMap((group) =>
            known(peers).map((peer) => ({ urn: rule.urn, group, direction, ports, peer, description })),
        );
}

/** A rule whose peer cannot be read is still a rule. */
function known(peers: readonly RulePeer[]): readonly RulePeer[] {
    return peers.length > 0 ? peers : [{ kind: "unknown", text: "not known before deployment" }];
}

function portsOf(protocol: unknown, from: unknown, to: unknown): Ports {
    const name = String(protocol ?? "-1").toLowerCase();
    const normal =
        ({ all: "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" } as Record<string, string>)[name] ?? name;
    const low = Number(from ?? Number.NaN);
    const high = Number(to ?? Number.NaN);
    // EC2 ignores the ports of every protocol but these (AuthorizeSecurityGroupIngress, IpPermission).
    const ranged = normal === "tcp" || normal === "udp";
    if (!ranged || Number.isNaN(low) || Number.isNaN(high) || (low === 0 && high === 65535) || low === -1) {
        return { protocol: normal, from: null, to: null };
    }
    return { protocol: normal, from: low, to: high };
}

function cidrPeers(values: readonly unknown[]): RulePeer[] {
    return values.flat().flatMap((cidr) => (typeof cidr === "string" ? [{ kind: "cidr" as const, cidr }] : []));
}

function groupPeers(plan: LinkedPlan, rule: PlanResource, property: string): RulePeer[] {
    const { resources, foreign } = plan.follow(rule, property, SECURITY_GROUPS);
    return [
        ...resources.map((group) => ({ kind: "group" as const, group })),
        ...foreign.map((text) => ({ kind: "unknown" as const, text })),
    ];
}

function listPeers(plan: LinkedPlan, rule: PlanResource, property: string): RulePeer[] {
    const { resources, foreign } = plan.follow(rule, property, [PREFIX_LIST]);
    return [
        ...resources.map((list) => ({ kind: "prefix-list" as const, id: list.id, list })),
        ...foreign.map((id) => ({ kind: "prefix-list" as const, id, list: undefined })),
    ];
}
