import type { Interface, NetworkGraph } from "../graph/model";
import { fromInternetThroughBalancer, insideThroughBalancer } from "./balancerPaths";
import {
    addressesIn,
    between,
    clientsOf,
    groupHop,
    internetHop,
    internetReturn,
    isPublic,
    listenerHops,
    peerOf,
    portsOfTheInternet,
    forEveryAddress,
    takesConnections,
} from "./ends";
import { nobody, type Peer, type Precision, routedBy } from "./filters";
import { type Family, type Interval, overlap } from "../../model/addresses";
import { type HeaderSet, intersect } from "./headers";
import { internetSeenFrom } from "./internet";
import { natsOf, throughNat, throughNatTo } from "./natPaths";
import { isNeighbour, subnetPath } from "./subnetPath";
import { entering, leaving, travel, type Path } from "./session";

/** All paths between two ends, each as the hops that AWS puts on it. */

const families = [4, 6] as const;

/** Between two interfaces: straight, through a balancer that keeps the client's address, and out over the internet and in again. */
export function inside(graph: NetworkGraph, from: Interface, to: Interface, precision: Precision): Path[] {
    return [
        ...families
            .flatMap((family) => direct(from, to, family, precision))
            .map((path) => hairpinned(graph, from, to, path)),
        ...insideThroughBalancer(graph, from, to, precision),
        ...(precision === "may" ? [...byNatToPeer(from, to), ...overInternet(graph, from, to)] : []),
    ];
}

/**
 * A target that asks its own balancer, which keeps the client's address, may be handed its own packets: they come from its own address,
 * and the session times out (AWS: troubleshoot your Network Load Balancer). So that is a path that may work and need not.
 */
function hairpinned(graph: NetworkGraph, from: Interface, to: Interface, path: Path): Path {
    return isHairpin(graph, from, to)
        ? {
              ...path,
              forEveryAddress: () => false,
              doubt: `${to.name} may send ${from.name} its own packets, which then time out`,
          }
        : path;
}

export const isHairpin = ({ balancers }: NetworkGraph, from: Interface, to: Interface): boolean =>
    to.kind === "balancer" &&
    balancers
        .filter(({ interfaces }) => interfaces.includes(to))
        .some(({ listeners }) =>
            listeners.some(({ targets }) =>
                targets.some(
                    ({ interface: networkInterface, keepsClient }) => keepsClient && networkInterface === from,
                ),
            ),
        );

/** A NAT gateway sends to a peered VPC too, with its own address: it may pass, and nothing says that it must. */
export function byNatToPeer(from: Interface, to: Interface): Path[] {
    if (from.subnet.vpc === to.subnet.vpc) return [];
    const leave = groupHop(from, "egress", peerOf(to), "may");
    return natsOf(from)
        .filter((nat) => isNeighbour(nat, to))
        .map((nat) => ({
            name: `${from.name} -> ${nat.name} -> ${to.name}`,
            asked: between(addressesIn(from, 4), addressesIn(to, 4), 4),
            forEveryAddress: () => false,
            doubt: "how NAT and peering go together",
            through: nat,
            forward: throughNatTo(from, to, nat, leave),
            back: [],
            client: clientsOf(from),
        }));
}

/** By private addresses: in one VPC the local route leads everywhere, between two that are peered both must have a route. */
export function direct(from: Interface, to: Interface, family: Family, precision: Precision): Path[] {
    const [sources, destinations] = [addressesIn(from, family), addressesIn(to, family)];
    const near = from.subnet.vpc === to.subnet.vpc;
    if (sources.length === 0 || destinations.length === 0) return [];
    if (!isNeighbour(from, to)) return [];
    if (!takesConnections(to) && precision === "must") return [];
    return [
        {
            name: `${from.name} -> ${to.name}, inside ${near ? from.subnet.vpc.name : "peered VPCs"}`,
            asked: between(sources, destinations, family),
            forEveryAddress: forEveryAddress(sources, destinations),
            forward: [
                groupHop(from, "egress", peerOf(to), precision),
                ...subnetPath(from, to, family, precision),
                groupHop(to, "ingress", peerOf(from), precision),
                ...listenerHops(to),
            ],
            back: subnetPath(to, from, family, precision),
            client: clientsOf(from),
        },
    ];
}

/** From the internet, or blocks of it, to an interface: straight, or through a balancer that keeps the client's address. */
export function inward(
    graph: NetworkGraph,
    to: Interface,
    from: readonly string[] | undefined,
    family: Family,
    precision: Precision,
): Path[] {
    const balanced = family === 4 ? fromInternetThroughBalancer(graph, to, from, precision) : [];
    return [...straightIn(to, from, family, precision), ...balanced];
}

