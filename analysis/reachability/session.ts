import type { Subnet } from "../graph/model";
import { aclAllows, type Precision } from "./filters";
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
    const at = `network ACL ${subnet.acl.name}, out of ${subnet.name}`;
    return { at, allows: aclAllows(subnet.acl, "egress", precision), fix: `add an egress entry to ${subnet.acl.name}` };
}

export function entering(subnet: Subnet, precision: Precision): Hop {
    const at = `network ACL ${subnet.acl.name}, into ${subnet.name}`;
    return {
        at,
        allows: aclAllows(subnet.acl, "ingress", precision),
        fix: `add an ingress entry to ${subnet.acl.name}`,
    };
}
