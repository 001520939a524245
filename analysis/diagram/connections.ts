import { contains } from "../../model/cidr";
import type { PlanResource } from "../../model/plan";
import type { LinkedPlan } from "../links";
import {
    coversPorts,
    portsLabel,
    securityRules,
    SECURITY_GROUPS,
    type Ports,
    type SecurityRule,
} from "./securityRules";

export const INSTANCE = "aws:ec2/instance:Instance";
export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** One end of a connection: a resource with addresses in the VPC, or something outside it. */
export type Party =
    | { readonly kind: "member"; readonly resource: PlanResource }
    | { readonly kind: "cidr"; readonly cidr: string }
    | { readonly kind: "prefix-list"; readonly id: string; readonly list: PlanResource | undefined };

/** What the security groups of a plan let one party open towards another. */
export interface Connection {
    readonly from: Party;
    readonly to: Party;
    readonly ports: Ports;
    /** False when only one of two groups says so: nothing passes. */
    readonly complete: boolean;
    /** URNs of the resources that say so. */
    readonly rules: readonly string[];
    readonly descriptions: readonly string[];
}

/**
 * The connections that security groups allow, each once. A rule for 0.0.0.0/0 is one connection with the internet; that
 * it also covers addresses in the VPC counts when the other end has a rule for them.
 */
export function connections(plan: LinkedPlan): readonly Connection[] {
    const context = contextOf(plan);
    const found = new Map<string, Connection>();
    for (const rule of context.rules) {
        for (const own of context.members.get(rule.group.urn) ?? []) {
            for (const connection of ofRule(rule, own, context)) add(found, connection);
        }
    }
    return withoutWiderHalves([...found.values()]);
}

/** "all traffic" at one end and tcp 443 at the other is tcp 443: the wider half says nothing more. */
function withoutWiderHalves(all: readonly Connection[]): readonly Connection[] {
    const same = (left: Connection, right: Connection): boolean =>
        partyKey(left.from) === partyKey(right.from) && partyKey(left.to) === partyKey(right.to);
    return all.filter(
        (half) => half.complete || !all.some((c) => c.complete && same(c, half) && coversPorts(half.ports, c.ports)),
    );
}

export function partyKey(party: Party): string {
    if (party.kind === "member") return party.resource.urn;
    return party.kind === "cidr" ? party.cidr : party.id;
}

interface Context {
    readonly rules: readonly SecurityRule[];
    /** Resources by the URN of a group they carry. */
    readonly members: ReadonlyMap<string, readonly PlanResource[]>;
    readonly addresses: ReadonlyMap<string, readonly string[]>;
    readonly vpcCidrs: readonly string[];
}

const GROUP_PROPERTIES: Readonly<Record<string, string>> = {
    [INSTANCE]: "vpcSecurityGroupIds",
    [LOAD_BALANCER]: "securityGroups",
    [ENDPOINT]: "securityGroupIds",
};

function contextOf(plan: LinkedPlan): Context {
    const members = new Map<string, PlanResource[]>();
    const addresses = new Map<string, readonly string[]>();
    for (const [type, property] of Object.entries(GROUP_PROPERTIES)) {
        for (const resource of plan.ofType(type)) {
            addresses.set(resource.urn, addressesOf(plan, resource));
            for (const group of plan.follow(resource, property, SECURITY_GROUPS).resources) {
                members.set(group.urn, [...(members.get(group.urn) ?? []), resource]);
            }
        }
    }
    return { rules: securityRules(plan), members, addresses, vpcCidrs: vpcCidrs(plan) };
}

/** IPv4 blocks of the VPCs of the plan, and of a default VPC that the network component looked up. */
export function vpcCidrs(plan: LinkedPlan): readonly string[] {
    const own = plan.ofType("aws:ec2/vpc:Vpc").map(({ props }) => props.cidrBlock);
    const intended = plan.plan.resources.map(({ outputs }) => (outputs.intent as { cidr?: unknown } | undefined)?.cidr);
    return [...new Set([...own, ...intended])].filter((cidr) => typeof cidr === "string" && cidr !== "") as string[];
}

/** An instance's fixed address, else the blocks of the subnets that a resource has addresses in. */
function addressesOf(plan: LinkedPlan, resource: PlanResource): readonly string[] {
    if (typeof resource.props.privateIp === "string") return [`${resource.props.privateIp}/32`];
    return ["subnetId", "subnets", "subnetIds"]
        .flatMap((property) => plan.follow(resource, property, ["aws:ec2/subnet:Subnet"]).resources)
        .flatMap(({ props }) => (typeof props.cidrBlock === "string" ? [props.cidrBlock] : []));
}

function ofRule(rule: SecurityRule, own: PlanResource, context: Context): Connection[] {
    const outward = rule.direction === "egress";
    const mine: Party = { kind: "member", resource: own };
    return othersOf(rule, own, context).map((other) => ({
        from: outward ? mine : other,
        to: outward ? other : mine,
        ports: rule.ports,
        complete: other.kind !== "member" || agreed(rule, own, other.resource, context),
        rules: [rule.urn],
        descriptions: rule.description === "" ? [] : [rule.description],
    }));
}

function othersOf({ peer }: SecurityRule, own: PlanResource, { members, addresses, vpcCidrs }: Context): Party[] {
    const party = (resource: PlanResource): Party => ({ kind: "member", resource });
    switch (peer.kind) {
        case "group":
            return (members.get(peer.group.urn) ?? []).filter(({ urn }) => urn !== own.urn).map(party);
        case "cidr": {
            if (!vpcCidrs.some((vpc) => isIpv4(peer.cidr) && contains(vpc, peer.cidr))) return [peer];
            const inside = [...new Set([...members.values()].flat())].filter(({ urn }) => urn !== own.urn);
            return inside
                .filter(({ urn }) => (addresses.get(urn) ?? []).some((at) => contains(peer.cidr, at)))
                .map(party);
        }
        case "prefix-list":
            return [peer];
        case "unknown":
            return [{ kind: "cidr", cidr: peer.text }];
    }
}

/** True when a group of the other end has a rule for the same ports towards this one. */
function agreed(rule: SecurityRule, own: PlanResource, other: PlanResource, context: Context): boolean {
    const opposite = rule.direction === "egress" ? "ingress" : "egress";
    return context.rules.some(
        (candidate) =>
            candidate.direction === opposite &&
            (context.members.get(candidate.group.urn) ?? []).includes(other) &&
            coversPorts(candidate.ports, rule.ports) &&
            names(candidate, own, context),
    );
}

function names({ peer }: SecurityRule, resource: PlanResource, { members, addresses }: Context): boolean {
    if (peer.kind === "group") return (members.get(peer.group.urn) ?? []).includes(resource);
    if (peer.kind !== "cidr" || !isIpv4(peer.cidr)) return false;
    const blocks = addresses.get(resource.urn) ?? [];
    return peer.cidr === "0.0.0.0/0" || (blocks.length > 0 && blocks.every((block) => contains(peer.cidr, block)));
}

export function isIpv4(cidr: string): boolean {
    return /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(cidr);
}

/** The two rules of one flow are one connection. */
function add(found: Map<string, Connection>, next: Connection): void {
    const key = [partyKey(next.from), partyKey(next.to), portsLabel(next.ports)].join("\n");
    const previous = found.get(key);
    if (previous === undefined) {
        found.set(key, next);
        return;
    }
    found.set(key, {
        ...previous,
        complete: previous.complete || next.complete,
        rules: [...new Set([...previous.rules, ...next.rules])],
        descriptions: [...new Set([...previous.descriptions, ...next.descriptions])],
    });
}
