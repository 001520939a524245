import type { Acl, AclEntry, GroupRule, Route, SecurityGroup, Subnet } from "../graph/model";
import { cidrFamily, cidrInterval, type Family, type Interval } from "../../model/addresses";
import {
    box,
    groupPorts,
    type HeaderSet,
    intersect,
    nothing,
    portInterval,
    protocolInterval,
    subtract,
} from "./headers";

/**
 * What one group, ACL or route table lets through, as a set of headers. Where the model is not exact, `may` takes more than AWS
 * would let through and `must` less: the first proves that nothing arrives, the second that something does.
 */
export type Precision = "may" | "must";

/** The other end of a connection, as a group rule may name it. */
export interface Peer {
    /** Keys of its security groups; a rule that names one of them matches the peer's private address. */
    readonly groups: ReadonlySet<string>;
}

export const nobody: Peer = { groups: new Set() };

type End = "source" | "destination";

/** Security groups: allow-only, the union over all groups of an interface (AWS: security group rules). */
export function groupsAllow(
    groups: readonly SecurityGroup[] | undefined,
    direction: "ingress" | "egress",
    peer: Peer,
    precision: Precision,
): HeaderSet {
    // An interface without groups (a NAT gateway, an NLB made without) filters nothing.
    if (groups === undefined) return [box(4), box(6)];
    return groups.flatMap((group) => group[direction].flatMap((rule) => ruleAllows(rule, direction, peer, precision)));
}

export function ruleAllows(
    rule: GroupRule,
    direction: "ingress" | "egress",
    peer: Peer,
    precision: Precision,
): HeaderSet {
    const remote: End = direction === "ingress" ? "source" : "destination";
    const protocol = protocolInterval(rule.protocol);
    if (!protocol || (rule.partial && precision === "must")) return nothing;
    const limits = { protocol, port: groupPorts(protocol, rule.from, rule.to) };
    const { peer: named } = rule;
    switch (named.kind) {
        case "group":
            return peer.groups.has(named.key) ? [box(4, limits), box(6, limits)] : nothing;
        case "cidr":
            return [box(cidrFamily(named.cidr), { ...limits, [remote]: cidrInterval(named.cidr) })];
        case "prefix-list":
            if (named.cidrs)
                return named.cidrs.map((cidr) => box(cidrFamily(cidr), { ...limits, [remote]: cidrInterval(cidr) }));
            // Which addresses AWS's own lists hold is AWS's to say: possibly any, certainly none that we could name.
            return precision === "may" ? [box(4, limits), box(6, limits)] : nothing;
    }
}

/** What each ACL allows, worked out once: an ACL is asked about in every question that crosses its subnets. */
const allowedByAcl = new WeakMap<Acl, Map<string, HeaderSet>>();

/** A network ACL: entries in order of their numbers, the first match decides, what none matches is denied. */
export function aclAllows(acl: Acl, direction: "ingress" | "egress", precision: Precision): HeaderSet {
    const known = allowedByAcl.get(acl) ?? new Map<string, HeaderSet>();
    allowedByAcl.set(acl, known);
    const key = `${direction} ${precision}`;
    const allowed = known.get(key) ?? tryEntries(acl, direction, precision);
    known.set(key, allowed);
    return allowed;
}

function tryEntries(acl: Acl, direction: "ingress" | "egress", precision: Precision): HeaderSet {
    let rest: HeaderSet = [box(4), box(6)];
    let allowed: HeaderSet = nothing;
    for (const entry of acl[direction]) {
        const matched = entryMatches(entry, direction);
        // An entry about one ICMP type decides for some of what it matches: count it only where that errs on the right side.
        const decides = !entry.partial || (entry.allow ? precision === "may" : precision === "must");
        if (!decides) continue;
        if (entry.allow) allowed = [...allowed, ...intersect(rest, matched)];
        if (!entry.partial || !entry.allow) rest = subtract(rest, matched);
    }
    return allowed;
}

export function entryMatches(entry: AclEntry, direction: "ingress" | "egress"): HeaderSet {
    const remote: End = direction === "ingress" ? "source" : "destination";
    const protocol = protocolInterval(entry.protocol);
    if (!protocol) return nothing;
    const port = portInterval(protocol, entry.from, entry.to);
    return [box(cidrFamily(entry.cidr), { protocol, port, [remote]: cidrInterval(entry.cidr) })];
}

/** The destinations that a subnet's table sends by one kind of route: the most specific route wins (AWS: route priority). */
export function routedBy(subnet: Subnet, wanted: (route: Route) => boolean, family: Family): HeaderSet {
    const own = subnet.vpc.cidrs
        .filter((cidr) => cidrFamily(cidr) === family)
        .map((cidr) => ({ interval: cidrInterval(cidr), wanted: false }));
    const routes = subnet.table.routes
        .filter(({ destination }) => !destination.startsWith("pl-") && cidrFamily(destination) === family)
        .map((route) => ({ interval: cidrInterval(route.destination), wanted: wanted(route) }));
    const size = ([low, high]: Interval) => high - low;
    const specificFirst = [...routes, ...own].sort((a, b) => Number(size(a.interval) - size(b.interval)));
    let rest: HeaderSet = [box(family)];
    let found: HeaderSet = nothing;
    for (const { interval, wanted: sends } of specificFirst) {
        const matched = [box(family, { destination: interval })];
        if (sends) found = [...found, ...intersect(rest, matched)];
        rest = subtract(rest, matched);
    }
    return found;
}