function straightIn(
    to: Interface,
    from: readonly string[] | undefined,
    family: Family,
    precision: Precision,
    peer: Peer = nobody,
): Path[] {
    // Without a gateway attached no packet of the internet gets into the VPC; and nothing opens a connection to a NAT gateway.
    const { hasInternetGateway, blocksPublicAccess } = to.subnet.vpc;
    if (!isPublic(to, family) || !hasInternetGateway || to.kind === "nat") return [];
    if (blocksPublicAccess && precision === "must") return [];
    const destinations = addressesIn(to, family);
    return [
        {
            name: `internet -> ${to.name}`,
            asked: between(internetSeenFrom(to.subnet, from, family), destinations, family),
            forEveryAddress: forEveryAddress(undefined, destinations),
            forward: [entering(to.subnet, precision), groupHop(to, "ingress", peer, precision), ...listenerHops(to)],
            back: [internetReturn(to, family, precision), leaving(to.subnet, precision)],
            client: portsOfTheInternet,
        },
    ];
}

/** From an interface to the internet, or blocks of it: by its own public address, or by NAT. */
export function outward(
    from: Interface,
    to: readonly string[] | undefined,
    family: Family,
    precision: Precision,
    peer: Peer = nobody,
): Path[] {
    // VPC Block Public Access has exclusions, which other stacks may make: nothing is certain.
    if (from.subnet.vpc.blocksPublicAccess && precision === "must") return [];
    const sources = addressesIn(from, family);
    const start = {
        asked: between(sources, internetSeenFrom(from.subnet, to, family), family),
        forEveryAddress: forEveryAddress(sources, undefined),
        client: clientsOf(from),
    };
    const leave = groupHop(from, "egress", peer, precision);
    const path: Path = {
        ...start,
        name: `${from.name} -> internet, by its own address`,
        forward: [leave, leaving(from.subnet, precision), internetHop(from, family)],
        back: [entering(from.subnet, precision)],
    };
    const nats = family === 4 ? natsOf(from) : [];
    return [
        ...(isPublic(from, family) ? [path] : []),
        ...nats.map((nat) => ({ ...start, ...throughNat(from, nat, leave, precision) })),
        ...(precision === "may" ? byFirewall({ ...start, forward: [leave] }, from, family) : []),
    ];
}

/** By a network firewall, which no five-tuple tells what it lets on: it may pass, and nothing says that it must. */
function byFirewall(start: Pick<Path, "asked" | "client" | "forward">, from: Interface, family: Family): Path[] {
    const { table } = from.subnet;
    const leads = ({ target }: (typeof table.routes)[number]) => target.kind === "firewall";
    const toFirewall = {
        at: `route table ${table.name}, to the network firewall`,
        allows: routedBy(from.subnet, leads, family),
        fix: `add a route to the firewall's endpoint to ${table.name}`,
    };
    const path = {
        ...start,
        name: `${from.name} -> network firewall -> internet`,
        forward: [...start.forward, leaving(from.subnet, "may"), toFirewall],
        doubt: "what the firewall lets on",
        through: "a network firewall" as const,
        back: [],
        forEveryAddress: () => false,
    };
    return table.routes.some(leads) ? [path] : [];
}

/**
 * Out to the internet and in again by a public address. AWS carries such packets, with the sender's public address, which no plan
 * knows: so this is a path that may work and need not.
 */
function overInternet(graph: NetworkGraph, from: Interface, to: Interface): Path[] {
    // Within a VPC an IPv6 address is local: nothing that is sent to it leaves.
    const outgoing = families.filter((family) => family === 4 || from.subnet.vpc !== to.subnet.vpc);
    return outgoing.flatMap((family) => {
        // IPv6 addresses stay what they are on the way: a rule that names the other's group may match them.
        const [far, near] = family === 6 ? [peerOf(to), peerOf(from)] : [nobody, nobody];
        const leaves = arriving(outward(from, undefined, family, "may", far));
        if (leaves.length === 0) return [];
        const straight = straightIn(to, undefined, family, "may", near);
        const balanced = family === 4 ? fromInternetThroughBalancer(graph, to, undefined, "may") : [];
        // A balancer's listener may have another port than its target: whatever port leaves may be it.
        return [
            ...straight.map((path) => ({ path, asked: meeting(leaves, arriving([path]), overlap) })),
            ...balanced.map((path) => ({ path, asked: meeting(leaves, arriving([path]), (_, inbound) => inbound) })),
        ]
            .filter(({ asked }) => asked.length > 0)
            .map(({ path, asked }) => ({
                name: `${from.name} -> ${path.name}, by public addresses`,
                asked,
                forEveryAddress: () => false,
                doubt: "public addresses that AWS chooses",
                through: "the internet" as const,
                forward: [],
                back: [],
                client: clientsOf(from),
            }));
    });
}

/** Headers that leave by one network and arrive at another: their protocols and ports must be the same. */
function meeting(
    leaves: HeaderSet,
    enters: HeaderSet,
    portOf: (outbound: Interval, inbound: Interval) => Interval | undefined,
): HeaderSet {
    return leaves.flatMap((outbound) =>
        enters.flatMap((inbound) => {
            const protocol = overlap(outbound.protocol, inbound.protocol);
            const port = portOf(outbound.port, inbound.port);
            return protocol && port ? [{ ...inbound, source: outbound.source, protocol, port }] : [];
        }),
    );
}

const arriving = (paths: readonly Path[]): HeaderSet => paths.flatMap((path) => travel(path).arrives);

/** A path with what a question asks of it, and nothing else. */
export const limited = (path: Path, asked: HeaderSet): Path => ({ ...path, asked: intersect(path.asked, asked) });
