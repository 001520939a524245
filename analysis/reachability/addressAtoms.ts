import type { Interface, NetworkGraph } from "../graph/model";
import { cidrFamily, cidrInterval, type Family } from "../../model/addresses";

/**
 * The address space cut at every border of the given blocks. Two addresses in one atom are inside the same blocks: no rule that is
 * written with these blocks tells them apart.
 */
export class AddressAtoms {
    private readonly borders: Readonly<Record<Family, readonly bigint[]>>;

    constructor(blocks: Iterable<string>) {
        const distinct = [...new Set(blocks)];
        const of = (family: Family) => {
            const intervals = distinct.filter((cidr) => cidrFamily(cidr) === family).map(cidrInterval);
            const borders = new Set(intervals.flatMap(([low, high]) => [low, high + 1n]));
            return [...borders].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        };
        this.borders = { 4: of(4), 6: of(6) };
    }

    /** The atoms of an interface's addresses. A block, of which it has some address, stands for itself. */
    of(networkInterface: Interface): string {
        return [...networkInterface.addresses, ...networkInterface.addresses6]
            .map((address) => this.atom(address))
            .join(" ");
    }

    private atom(address: string): string {
        if (address.includes("/")) return address;
        const family = cidrFamily(address);
        const borders = this.borders[family];
        const [value] = cidrInterval(address);
        let [low, high] = [0, borders.length];
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (borders[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return `${family}#${low}`;
    }
}

/** The blocks that group rules are written with. */
export function groupBlocks(graph: NetworkGraph): string[] {
    const groups = new Set(graph.interfaces.flatMap((networkInterface) => networkInterface.groups ?? []));
    return [...groups]
        .flatMap(({ ingress, egress }) => [...ingress, ...egress])
        .flatMap(({ peer }) =>
            peer.kind === "cidr" ? [peer.cidr] : peer.kind === "prefix-list" ? (peer.cidrs ?? []) : [],
        );
}

/** The blocks that ACLs and route tables are written with. */
export function subnetBlocks(graph: NetworkGraph): string[] {
    const acls = new Set(graph.subnets.map(({ acl }) => acl));
    const tables = new Set(graph.subnets.map(({ table }) => table));
    return [
        ...[...acls].flatMap(({ ingress, egress }) => [...ingress, ...egress].map(({ cidr }) => cidr)),
        // A prefix list that the model does not know is no block.
        ...[...tables]
            .flatMap(({ routes }) => routes.map(({ destination }) => destination))
            .filter((destination) => !destination.startsWith("pl-")),
    ];
}
