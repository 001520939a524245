import type { Balancer, Interface, NetworkGraph } from "../graph/model";
import { groupsAllow, nobody, outside, type Peer, type Precision, routedBy } from "./filters";
import {
    allAddresses,
    allPorts,
    box,
    cidrFamily,
    cidrInterval,
    type Family,
    type HeaderSet,
    intersect,
    type Interval,
    subtract,
} from "./headers";
import { clientPorts, crossing, entering, type Hop, leaving, type Way } from "./session";

/** All ways between two ends, each as the hops that AWS puts on it. */

export const addressesOf = (own: Interface): Interval[] => own.addresses.map(cidrInterval);

export const peerOf = (own: Interface): Peer => ({ groups: new Set((own.groups ?? []).map(({ key }) => key)) });

const clientsOf = (own: Interface): Interval => (own.kind === "instance" ? clientPorts.linux : clientPorts.any);

const between = (sources: readonly Interval[], destinations: readonly Interval[], family: Family): HeaderSet =>
    sources.flatMap((source) => destinations.map((destination) => box(family, { source, destination })));

function groupHop(own: Interface, direction: "ingress" | "egress", peer: Peer, precision: Precision): Hop {
    const names =
        own.groups === undefined
            ? "no security group"
            : own.groups.map(({ name }) => name).join(", ") || "no security group";
    const way = direction === "ingress" ? "into" : "out of";
    return {
        at: `security group ${names}, ${way} ${own.name}`,
        allows: groupsAllow(own.groups, direction, peer, precision),
        fix: `add an ${direction} rule to ${names}`,
    };
}

const named = (at: string, allows: HeaderSet, fix: string): Hop => ({ at, allows, fix });

/** Inside one VPC: the local route leads everywhere. */
export function direct(from: Interface, to: Interface, precision: Precision): Way[] {
    if (from.subnet.vpc !== to.subnet.vpc) return [];
    return [
        {
            name: `${from.name} -> ${to.name}, inside ${from.subnet.vpc.name}`,
            asked: between(addressesOf(from), addressesOf(to), 4),
            forward: [
                groupHop(from, "egress", peerOf(to), precision),
                ...crossing(from.subnet, to.subnet, precision),
                groupHop(to, "ingress", peerOf(from), precision),
            ],
            back: crossing(to.subnet, from.subnet, precision),
            client: clientsOf(from),
        },
    ];
}

const internetRoute = (route: { readonly target: { readonly kind: string } }) =>
    route.target.kind === "internet-gateway";

/** Where a subnet's internet route leads, for destinations outside the VPC. */
function internetHop(own: Interface, family: Family): Hop {
    const reachable = own.subnet.vpc.hasInternetGateway ? routedBy(own.subnet, internetRoute, family) : [];
    return named(
        `route table ${own.subnet.table.name}, to the internet gateway`,
        reachable,
        "this table has no such route",
    );
}

/** The reply's side of the same route: to wherever the client is. */
function internetReturn(own: Interface, family: Family): Hop {
    return { ...internetHop(own, family), at: `route table ${own.subnet.table.name}, back to the internet gateway` };
}

const world = (own: Interface, cidrs: readonly string[] | undefined, family: Family): Interval[] =>
    cidrs === undefined
        ? outside(own.subnet, family)
        : cidrs.filter((cidr) => cidrFamily(cidr) === family).map(cidrInterval);

const canUse = (own: Interface, family: Family) => (family === 4 ? own.publicIpv4 : own.hasIpv6);

/** The interface's addresses as the internet and its own subnet see them. IPv6 addresses are the subnet's: they are not fixed. */
const addressesIn = (own: Interface, family: Family): Interval[] =>
    family === 4 ? addressesOf(own) : own.subnet.cidrs.filter((cidr) => cidrFamily(cidr) === 6).map(cidrInterval);

/** From the internet (or blocks of it) straight to an interface that it can address. */
export function inward(
    to: Interface,
    from: readonly string[] | undefined,
    family: Family,
    precision: Precision,
): Way[] {
    // Without a gateway attached to the VPC no packet of the internet gets in, whatever address it is sent to.
    if (!canUse(to, family) || !to.subnet.vpc.hasInternetGateway) return [noWayIn(to, from, family)];
    return [
        {
            name: `internet -> ${to.name}`,
            asked: between(world(to, from, family), addressesIn(to, family), family),
            forward: [entering(to.subnet, precision), groupHop(to, "ingress", nobody, precision)],
            back: [internetReturn(to, family), leaving(to.subnet, precision)],
            client: clientPorts.any,
        },
    ];
}

