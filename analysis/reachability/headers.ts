import { allAddresses, type Family, type Interval, overlap } from "../../model/addresses";

/**
 * Sets of packet headers, as unions of boxes: source and destination addresses, protocol and destination port, each an interval.
 * IPv4 and IPv6 are apart, as AWS keeps them apart. Immutable; every operation is exact.
 */

export interface Box {
    readonly family: Family;
    readonly source: Interval;
    readonly destination: Interval;
    /** IANA protocol number. */
    readonly protocol: Interval;
    /** Destination port; for ICMP its type, as group rules write it; every port for protocols that have neither. */
    readonly port: Interval;
}

export type HeaderSet = readonly Box[];

const dimensions = ["source", "destination", "protocol", "port"] as const;

export const nothing: HeaderSet = [];
export const allProtocols: Interval = [0n, 255n];
export const allPorts: Interval = [0n, 65535n];

/** A box with every dimension that is not given left open. */
export function box(family: Family, limits: Partial<Omit<Box, "family">> = {}): Box {
    const everywhere = allAddresses(family);
    return { family, source: everywhere, destination: everywhere, protocol: allProtocols, port: allPorts, ...limits };
}

function meet(a: Box, b: Box): Box | undefined {
    if (a.family !== b.family) return undefined;
    const met = {} as Record<(typeof dimensions)[number], Interval>;
    for (const dimension of dimensions) {
        const both = overlap(a[dimension], b[dimension]);
        if (!both) return undefined;
        met[dimension] = both;
    }
    return { family: a.family, ...met };
}

export function intersect(a: HeaderSet, b: HeaderSet): HeaderSet {
    return a.flatMap((one) => b.flatMap((other) => meet(one, other) ?? []));
}

/** What of `from` is not in `taken`: at most two slabs a dimension, disjoint. */
function cut(from: Box, taken: Box): Box[] {
    const common = meet(from, taken);
    if (!common) return [from];
    const left: Box[] = [];
    let rest = from;
    for (const dimension of dimensions) {
        const [low, high] = rest[dimension];
        const [first, last] = common[dimension];
        if (low < first) left.push({ ...rest, [dimension]: [low, first - 1n] });
        if (last < high) left.push({ ...rest, [dimension]: [last + 1n, high] });
        rest = { ...rest, [dimension]: common[dimension] };
    }
    return left;
}

export function subtract(from: HeaderSet, taken: HeaderSet): HeaderSet {
    return taken.reduce<HeaderSet>((rest, hole) => rest.flatMap((one) => cut(one, hole)), from);
}

export const isEmpty = (set: HeaderSet) => set.length === 0;

export const covers = (outer: HeaderSet, inner: HeaderSet) => isEmpty(subtract(inner, outer));

/** Each header with its ends exchanged and the ports left open: where replies to it go. */
export function reversed(set: HeaderSet): HeaderSet {
    return set.map(({ family, source, destination, protocol }) => ({
        family,
        source: destination,
        destination: source,
        protocol,
        port: allPorts,
    }));
}

export const protocolNumbers: Readonly<Record<string, bigint>> = { icmp: 1n, tcp: 6n, udp: 17n, icmpv6: 58n };

const withPorts = (protocol: bigint) => protocol === 6n || protocol === 17n;

/** "tcp", "6", "-1", "all" or "58" as numbers; undefined when it is none of these. */
export function protocolInterval(text: string): Interval | undefined {
    const name = text.toLowerCase();
    if (name === "-1" || name === "all") return allProtocols;
    const number = protocolNumbers[name] ?? (/^\d{1,3}$/.test(name) && Number(name) < 256 ? BigInt(name) : undefined);
    return number === undefined ? undefined : [number, number];
}

/**
 * The ports that a rule means. AWS ignores them for every protocol but TCP and UDP, and for "all" (EC2 API,
 * AuthorizeSecurityGroupIngress: "-1 or a protocol number other than tcp, udp, icmp, icmpv6 allows traffic on all ports").
 */
export function portInterval(protocol: Interval, from: number | undefined, to: number | undefined): Interval {
    if (protocol[0] !== protocol[1] || !withPorts(protocol[0])) return allPorts;
    return [BigInt(from ?? 0), BigInt(to ?? 65535)];
}

/** The same for a rule of a security group, which for ICMP says in `from` the one type that it means. -1 is every type. */
export function groupPorts(protocol: Interval, from: number | undefined, to: number | undefined): Interval {
    const icmp = protocol[0] === protocol[1] && [1n, 58n].includes(protocol[0]);
    return icmp && from !== undefined && from >= 0 ? [BigInt(from), BigInt(from)] : portInterval(protocol, from, to);
}
