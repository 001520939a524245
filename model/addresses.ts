import { Address4, Address6, AddressError } from "ip-address";

/** Addresses and blocks of both families as intervals of numbers. IPv4 and IPv6 are apart, as AWS keeps them apart. */

export type Family = 4 | 6;
export type Interval = readonly [low: bigint, high: bigint];

export const allAddresses = (family: Family): Interval => [0n, family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n];

export function cidrFamily(cidr: string): Family {
    return cidr.includes(":") ? 6 : 4;
}

/** Parsed blocks: a network names the same few over and over. */
const parsed = new Map<string, Interval>();

/** The addresses of a block, or the one address written without a prefix length. @throws AddressError naming the block */
export function cidrInterval(cidr: string): Interval {
    const known = parsed.get(cidr);
    if (known) return known;
    const block = addressBlock(cidr);
    const interval = [block.startAddress().bigInt(), block.endAddress().bigInt()] as const;
    parsed.set(cidr, interval);
    return interval;
}

function addressBlock(cidr: string): Address4 | Address6 {
    try {
        return cidrFamily(cidr) === 6 ? new Address6(cidr) : new Address4(cidr);
    } catch (error) {
        throw error instanceof AddressError ? new AddressError(`${cidr} is no address block: ${error.message}`) : error;
    }
}

export function addressText(family: Family, address: bigint): string {
    return family === 4 ? Address4.fromBigInt(address).correctForm() : Address6.fromBigInt(address).correctForm();
}

export const overlap = (a: Interval, b: Interval): Interval | undefined => {
    const [low, high] = [a[0] > b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]];
    return low <= high ? [low, high] : undefined;
};

/** True when every address of the block `inner` is in the block `outer`. */
export function holds(outer: string, inner: string): boolean {
    if (cidrFamily(outer) !== cidrFamily(inner)) return false;
    const [[low, high], [first, last]] = [cidrInterval(outer), cidrInterval(inner)];
    return low <= first && last <= high;
}
