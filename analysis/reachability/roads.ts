import type { Interface, NetworkGraph } from "../graph/model";
import { addBit, addBits, type Bits, noBits } from "./bits";
import { type Cell, setHas } from "./cells";
import { grouped, listenersOf } from "./classes";
import { addressesIn, between, clientsOf, listenerHops, singly, takesConnections } from "./ends";
import type { Precision } from "./filters";
import type { Family } from "../../model/addresses";
import { isNeighbour, road } from "./road";
import { travel } from "./session";
import { roadBlocks, Stretches } from "./stretches";

/**
 * What routes and network ACLs leave open between every two interfaces, security groups apart. Interfaces of one subnet whose addresses
 * no ACL entry parts are one place: places are few, and each pair of them is worked out once.
 */
export class Roads {
    private readonly placeOf = new Map<Interface, number>();
    private readonly open: readonly (readonly Bits[])[];

    constructor(
        graph: NetworkGraph,
        interfaces: readonly Interface[],
        private readonly cells: readonly Cell[],
        private readonly precision: Precision,
    ) {
        const stretches = new Stretches(roadBlocks(graph));
        const indexes = new Map(interfaces.map((own, i) => [own, i]));
        const places = grouped(interfaces, (own) =>
            [own.subnet.key, own.kind, own.linux, listenersOf(own), stretches.of(own)].join("|"),
        );
        const members = places.map((place, i) => {
            const set = noBits(interfaces.length);
            for (const own of place) {
                this.placeOf.set(own, i);
                addBit(set, indexes.get(own)!);
            }
            return set;
        });
        this.open = places.map(([from]) => {
            const rows = cells.map(() => noBits(interfaces.length));
            places.forEach(([to], j) => {
                for (const cell of this.openCells(from, to)) addBits(rows[cell], members[j]);
            });
            return rows;
        });
    }

    /** The interfaces that the road from one of them leads to, for headers of a cell. */
    from(own: Interface, cell: number): Bits {
        return this.open[this.placeOf.get(own)!][cell];
    }

    private openCells(from: Interface, to: Interface): number[] {
        return ([4, 6] as const).flatMap((family) => this.openCellsOf(from, to, family));
    }

    private openCellsOf(from: Interface, to: Interface, family: Family): number[] {
        const [sources, destinations] = [addressesIn(from, family), addressesIn(to, family)];
        if (!isNeighbour(from, to) || sources.length === 0 || destinations.length === 0) return [];
        if (!takesConnections(to) && this.precision === "certain") return [];
        const { arrives, works } = travel({
            name: "",
            asked: between(sources, destinations, family),
            whole: singly(sources, destinations),
            forward: [...road(from, to, family, this.precision), ...listenerHops(to)],
            back: road(to, from, family, this.precision),
            client: clientsOf(from),
        });
        const open = this.precision === "possible" ? arrives : works;
        return this.cells.flatMap((cell, i) => (cell.family === family && setHas(open, cell) ? [i] : []));
    }
}
