import type { Interface, NetworkGraph } from "../graph/model";
import type { Verdict } from "./answer";
import { addBits, type Bits, hasBit, keepBits, noBits } from "./bits";
import { type Cell, cellsOf } from "./cells";
import type { InterfaceClass } from "./classes";
import type { Precision } from "./filters";
import { GroupBits } from "./groupBits";
import { Roads } from "./roads";
import { travel } from "./session";
import { inward, outward } from "./ways";

/**
 * All pairs of a network at once: from every class of interfaces to every other, any packet. Rows are sets of bits, and what groups and
 * roads say is worked out once for all that share them, so that ten thousand interfaces take seconds. `reachable` and `unreachable` are
 * the verdicts that `reach` gives for two members of the classes; a pair that may also meet by the internet or behind a balancer is
 * `unknown` here, where `reach` may say more.
 */
export interface Matrix {
    verdict(from: number, to: number): Verdict;
    /** A protocol and port with which every session works, where the verdict is `reachable`. */
    session(from: number, to: number): Cell | undefined;
}

export function matrixOf(graph: NetworkGraph, classes: readonly InterfaceClass[]): Matrix {
    const interfaces = classes.map(({ members: [own] }) => own);
    const cells = cellsOf(graph);
    const possible = new Rows(graph, interfaces, cells, "possible").all();
    const certainRows = new Rows(graph, interfaces, cells, "certain");
    const certain = certainRows.all();
    const around = waysAround(graph, classes);
    return {
        verdict: (from, to) => {
            // While the graph has unknowns nothing is proved.
            if (graph.unknowns.length > 0) return "unknown";
            if (hasBit(certain[from], to)) return "reachable";
            return hasBit(possible[from], to) || around(from, to) ? "unknown" : "unreachable";
        },
        session: (from, to) => cells.find((_, cell) => hasBit(certainRows.row(from, cell), to)),
    };
}

class Rows {
    private readonly groups: GroupBits;
    private readonly roads: Roads;

    constructor(
        graph: NetworkGraph,
        private readonly interfaces: readonly Interface[],
        cells: readonly Cell[],
        precision: Precision,
    ) {
        this.groups = new GroupBits(graph, interfaces, cells, precision);
        this.roads = new Roads(graph, interfaces, cells, precision);
    }

    /** For each interface: where some packet of it gets to. */
    all(): Bits[] {
        return this.interfaces.map((own, from) => {
            const reached = noBits(this.interfaces.length);
            for (const cell of this.groups.cellsSent(own)) addBits(reached, this.row(from, cell));
            return reached;
        });
    }

    /** Where packets with the headers of a cell get to. */
    row(from: number, cell: number): Bits {
        const own = this.interfaces[from];
        const set = this.groups.sentTo(own, cell);
        keepBits(set, this.groups.admitting(own, cell));
        keepBits(set, this.roads.from(own, cell));
        return set;
    }
}

/** Pairs that have other ways than the straight one: through a balancer, or out to the internet and in again. */
function waysAround(graph: NetworkGraph, classes: readonly InterfaceClass[]): (from: number, to: number) => boolean {
    const targets = new Set(
        graph.balancers
            .flatMap(({ listeners }) => listeners.flatMap((listener) => listener.targets))
            .filter(({ keepsClient }) => keepsClient)
            .map((target) => target.interface),
    );
    const families = [4, 6] as const;
    const arrives = (ways: ReturnType<typeof outward>) => ways.some((way) => travel(way).arrives.length > 0);
    const leaves = classes.map(({ members: [own] }) =>
        arrives(families.flatMap((family) => outward(own, undefined, family, "possible"))),
    );
    const enters = classes.map(({ members: [own] }) =>
        arrives(families.flatMap((family) => inward(graph, own, undefined, family, "possible"))),
    );
    const balanced = classes.map(({ members }) => members.some((own) => targets.has(own)));
    return (from, to) => balanced[to] || (leaves[from] && enters[to]);
}