function noWayIn(to: Interface, from: readonly string[] | undefined, family: Family): Way {
    const what = canUse(to, family)
        ? `${to.subnet.vpc.name}, which has no internet gateway`
        : `${to.name}, which has no public IPv${family} address`;
    const asked = between(world(to, from, family), [allAddresses(family)], family);
    const end = named(what, [], "give it one");
    return { name: `internet -> ${to.name}`, asked, forward: [end], back: [], client: clientPorts.any };
}

/** From the internet through a load balancer that keeps the client's address, to the target behind it. */
export function throughBalancer(
    graph: NetworkGraph,
    to: Interface,
    from: readonly string[] | undefined,
    precision: Precision,
): Way[] {
    return graph.balancers
        .filter(({ internetFacing }) => internetFacing)
        .flatMap((balancer) =>
            balancer.listeners.flatMap(({ port, protocol, targets }) =>
                targets
                    .filter((target) => target.interface === to && target.keepsClient)
                    .flatMap((target) =>
                        balancer.interfaces.map((node) =>
                            kept(balancer, node, { port, protocol }, target.port, to, from, precision),
                        ),
                    ),
            ),
        );
}

/** The listener's port becomes the target's; the client's address stays (AWS: NLB client IP preservation). */
function kept(
    balancer: Balancer,
    node: Interface,
    listener: { readonly port: number; readonly protocol: string },
    targetPort: number,
    to: Interface,
    from: readonly string[] | undefined,
    precision: Precision,
): Way {
    const clients = world(node, from, 4);
    const protocols = listener.protocol.includes("UDP") ? (listener.protocol === "TCP_UDP" ? [6n, 17n] : [17n]) : [6n];
    const asPort = (port: number): Interval => [BigInt(port), BigInt(port)];
    // The balancer's own half, asked with its own address and port, tells which clients get that far.
    const atNode = protocols.flatMap((protocol) =>
        between(clients, addressesOf(node), 4).map((header) => ({
            ...header,
            protocol: [protocol, protocol] as const,
            port: asPort(listener.port),
        })),
    );
    const admitted = [entering(node.subnet, precision), groupHop(node, "ingress", nobody, precision)].reduce(
        (set, hop) => intersect(set, hop.allows),
        atNode as HeaderSet,
    );
    const asked = admitted.flatMap((header) =>
        addressesOf(to).map((destination) => ({ ...header, destination, port: asPort(targetPort) })),
    );
    // Towards the target the group sees the balancer's group at the other end; the ACLs see the client.
    const balancerPeer = peerOf(node);
    const crossesTo = node.subnet === to.subnet ? [] : [entering(to.subnet, precision)];
    const crossesOut = node.subnet === to.subnet ? [] : [leaving(node.subnet, precision)];
    const returns = node.subnet === to.subnet ? [] : [leaving(to.subnet, precision), entering(node.subnet, precision)];
    return {
        name: `internet -> ${balancer.resource.name} :${listener.port} -> ${to.name} :${targetPort}, the client's address kept`,
        asked,
        forward: [
            named(
                `doors of ${balancer.resource.name}`,
                asked,
                `no client is admitted to port ${listener.port} of ${balancer.resource.name}`,
            ),
            groupHop(node, "egress", peerOf(to), precision),
            ...crossesOut,
            ...crossesTo,
            groupHop(to, "ingress", balancerPeer, precision),
        ],
        back: [...returns, internetReturn(node, 4), leaving(node.subnet, precision)],
        client: clientPorts.any,
    };
}

/** From an interface to the internet (or blocks of it): by its own public address, or by NAT. */
export function outward(
    from: Interface,
    to: readonly string[] | undefined,
    family: Family,
    precision: Precision,
): Way[] {
    const destinations = world(from, to, family);
    const asked = between(addressesIn(from, family), destinations, family);
    const leave = [groupHop(from, "egress", nobody, precision), leaving(from.subnet, precision)];
    const enter = entering(from.subnet, precision);
    const own: Way = {
        name: `${from.name} -> internet, by its own address`,
        asked,
        forward: [...leave, internetHop(from, family)],
        back: [enter],
        client: clientsOf(from),
    };
    const nats = family === 4 ? natsOf(from) : [];
    const ways = [
        ...(canUse(from, family) ? [own] : []),
        ...nats.map((nat) => throughNat(from, nat, asked, leave, precision)),
    ];
    return ways.length > 0 ? ways : [noWayOut(from, family, asked, leave)];
}

