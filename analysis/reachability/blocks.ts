import { cidrFamily, cidrInterval, type Family, type Interval, addressText } from "../../model/addresses";
import type { NetworkGraph } from "../graph/model";
import { box, covers, type HeaderSet, isEmpty, intersect, subtract } from "./headers";
import { groupBlocks, subnetBlocks } from "./addressAtoms";

/** Addresses outside the network, called what the rules call them. */

const anywhere: Readonly<Record<Family, string>> = { 4: "0.0.0.0/0", 6: "::/0" };

/** More exceptions than these, and a list of what is meant says it better. */
const mostExceptions = 3;

/** What rules of the network call some addresses: a block by itself, or a prefix list of several. */
export interface Name {
    readonly text: string;
    readonly cidrs: readonly string[];
}

/** The names that a network has for addresses. */
export function namesIn(graph: NetworkGraph): Name[] {
    const groups = new Set(graph.interfaces.flatMap((networkInterface) => networkInterface.groups ?? []));
    const peers = [...groups].flatMap(({ ingress, egress }) => [...ingress, ...egress]).map(({ peer }) => peer);
    const lists = peers.flatMap((peer) =>
        peer.kind === "prefix-list" && peer.cidrs ? [{ text: `prefix list ${peer.id}`, cidrs: peer.cidrs }] : [],
    );
    const blocks = [...groupBlocks(graph), ...subnetBlocks(graph)];
    const named = [...lists, ...blocks.map((cidr): Name => ({ text: cidr, cidrs: [cidr] }))];
    return [...new Map(named.map((name) => [name.text, name])).values()];
}

export interface Block {
    readonly text: string;
    readonly addresses: readonly Interval[];
}

/**
 * Names for the given part of what the internet may be to an end: the blocks of `known` that say it, else blocks made for it. "0.0.0.0/0"
 * is all of the internet; "0.0.0.0/0 but 198.51.100.0/24" most of it.
 */
export function blocksOf(
    part: readonly Interval[],
    internet: readonly Interval[],
    known: readonly Name[],
    family: Family,
): Block[] {
    const sets = (intervals: readonly Interval[]): HeaderSet =>
        intervals.map((interval) => box(family, { source: interval }));
    const [meant, forEveryAddress] = [sets(part), sets(internet)];
    if (covers(meant, forEveryAddress)) return [{ text: anywhere[family], addresses: part }];
    const candidates = known
        .map(({ text, cidrs }) => ({
            text,
            addresses: cidrs.filter((cidr) => cidrFamily(cidr) === family).map(cidrInterval),
        }))
        .map((named) => ({ ...named, set: intersect(sets(named.addresses), forEveryAddress) }))
        .filter(({ set }) => !isEmpty(set) && covers(meant, set));
    const largest = candidates.filter(
        (one, i) =>
            !candidates.some(
                (other, j) => j !== i && covers(other.set, one.set) && (j < i || !covers(one.set, other.set)),
            ),
    );
    const rest = subtract(
        meant,
        largest.flatMap(({ set }) => set),
    );
    const blocks = [
        ...largest.map(({ text, addresses }): Block => ({ text, addresses })),
        ...rest
            .flatMap(({ source }) => cidrsOf(source, family))
            .map((cidr): Block => ({ text: cidr, addresses: [cidrInterval(cidr)] })),
    ];
    if (isEmpty(rest)) return blocks;
    const missing = subtract(forEveryAddress, meant).flatMap(({ source }) => cidrsOf(source, family));
    return missing.length > mostExceptions
        ? blocks
        : [{ text: `${anywhere[family]} but ${missing.join(", ")}`, addresses: part }];
}

/** An interval as the fewest blocks. */
function cidrsOf([low, high]: Interval, family: Family): string[] {
    const bits = family === 4 ? 32 : 128;
    const blocks: string[] = [];
    for (let start = low; start <= high;) {
        let length = 0;
        while (
            length < bits &&
            start % 2n ** BigInt(length + 1) === 0n &&
            start + 2n ** BigInt(length + 1) - 1n <= high
        )
            length += 1;
        blocks.push(`${addressText(family, start)}/${bits - length}`);
        start += 2n ** BigInt(length);
    }
    return blocks;
}
