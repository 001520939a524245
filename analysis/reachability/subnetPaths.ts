import type { Interface, NetworkGraph } from "../graph/model";
import { addBit, addBits, type Bits, noBits } from "./bits";
import { type HeaderClass, setHas } from "./headerClasses";
import { grouped, listenersOf } from "./classes";
import { addressesIn, between, clientsOf, listenerHops, forEveryAddress, takesConnections } from "./ends";
import type { Precision } from "./filters";
import type { Family } from "../../model/addresses";
import { isNeighbour, subnetPath } from "./subnetPath";
import { travel } from "./session";
import { subnetBlocks, AddressAtoms } from "./addressAtoms";

/**
 * What routes and network ACLs leave open between every two interfaces, security groups apart. Interfaces of one subnet whose addresses
 * no ACL entry parts have one position: positions are few, and each pair of them is worked out once.
 */
export class SubnetPaths {
    private readonly positionOf = new Map<Interface, number>();
    private readonly open: readonly (readonly Bits[])[];

    constructor(
        graph: NetworkGraph,
        interfaces: readonly Interface[],
        private readonly headerClasses: readonly HeaderClass[],
        private readonly precision: Precision,
    ) {
        const atoms = new AddressAtoms(subnetBlocks(graph));
        const indexes = new Map(interfaces.map((networkInterface, i) => [networkInterface, i]));
        const positions = grouped(interfaces, (networkInterface) =>
            [
                networkInterface.subnet.key,
                networkInterface.kind,
                networkInterface.linux,
                listenersOf(networkInterface),
                atoms.of(networkInterface),
            ].join("|"),
        );
        const members = positions.map((position, i) => {
            const set = noBits(interfaces.length);
            for (const networkInterface of position) {
                this.positionOf.set(networkInterface, i);
                addBit(set, indexes.get(networkInterface)!);
            }
            return set;
        });
        this.open = positions.map(([from]) => {
            const rows = headerClasses.map(() => noBits(interfaces.length));
            positions.forEach(([to], j) => {
                for (const headerClass of this.openClasses(from, to)) addBits(rows[headerClass], members[j]);
            });
            return rows;
        });
    }

    /** The interfaces that the subnet paths from one of them lead to, for headers of a class. */
    from(networkInterface: Interface, headerClass: number): Bits {
        return this.open[this.positionOf.get(networkInterface)!][headerClass];
    }

    private openClasses(from: Interface, to: Interface): number[] {
        return ([4, 6] as const).flatMap((family) => this.openClassesOf(from, to, family));
    }

    private openClassesOf(from: Interface, to: Interface, family: Family): number[] {
        const [sources, destinations] = [addressesIn(from, family), addressesIn(to, family)];
        if (!isNeighbour(from, to) || sources.length === 0 || destinations.length === 0) return [];
        if (!takesConnections(to) && this.precision === "must") return [];
        const { arrives, works } = travel({
            name: "",
            asked: between(sources, destinations, family),
            forEveryAddress: forEveryAddress(sources, destinations),
            forward: [...subnetPath(from, to, family, this.precision), ...listenerHops(to)],
            back: subnetPath(to, from, family, this.precision),
            client: clientsOf(from),
        });
        const open = this.precision === "may" ? arrives : works;
        return this.headerClasses.flatMap((headerClass, i) =>
            headerClass.family === family && setHas(open, headerClass) ? [i] : [],
        );
    }
}
