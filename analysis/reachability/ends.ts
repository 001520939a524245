import type { Interface } from "../graph/model";
import { groupsAllow, type Peer, type Precision, routedBy, ruleAllows } from "./filters";
import { cidrInterval, type Family, type Interval } from "../../model/addresses";
import { allPorts, box, type HeaderSet, intersect, isEmpty, protocolNumbers, subtract } from "./headers";
import { clientPorts, type Hop, ruleName } from "./session";

/** What the two ends of a path are, and the hops that belong to an end. */

const families = [4, 6] as const;

/** The interface's addresses as its own VPC sees them. */
export const addressesIn = (networkInterface: Interface, family: Family): Interval[] =>
    (family === 4 ? networkInterface.addresses : networkInterface.addresses6).map(cidrInterval);

export const peerOf = (networkInterface: Interface): Peer => ({
    groups: new Set((networkInterface.groups ?? []).map(({ key }) => key)),
});

export const portsOfTheInternet = clientPorts.any;

export const clientsOf = (networkInterface: Interface): Interval =>
    networkInterface.linux ? clientPorts.linux : clientPorts.any;

export const between = (sources: readonly Interval[], destinations: readonly Interval[], family: Family): HeaderSet =>
    sources.flatMap((source) => destinations.map((destination) => box(family, { source, destination })));

/** A NAT gateway takes nothing that is addressed to itself, nor does what opens connections only. */
export const takesConnections = ({ kind }: Interface): boolean => kind !== "nat" && kind !== "client";

/** Whether the internet can address the interface, and it the internet. */
export const isPublic = (networkInterface: Interface, family: Family): boolean =>
    family === 4 ? networkInterface.publicIpv4 : networkInterface.publicIpv6;

export const isAllOf = (part: Interval, forEveryAddress: Interval): boolean =>
    part[0] === forEveryAddress[0] && part[1] === forEveryAddress[1];

/**
 * Tells whether a header holds for an end whatever address it has. An end that has one of a block is there only when the whole block
 * is; for an end that the question leaves open (the internet), any address will do.
 */
export function forEveryAddress(
    sources: readonly Interval[] | undefined,
    destinations: readonly Interval[] | undefined,
): (header: HeaderSet[number]) => boolean {
    const holds = (part: Interval, ends: readonly Interval[] | undefined) =>
        ends === undefined || ends.some((end) => isAllOf(part, end));
    return ({ source, destination }) => holds(source, sources) && holds(destination, destinations);
}

export function groupHop(
    networkInterface: Interface,
    direction: "ingress" | "egress",
    peer: Peer,
    precision: Precision,
): Hop {
    const names = networkInterface.groups?.map(({ name }) => name).join(", ") || "no security group";
    const path = direction === "ingress" ? "into" : "out of";
    const written = (networkInterface.groups ?? []).flatMap((group) => group[direction]);
    const rules = (headers: HeaderSet) =>
        written.filter((rule) => !isEmpty(intersect(ruleAllows(rule, direction, peer, precision), headers)));
    return {
        at: `security group ${names}, ${path} ${networkInterface.name}`,
        allows: groupsAllow(networkInterface.groups, direction, peer, precision),
        fix: `add an ${direction} rule to ${names}`,
        by: (header) => {
            const [rule] = rules([header]);
            return rule && `a rule${ruleName(rule.urn)}`;
        },
        rules,
    };
}

/** What a balancer's listeners take. AWS drops what comes to another port; what has no ports no listener decides. */
export function listenerHops({ listens, name }: Interface): Hop[] {
    if (listens === undefined) return [];
    const decided = (["tcp", "udp"] as const).map((protocol) => protocolNumbers[protocol]);
    const taken = listens.map(({ protocol, port }) => {
        const number = protocolNumbers[protocol];
        const ports: Interval = port === undefined ? allPorts : [BigInt(port), BigInt(port)];
        return { protocol: [number, number], port: ports } as const;
    });
    return [
        {
            at: `listeners of ${name}`,
            allows: families.flatMap((family) => [
                ...subtract(
                    [box(family)],
                    decided.map((number) => box(family, { protocol: [number, number] })),
                ),
                ...taken.map((limits) => box(family, limits)),
            ]),
            fix: `add a listener to ${name}`,
        },
    ];
}

/** Where a subnet's routes lead to the internet: by an internet gateway, and for IPv6 also by an egress-only one. */
export function internetHop(networkInterface: Interface, family: Family): Hop {
    const { table, vpc } = networkInterface.subnet;
    const leads = ({ target }: (typeof table.routes)[number]) =>
        (target.kind === "internet-gateway" && vpc.hasInternetGateway) ||
        (target.kind === "egress-only" && family === 6);
    return {
        at: `route table ${table.name}, to the internet gateway`,
        allows: routedBy(networkInterface.subnet, leads, family),
        fix: `add a route to an internet gateway to ${table.name}`,
    };
}

/**
 * The reply's side of a session from the internet: back by the gateway that it came through. Whether an egress-only gateway lets a reply
 * out to something that it did not see come in, AWS does not say: it may.
 */
export function internetReturn(networkInterface: Interface, family: Family, precision: Precision): Hop {
    const { table, vpc } = networkInterface.subnet;
    const leads = ({ target }: (typeof table.routes)[number]) =>
        target.kind === "internet-gateway" || (target.kind === "egress-only" && family === 6 && precision === "may");
    return {
        at: `route table ${table.name}, back to the internet gateway`,
        allows: vpc.hasInternetGateway ? routedBy(networkInterface.subnet, leads, family) : [],
        fix: `add a route to an internet gateway to ${table.name}`,
    };
}
