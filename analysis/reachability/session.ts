import type { Subnet } from "../graph/model";
import { aclAllows, entryMatches, type Precision } from "./filters";
import { type Box, type HeaderSet, intersect, type Interval, isEmpty, reversed, subtract } from "./headers";

/** Source ports that a client may use, and so destination ports of replies to it. */
export const clientPorts = {
    /** Linux: net.ipv4.ip_local_port_range. */
    linux: [32768n, 60999n],
    /** Load balancers, NAT gateways and hosts that we know nothing about (AWS: ephemeral ports). */
    any: [1024n, 65535n],
} as const satisfies Record<string, Interval>;

/** One place that packets pass, and what it lets through. The name says which resource, the fix what to change. */
export interface Hop {
    readonly at: string;
    readonly allows: HeaderSet;
    readonly fix: string;
    /** The rule that lets a header through, where a rule does. */
    readonly by?: (header: Box) => string | undefined;
}

/** A way from one end to the other: hops there, and hops back for the replies. */
export interface Way {
    readonly name: string;
    /** The headers that the question is about, at the first hop. */
    readonly asked: HeaderSet;
    readonly forward: readonly Hop[];
    readonly back: readonly Hop[];
    /** Whether a header holds whatever address an end without a fixed one has. */
    readonly whole: (header: Box) => boolean;
    /** Ports of the client to which every reply must come through. */
    readonly client: Interval;
}

export interface Passage {
    /** What arrives at the far end. */
    readonly arrives: HeaderSet;
    /** What of it makes a session, whatever addresses the ends have: every reply, to every port of the client, comes back. */
    readonly works: HeaderSet;
    /** The hop that nothing passes; undefined when something arrives. */
    readonly blockedBy: Hop | undefined;
}

/** Sends the headers of a question along a way. */
export function travel(way: Way): Passage {
    let arrives = way.asked;
    for (const hop of way.forward) {
        const passed = intersect(arrives, hop.allows);
        if (isEmpty(passed)) return { arrives: passed, works: passed, blockedBy: hop };
        arrives = passed;
    }
    const replies = reversed(arrives).map((header) => ({ ...header, port: way.client }));
    let returned: HeaderSet = replies;
    let lost: Hop | undefined;
    for (const hop of way.back) {
        const passed = intersect(returned, hop.allows);
        if (lost === undefined && passed.length < returned.length) lost = hop;
        returned = passed;
    }
    const missing = subtract(replies, returned);
    const works = subtract(arrives, reversed(missing)).filter(way.whole);
    return { arrives, works, blockedBy: isEmpty(works) ? lost : undefined };
}

/** Crossing from one subnet to another: out of the one, into the other. Within a subnet no ACL is asked. */
export function crossing(from: Subnet, to: Subnet, precision: Precision): Hop[] {
    return from === to ? [] : [leaving(from, precision), entering(to, precision)];
}

export function leaving(subnet: Subnet, precision: Precision): Hop {
    return aclHop(subnet, "egress", "out of", precision);
}

export function entering(subnet: Subnet, precision: Precision): Hop {
    return aclHop(subnet, "ingress", "into", precision);
}

function aclHop({ acl, name }: Subnet, direction: "ingress" | "egress", way: string, precision: Precision): Hop {
    return {
        at: `network ACL ${acl.name}, ${way} ${name}`,
        allows: aclAllows(acl, direction, precision),
        fix: `add an ${direction} entry to ${acl.name}`,
        by: (header) => {
            const entry = acl[direction].find((one) => !isEmpty(intersect(entryMatches(one, direction), [header])));
            return entry && `entry ${entry.number}${ruleName(entry.urn)}`;
        },
    };
}

/** " of NetworkAclRule edge-in-443": the resource that holds a rule. Nothing for AWS's own rules, which no resource holds. */
export function ruleName(urn: string): string {
    const [, , types, name] = urn.split("::");
    return name === undefined ? "" : ` of ${types.split(":").pop()} ${name}`;
}
