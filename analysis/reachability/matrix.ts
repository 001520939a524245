import type { Interface, NetworkGraph } from "../graph/model";
import type { Verdict } from "./answer";
import { addCommon, type Bits, hasBit, noBits } from "./bits";
import { type Cell, cellsOf } from "./cells";
import type { InterfaceClass } from "./classes";
import { GroupBits } from "./groupBits";
import { Roads } from "./roads";
import { travel } from "./session";
import { byNatToPeer, inward, isHairpin, outward } from "./ways";

/**
 * All pairs of a network at once: from every class of interfaces to every other, any packet. Rows are sets of bits, and what groups and
 * roads say is worked out once for all that share them, so that ten thousand interfaces take seconds. `reachable` and `unreachable` are
 * the verdicts that `reach` gives for two members of the classes; a pair that may also meet by the internet or behind a balancer is
 * `unknown` here, where `reach` may say more.
 */
export interface Matrix {
    verdict(from: number, to: number): Verdict;
    /** The same for what the graph knows, its unknowns aside: what is found may be more, and is not proved to be all. */
    found(from: number, to: number): Verdict;
    /** A protocol and port with which every session works, where the verdict is `reachable`. */
    session(from: number, to: number): Cell | undefined;
}

export function matrixOf(graph: NetworkGraph, classes: readonly InterfaceClass[]): Matrix {
    const interfaces = classes.map(({ members: [own] }) => own);
    const cells = cellsOf(graph);
    const roads = (["possible", "certain"] as const).map((precision) => new Roads(graph, interfaces, cells, precision));
    const possible = new GroupBits(graph, interfaces, cells, "possible");
    const certain = isExact(graph) ? possible : new GroupBits(graph, interfaces, cells, "certain");
    const [arrives, works] =
        possible === certain
            ? reached(interfaces, possible, roads)
            : [reached(interfaces, possible, [roads[0]])[0], reached(interfaces, certain, [roads[1]])[0]];
    const around = waysAround(graph, classes);
    const hairpin = (from: number, to: number) =>
        classes[from].members.some((own) => classes[to].members.some((other) => isHairpin(graph, own, other)));
    const found = (from: number, to: number): Verdict => {
        if (hairpin(from, to)) return "unknown";
        if (hasBit(works[from], to)) return "reachable";
        return hasBit(arrives[from], to) || around(from, to) ? "unknown" : "unreachable";
    };
    return {
        // While the graph has unknowns nothing is proved.
        verdict: (from, to) => (graph.unknowns.length > 0 ? "unknown" : found(from, to)),
        found,
        session: (from, to) =>
            cells.find((_, cell) => {
                const own = interfaces[from];
                return hasBit(certain.passing(own, cell), to) && hasBit(roads[1].from(own, cell), to);
            }),
    };
}

/** True when every rule and address says exactly what passes: then groups let through the same possibly and certainly. */
function isExact({ interfaces }: NetworkGraph): boolean {
    const groups = new Set(interfaces.flatMap((own) => own.groups ?? []));
    const rules = [...groups].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
    return (
        interfaces.every(({ addresses, addresses6 }) => [addresses, addresses6].every((own) => own.length < 2)) &&
        interfaces.every(({ addresses, addresses6 }) =>
            [...addresses, ...addresses6].every((own) => !own.includes("/")),
        ) &&
        rules.every(({ partial, peer }) => !partial && (peer.kind !== "prefix-list" || peer.cidrs !== undefined))
    );
}

/** For each kind of roads, and each interface: where some packet of it gets to, as far as groups and these roads say. */
function reached(interfaces: readonly Interface[], groups: GroupBits, kinds: readonly Roads[]): Bits[][] {
    const rows = kinds.map(() => interfaces.map(() => noBits(interfaces.length)));
    interfaces.forEach((own, i) => {
        for (const cell of groups.cellsSent(own)) {
            const passing = groups.passing(own, cell);
            kinds.forEach((roads, kind) => addCommon(rows[kind][i], passing, roads.from(own, cell)));
        }
    });
    return rows;
}

/** Pairs that have other ways than the straight one: through a balancer, or out to the internet and in again. */
function waysAround(graph: NetworkGraph, classes: readonly InterfaceClass[]): (from: number, to: number) => boolean {
    const targets = new Set(
        graph.balancers
            .flatMap(({ listeners }) => listeners.flatMap((listener) => listener.targets))
            .filter(({ keepsClient }) => keepsClient)
            .map((target) => target.interface),
    );
    const arrives = (ways: ReturnType<typeof outward>) => ways.some((way) => travel(way).arrives.length > 0);
    const leaves = classes.map(({ members: [own] }) => arrives(outward(own, undefined, 4, "possible")));
    const enters = classes.map(({ members: [own] }) => arrives(inward(graph, own, undefined, 4, "possible")));
    const balanced = classes.map(({ members }) => members.some((own) => targets.has(own)));
    // Within a VPC IPv6 never leaves; between two, any that both have may, if the internet gets into the other at all.
    const apart = (from: Interface, to: Interface) =>
        from.subnet.vpc !== to.subnet.vpc &&
        to.subnet.vpc.hasInternetGateway &&
        from.addresses6.length > 0 &&
        to.addresses6.length > 0;
    const byNat = (from: Interface, to: Interface) => arrives(byNatToPeer(from, to));
    return (from, to) =>
        byNat(classes[from].members[0], classes[to].members[0]) ||
        balanced[to] ||
        (leaves[from] && enters[to]) ||
        apart(classes[from].members[0], classes[to].members[0]);
}
