import type { Balancer, Interface, Listener, NetworkGraph, Target } from "../graph/model";
import { nobody, type Peer, type Precision } from "./filters";
import { allAddresses, type Interval } from "../../model/addresses";
import { type Box, box, type HeaderSet, intersect } from "./headers";
import { isNeighbour, subnetPath } from "./subnetPath";
import { crossing, entering, type Hop, leaving, type Path } from "./session";
import {
    addressesIn,
    between,
    clientsOf,
    groupHop,
    internetReturn,
    isAllOf,
    peerOf,
    portsOfTheInternet,
    forEveryAddress,
} from "./ends";
import { internetSeenFrom } from "./internet";

/**
 * Paths through a load balancer that keeps the client's address. The balancer's node is a hop: its group and ACL see the client, and so
 * do the target's; a rule of the target that names the balancer's group matches too (AWS: security groups of network load balancers).
 * Balancers that put their own address in its place are ends of their own: ask from them, and to them.
 */
interface Forwarding {
    readonly balancer: Balancer;
    readonly node: Interface;
    readonly listener: Listener;
    readonly target: Target;
}

function forwardingsTo(graph: NetworkGraph, to: Interface, precision: Precision): Forwarding[] {
    return graph.balancers.flatMap((balancer) =>
        balancer.listeners.flatMap((listener) =>
            listener.targets
                .filter((target) => target.interface === to && target.keepsClient)
                .flatMap((target) =>
                    balancer.interfaces
                        .filter((node) => precision === "may" || forwards(balancer, node, to))
                        .map((node) => ({ balancer, node, listener, target })),
                ),
        ),
    );
}

/** Without cross-zone balancing a node forwards within its own zone only. */
function forwards({ crossZone }: Balancer, node: Interface, to: Interface): boolean {
    return crossZone || (node.subnet.zone !== undefined && node.subnet.zone === to.subnet.zone);
}

/** From the internet, or blocks of it, to the target of an internet-facing balancer. */
export function fromInternetThroughBalancer(
    graph: NetworkGraph,
    to: Interface,
    cidrs: readonly string[] | undefined,
    precision: Precision,
): Path[] {
    return forwardingsTo(graph, to, precision)
        .filter(({ balancer, node }) => balancer.internetFacing && node.subnet.vpc.hasInternetGateway)
        .filter(({ node }) => precision === "may" || !node.subnet.vpc.blocksPublicAccess)
        .map((forwarding) => {
            const { node } = forwarding;
            const approach: Approach = {
                from: "internet",
                clients: internetSeenFrom(node.subnet, cidrs, 4),
                peer: nobody,
                arrival: [entering(node.subnet, precision), groupHop(node, "ingress", nobody, precision)],
                replies: [internetReturn(node, 4, precision), leaving(node.subnet, precision)],
            };
            return throughNode(forwarding, approach, precision);
        })
        .map((path) => ({ ...path, client: portsOfTheInternet }));
}

/** By the private address of the balancer's node: from its VPC, or possibly from one that is peered. */
export function insideThroughBalancer(
    graph: NetworkGraph,
    from: Interface,
    to: Interface,
    precision: Precision,
): Path[] {
    // A target that asks its own balancer may be handed its own packets.
    if (from === to && precision === "must") return [];
    return forwardingsTo(graph, to, precision)
        .filter(({ node }) => (precision === "may" ? isNeighbour(from, node) : node.subnet.vpc === from.subnet.vpc))
        .map((forwarding) => {
            const { node } = forwarding;
            const clients = addressesIn(from, 4);
            const approach: Approach = {
                from: from.name,
                clients,
                peer: peerOf(from),
                arrival: [
                    groupHop(from, "egress", peerOf(node), precision),
                    ...subnetPath(from, node, 4, precision),
                    groupHop(node, "ingress", peerOf(from), precision),
                ],
                replies: subnetPath(node, from, 4, precision),
            };
            const path = throughNode(forwarding, approach, precision);
            return { ...path, client: clientsOf(from), forEveryAddress: forEveryAddress(clients, addressesIn(to, 4)) };
        });
}

/** How clients come to the balancer's node, and how its answers go back to them. */
interface Approach {
    readonly from: string;
    readonly clients: readonly Interval[];
    readonly peer: Peer;
    readonly arrival: readonly Hop[];
    readonly replies: readonly Hop[];
}

type Half = Omit<Path, "client">;

function throughNode(
    { balancer, node, listener, target }: Forwarding,
    { from, clients, peer, arrival, replies }: Approach,
    precision: Precision,
): Half {
    const to = target.interface;
    const asked = protocolsOf(listener).flatMap((protocol) =>
        between(clients, addressesIn(to, 4), 4).flatMap((header) =>
            intersect([header], [box(4, { protocol, port: [BigInt(target.port), BigInt(target.port)] })]),
        ),
    );
    // Whether AWS also matches the client's own group behind a balancer, it does not say: possibly.
    const seen: Peer =
        precision === "may" ? { groups: new Set([...peerOf(node).groups, ...peer.groups]) } : peerOf(node);
    const listenerPort: Interval = [BigInt(listener.port), BigInt(listener.port)];
    return {
        name: `${from} -> ${balancer.resource.name} :${listener.port} -> ${to.name} :${target.port}, the client's address kept`,
        asked,
        through: node,
        forEveryAddress: forEveryAddress(undefined, addressesIn(to, 4)),
        forward: [
            ...arrival.map((hop) => exchanged(hop, { node, to, end: "destination", port: listenerPort }, precision)),
            groupHop(node, "egress", peerOf(to), precision),
            ...crossing(node.subnet, to.subnet, precision),
            groupHop(to, "ingress", seen, precision),
        ],
        back: [
            ...crossing(to.subnet, node.subnet, precision),
            ...replies.map((hop) => exchanged(hop, { node, to, end: "source" }, precision)),
        ],
    };
}

const protocolsOf = ({ protocol }: Listener): Interval[] => {
    const datagrams = /UDP|QUIC/.test(protocol);
    const streams = protocol.startsWith("TCP") || protocol === "TLS" || !datagrams;
    return [...(streams ? [[6n, 6n] as const] : []), ...(datagrams ? [[17n, 17n] as const] : [])];
};

/** What the balancer exchanges in a header: its node's address, and on the way there its listener's port, for the target's. */
interface Exchange {
    readonly node: Interface;
    readonly to: Interface;
    readonly end: "source" | "destination";
    readonly port?: Interval;
}

/**
 * What a hop in front of the balancer says of the node, said of the target. A node whose address is any of its subnet passes certainly
 * only what passes for every address.
 */
function exchanged(hop: Hop, { node, to, end, port }: Exchange, precision: Precision): Hop {
    const allows: HeaderSet = addressesIn(node, 4).flatMap((seen) =>
        intersect(hop.allows, [box(4, { [end]: seen, ...(port && { port }) })])
            .filter((header) => precision === "may" || isAllOf(header[end], seen))
            .flatMap((header) =>
                addressesIn(to, 4).map((meant) => ({
                    ...header,
                    [end]: meant,
                    ...(port && { port: [0n, 65535n] as const }),
                })),
            ),
    );
    const seenByNode = (header: Box): Box => ({ ...header, [end]: allAddresses(4), ...(port && { port }) });
    // The rule was asked about the node: the target would find another.
    return { ...hop, allows, by: undefined, rules: (headers) => hop.rules?.(headers.map(seenByNode)) ?? [] };
}
