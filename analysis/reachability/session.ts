import type { GroupRule, Interface, Subnet } from "../graph/model";
import { aclAllows, entryMatches, type Precision, routedBy } from "./filters";
import type { Interval } from "../../model/addresses";
import { clientPortRange } from "../../model/ports";
import { type Box, box, covers, type HeaderSet, intersect, isEmpty, reversed, subtract } from "./headers";

const interval = ([low, high]: readonly [number, number]): Interval => [BigInt(low), BigInt(high)];

/** Source ports that a client may use, and so destination ports of replies to it. */
export const clientPorts = {
    /** Linux: net.ipv4.ip_local_port_range. */
    linux: interval(clientPortRange.linux),
    /** Load balancers, NAT gateways and hosts that we know nothing about (AWS: ephemeral ports). */
    any: interval(clientPortRange.any),
} as const satisfies Record<string, Interval>;

/** One point that packets pass, and what it lets through. The name says which resource, the fix what to change. */
export interface Hop {
    readonly at: string;
    readonly allows: HeaderSet;
    readonly fix: string;
    /** The rule that lets a header through, where a rule does. */
    readonly by?: (header: Box) => string | undefined;
    /** The rules of security groups that let some of these headers through. */
    readonly rules?: (headers: HeaderSet) => readonly GroupRule[];
}

/** A path from one end to the other: hops there, and hops back for the replies. */
export interface Path {
    readonly name: string;
    /** The headers that the question is about, at the first hop. */
    readonly asked: HeaderSet;
    readonly forward: readonly Hop[];
    readonly back: readonly Hop[];
    /** Whether a header holds whatever address an end without a fixed one has. */
    readonly forEveryAddress: (header: Box) => boolean;
    /** What it passes that is none of its ends: a balancer or NAT gateway, the internet, or a network firewall. */
    readonly through?: Interface | "the internet" | "a network firewall";
    /** What a path that may pass and need not depends on. */
    readonly doubt?: string;
    /** Ports of the client to which every reply must come through. */
    readonly client: Interval;
}

export interface Traversal {
    /** What arrives at the far end. */
    readonly arrives: HeaderSet;
    /** What of it is answered, for some addresses that the ends may have: every reply, to every port of the client, comes back. */
    readonly answered: HeaderSet;
    /** What of that holds whatever addresses the ends have: whole sessions. */
    readonly works: HeaderSet;
    /** The hop that nothing passes; or, where packets arrive and no reply gets back whole, the first that loses replies. */
    readonly blockedBy: Hop | undefined;
}

/** Sends the headers of a question along a path. */
export function travel(path: Path): Traversal {
    let arrives = path.asked;
    for (const hop of path.forward) {
        const passed = intersect(arrives, hop.allows);
        if (isEmpty(passed)) return { arrives: passed, answered: passed, works: passed, blockedBy: hop };
        arrives = passed;
    }
    const replies = reversed(arrives).map((header) => ({ ...header, port: path.client }));
    const returned = path.back.reduce<HeaderSet>((left, hop) => intersect(left, hop.allows), replies);
    const answered = subtract(arrives, reversed(subtract(replies, returned)));
    return {
        arrives,
        answered,
        works: answered.filter(path.forEveryAddress),
        blockedBy: isEmpty(answered) ? losing(path.back, replies) : undefined,
    };
}

/** The first hop back that loses replies. */
function losing(back: readonly Hop[], replies: HeaderSet): Hop | undefined {
    let left = replies;
    return back.find((hop) => {
        const before = left;
        left = intersect(left, hop.allows);
        return !covers(left, before);
    });
}

/** Crossing from one subnet to another: out of the one, into the other. Within a subnet no ACL is asked. */
export function crossing(from: Subnet, to: Subnet, precision: Precision): Hop[] {
    if (from === to) return [];
    const guarded = precision === "must" && from.table.routes.some(({ target }) => target.kind === "firewall");
    return [leaving(from, precision), ...(guarded ? [unguarded(from)] : []), entering(to, precision)];
}

/** What a subnet's routes do not lead through a network firewall: what that lets on is never certain. */
function unguarded(subnet: Subnet): Hop {
    const families = [4, 6] as const;
    const guarded = families.flatMap((family) => routedBy(subnet, ({ target }) => target.kind === "firewall", family));
    return {
        at: `route table ${subnet.table.name}, past the network firewall`,
        allows: subtract([box(4), box(6)], guarded),
        fix: `lead the route of ${subnet.table.name} past the firewall`,
    };
}

export function leaving(subnet: Subnet, precision: Precision): Hop {
    return aclHop(subnet, "egress", "out of", precision);
}

export function entering(subnet: Subnet, precision: Precision): Hop {
    return aclHop(subnet, "ingress", "into", precision);
}

function aclHop({ acl, name }: Subnet, direction: "ingress" | "egress", path: string, precision: Precision): Hop {
    return {
        at: `network ACL ${acl.name}, ${path} ${name}`,
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
