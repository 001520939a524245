import { addressText, cidrFamily, cidrInterval, type Family } from "../../model/addresses";

/** The block as its first address and its length: AWS and nftables differ on bits behind the length. */
export function block(cidr: string): string {
    const family = cidrFamily(cidr);
    const [, length = family === 4 ? "32" : "128"] = cidr.split("/");
    return `${addressText(family, cidrInterval(cidr)[0])}/${length}`;
}

export const isWholeFamily = (cidr: string): boolean => cidr.endsWith("/0");

/** The address at a place of a block, counted from its first. */
export const nth = (cidr: string, index: number): string =>
    addressText(cidrFamily(cidr), cidrInterval(cidr)[0] + BigInt(index));

export const isBlock = (address: string): boolean => {
    const [low, high] = cidrInterval(address);
    return low !== high;
};

export const addressOnly = (address: string): string => address.split("/")[0];

export const ofFamily =
    (family: Family) =>
    (cidr: string): boolean =>
        cidrFamily(cidr) === family;

export const meet = (one: string, other: string): boolean => {
    if (cidrFamily(one) !== cidrFamily(other)) return false;
    const [[low, high], [first, last]] = [cidrInterval(one), cidrInterval(other)];
    return low <= last && first <= high;
};