/** Neither an address of its own nor a NAT gateway: the way is drawn all the same, so that the answer says where it ends. */
function noWayOut(from: Interface, family: Family, asked: HeaderSet, leave: readonly Hop[]): Way {
    const version = family === 4 ? "IPv4" : "IPv6";
    const fix = `give ${from.subnet.name} a NAT route, or ${from.name} a public address`;
    const end = named(
        `route table ${from.subnet.table.name}, which has no way to the internet for ${version}`,
        [],
        fix,
    );
    const filters = leave.map((hop) => ({ ...hop, allows: [box(4), box(6)] }));
    const start = asked.length > 0 ? asked : [box(family)];
    return {
        name: `${from.name} -> internet`,
        asked: start,
        forward: [...filters, end],
        back: [],
        client: clientsOf(from),
    };
}

function natsOf(from: Interface): Interface[] {
    return from.subnet.table.routes.flatMap(({ target }) => (target.kind === "nat" ? [target.nat] : []));
}

/** NAT rewrites the source; both of its legs are asked, there and back (AWS: NAT gateway basics). */
function throughNat(
    from: Interface,
    nat: Interface,
    asked: HeaderSet,
    leave: readonly Hop[],
    precision: Precision,
): Way {
    const toNat = routedBy(from.subnet, ({ target }) => target.kind === "nat" && target.nat === nat, 4);
    const crosses = from.subnet !== nat.subnet;
    // The second leg is asked with the NAT's own address in place of the host's.
    const rewritten = (hop: Hop): Hop => ({
        ...hop,
        allows: relabel(hop.allows, "source", nat, from, precision),
    });
    const restored = (hop: Hop): Hop => ({
        ...hop,
        allows: relabel(hop.allows, "destination", nat, from, precision),
    });
    // Replies to the NAT come to its own ports; then to the host's.
    const toNatPorts = (hop: Hop): Hop => ({ ...hop, allows: wholeRange(hop.allows, clientPorts.any) });
    return {
        name: `${from.name} -> ${nat.name} -> internet`,
        asked,
        forward: [
            ...leave.slice(0, crosses ? 2 : 1),
            named(`route table ${from.subnet.table.name}, to ${nat.name}`, toNat, "this table has no such route"),
            ...(crosses ? [entering(nat.subnet, precision)] : []),
            rewritten(leaving(nat.subnet, precision)),
            rewritten(internetHop(nat, 4)),
            named(`public address of ${nat.name}`, nat.publicIpv4 ? [box(4)] : [], "give the NAT gateway an address"),
        ],
        back: [
            restored(toNatPorts(entering(nat.subnet, precision))),
            ...(crosses ? [leaving(nat.subnet, precision), entering(from.subnet, precision)] : []),
        ],
        client: clientsOf(from),
    };
}

/**
 * What a filter says of the translator's addresses, said of the host's: the far side of an address translation. The translator's
 * address may be any of its subnet: what lets through one of them possibly counts, what lets through all of them certainly.
 */
function relabel(
    allows: HeaderSet,
    end: "source" | "destination",
    translator: Interface,
    host: Interface,
    precision: Precision,
): HeaderSet {
    return addressesOf(translator).flatMap((seen) => {
        const about = intersect(allows, [box(4, { [end]: seen })]);
        const alike = about.filter((header) => precision === "possible" || isWhole(header[end], seen));
        return alike.flatMap((header) => addressesOf(host).map((meant) => ({ ...header, [end]: meant })));
    });
}

export const isWhole = (part: Interval, whole: Interval) => part[0] === whole[0] && part[1] === whole[1];

/** The headers of which every port of a range comes through, with the ports then left open: the range was the question. */
function wholeRange(allows: HeaderSet, range: Interval): HeaderSet {
    const missing = subtract([box(4, { port: range })], allows);
    return subtract(
        [box(4)],
        missing.map((header) => ({ ...header, port: allPorts })),
    );
}
