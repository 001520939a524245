import type { Interface, NetworkGraph } from "../graph/model";
import { groupBlocks, subnetBlocks, AddressAtoms } from "./addressAtoms";

/**
 * Interfaces that no rule of the network tells apart: the same subnet, groups and openness to the internet, and addresses between the
 * same borders. What is proved of one member is proved of all.
 */
export interface InterfaceClass {
    readonly members: readonly Interface[];
}

export function classesOf(graph: NetworkGraph): InterfaceClass[] {
    const atoms = new AddressAtoms([...groupBlocks(graph), ...subnetBlocks(graph)]);
    return grouped(graph.interfaces, (networkInterface) => {
        const groups = networkInterface.groups?.map(({ key }) => key).sort();
        return [
            networkInterface.subnet.key,
            networkInterface.kind,
            networkInterface.publicIpv4,
            networkInterface.publicIpv6,
            networkInterface.linux,
            listenersOf(networkInterface),
            groups?.join(" ") ?? "none",
            atoms.of(networkInterface),
        ].join("|");
    }).map((members) => ({ members }));
}

/** What the listeners of a balancer take, as a text. */
export const listenersOf = ({ listens }: Interface): string =>
    listens?.map(({ protocol, port }) => `${protocol} ${port ?? "any"}`).join(",") ?? "everything";

/** Items with the same key together, in the order in which the keys come. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
    const byKey = new Map<string, T[]>();
    for (const item of items) {
        const key = keyOf(item);
        const alike = byKey.get(key);
        if (alike) alike.push(item);
        else byKey.set(key, [item]);
    }
    return [...byKey.values()];
}
