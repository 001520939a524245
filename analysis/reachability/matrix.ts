import type { Interface, NetworkGraph } from "../graph/model";
import type { Verdict } from "./answer";
import { addCommon, type Bits, hasBit, noBits } from "./bits";
import { type HeaderClass, headerClassesOf } from "./headerClasses";
import type { InterfaceClass } from "./classes";
import { GroupBits } from "./groupBits";
import { SubnetPaths } from "./subnetPaths";
import { travel } from "./session";
import { byNatToPeer, inward, isHairpin, outward } from "./paths";

/**
 * All pairs of a network at once: from every class of interfaces to every other, any packet. Rows are sets of bits, and what groups and
 * subnet paths say is worked out once for all that share them, so that ten thousand interfaces take seconds. `reachable` and `unreachable` are
 * the verdicts that `reach` gives for two members of the classes; a pair that may also meet by the internet or behind a balancer is
 * `unknown` here, where `reach` may say more.
 */
export interface Matrix {
    verdict(from: number, to: number): Verdict;
    /** The same for what the graph knows, its unknowns aside: what is found may be more, and is not proved to be all. */
    found(from: number, to: number): Verdict;
    /** A protocol and port with which every session works, where the verdict is `reachable`. */
    session(from: number, to: number): HeaderClass | undefined;
}

export function matrixOf(graph: NetworkGraph, classes: readonly InterfaceClass[]): Matrix {
    const interfaces = classes.map(({ members: [networkInterface] }) => networkInterface);
    const headerClasses = headerClassesOf(graph);
    const subnetPaths = (["may", "must"] as const).map(
        (precision) => new SubnetPaths(graph, interfaces, headerClasses, precision),
    );
    const may = new GroupBits(graph, interfaces, headerClasses, "may");
    const must = isExact(graph) ? may : new GroupBits(graph, interfaces, headerClasses, "must");
    const [arrives, works] =
        may === must
            ? reached(interfaces, may, subnetPaths)
            : [reached(interfaces, may, [subnetPaths[0]])[0], reached(interfaces, must, [subnetPaths[1]])[0]];
    const around = pathsAround(graph, classes);
    const hairpin = (from: number, to: number) =>
        classes[from].members.some((networkInterface) =>
            classes[to].members.some((other) => isHairpin(graph, networkInterface, other)),
        );
    const found = (from: number, to: number): Verdict => {
        if (hairpin(from, to)) return "unknown";
        if (hasBit(works[from], to)) return "reachable";
        return hasBit(arrives[from], to) || around(from, to) ? "unknown" : "unreachable";
    };
    return {
        // While the graph has unknowns nothing is proved.
        verdict: (from, to) => (graph.gaps.length > 0 ? "unknown" : found(from, to)),
        found,
        session: (from, to) =>
            headerClasses.find((_, headerClass) => {
                const networkInterface = interfaces[from];
                return (
                    hasBit(must.passing(networkInterface, headerClass), to) &&
                    hasBit(subnetPaths[1].from(networkInterface, headerClass), to)
                );
            }),
    };
}

/** True when every rule and address says exactly what passes: then groups let through the same in both readings. */
function isExact({ interfaces }: NetworkGraph): boolean {
    const groups = new Set(interfaces.flatMap((networkInterface) => networkInterface.groups ?? []));
    const rules = [...groups].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
    return (
        interfaces.every(({ addresses, addresses6 }) => [addresses, addresses6].every((texts) => texts.length < 2)) &&
        interfaces.every(({ addresses, addresses6 }) =>
            [...addresses, ...addresses6].every((address) => !address.includes("/")),
        ) &&
        rules.every(({ partial, peer }) => !partial && (peer.kind !== "prefix-list" || peer.cidrs !== undefined))
    );
}

/** For each kind of subnet paths, and each interface: where some packet of it gets to, as far as groups and these paths say. */
function reached(interfaces: readonly Interface[], groups: GroupBits, kinds: readonly SubnetPaths[]): Bits[][] {
    const rows = kinds.map(() => interfaces.map(() => noBits(interfaces.length)));
    interfaces.forEach((networkInterface, i) => {
        for (const headerClass of groups.classesSent(networkInterface)) {
            const passing = groups.passing(networkInterface, headerClass);
            kinds.forEach((subnetPaths, kind) =>
                addCommon(rows[kind][i], passing, subnetPaths.from(networkInterface, headerClass)),
            );
        }
    });
    return rows;
}

/** Pairs that have other paths than the direct one: through a balancer, or out to the internet and in again. */
function pathsAround(graph: NetworkGraph, classes: readonly InterfaceClass[]): (from: number, to: number) => boolean {
    const targets = new Set(
        graph.balancers
            .flatMap(({ listeners }) => listeners.flatMap((listener) => listener.targets))
            .filter(({ keepsClient }) => keepsClient)
            .map((target) => target.interface),
    );
    const arrives = (paths: ReturnType<typeof outward>) => paths.some((path) => travel(path).arrives.length > 0);
    const leaves = classes.map(({ members: [networkInterface] }) =>
        arrives(outward(networkInterface, undefined, 4, "may")),
    );
    const enters = classes.map(({ members: [networkInterface] }) =>
        arrives(inward(graph, networkInterface, undefined, 4, "may")),
    );
    const balanced = classes.map(({ members }) => members.some((networkInterface) => targets.has(networkInterface)));
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
