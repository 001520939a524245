import { Address4 } from "ip-address";

/** IPv4 arithmetic on CIDR blocks. Parsing and comparison are `ip-address`'s; this is only what a subnet plan needs. */

const HOST_BITS = 32;

/** Prefix length: 16 for 10.0.0.0/16. */
export function prefixLength(cidr: string): number {
    return new Address4(cidr).subnetMask;
}

/** The address at `index` of a block, counted from 0; a negative index counts from the end, as in `Array.at`. */
export function addressAt(cidr: string, index: number): string {
    const block = new Address4(cidr);
    const size = 2n ** BigInt(HOST_BITS - block.subnetMask);
    const offset = index < 0 ? size + BigInt(index) : BigInt(index);
    if (offset < 0n || offset >= size) {
        throw new Error(`[index] ${index} is outside ${cidr}, which holds ${size} addresses`);
    }
    return Address4.fromBigInt(block.startAddress().bigInt() + offset).correctForm();
}

/** The `index`-th block of `prefix` bits inside a larger block: subnetAt("10.0.0.0/16", 24, 2) is 10.0.2.0/24. */
export function subnetAt(cidr: string, prefix: number, index: number): string {
    const count = 2 ** (prefix - prefixLength(cidr));
    if (index < 0 || index >= count) {
        throw new Error(`[index] ${cidr} holds ${Math.floor(count)} blocks of /${prefix}; there is no number ${index}`);
    }
    return `${addressAt(cidr, index * 2 ** (HOST_BITS - prefix))}/${prefix}`;
}

/** True when every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
    return new Address4(inner).isInSubnet(new Address4(outer)) && prefixLength(inner) >= prefixLength(outer);
}

export function overlaps(a: string, b: string): boolean {
    return contains(a, b) || contains(b, a);
}

/** The blocks that another block of the list holds, as positions; of equal ones all but the first. Blocks nest or are disjoint. */
export function nested(cidrs: readonly string[]): number[] {
    const blocks = cidrs.map((cidr, position) => {
        const block = new Address4(cidr);
        return { position, start: block.startAddress().bigInt(), end: block.endAddress().bigInt() };
    });
    const largerFirst = (a: (typeof blocks)[0], b: (typeof blocks)[0]) =>
        Number(a.start - b.start) || Number(b.end - a.end) || a.position - b.position;
    let end = -1n;
    return blocks
        .sort(largerFirst)
        .filter((block) => {
            const inside = block.end <= end;
            if (!inside) end = block.end;
            return inside;
        })
        .map(({ position }) => position);
}
