import { BlockList, isIP } from "node:net";

/**
 * Addresses that no approved endpoint on the internet has (IANA's special-purpose registries, RFC 6890): what is there is this host, its
 * network, or nobody. `private`: an operator may still write one, as of an interface endpoint.
 */
export interface SpecialBlock {
    readonly block: string;
    readonly what: string;
    readonly private: boolean;
}

const privateSpace: readonly (readonly [block: string, what: string])[] = [
    ["10.0.0.0/8", "private addresses"],
    ["100.64.0.0/10", "carrier-grade NAT"],
    ["127.0.0.0/8", "loopback"],
    ["172.16.0.0/12", "private addresses"],
    ["192.168.0.0/16", "private addresses"],
    ["::1/128", "loopback"],
    ["fc00::/7", "private addresses"],
];
const nobodys: readonly (readonly [block: string, what: string])[] = [
    ["0.0.0.0/8", "this network"],
    ["169.254.0.0/16", "link-local addresses and instance metadata"],
    ["192.0.0.0/24", "protocol assignments"],
    ["192.88.99.0/24", "6to4 relays"],
    ["198.18.0.0/15", "benchmarking"],
    ["224.0.0.0/4", "multicast"],
    ["240.0.0.0/4", "reserved addresses"],
    // Mapped, translated, link-local, multicast: everything outside of 2000::/3.
    ["::/3", "addresses that carry others"],
    ["4000::/2", "reserved addresses"],
    ["8000::/1", "reserved, local and multicast addresses"],
    // Teredo and 6to4 carry an IPv4 address that nobody checked; ORCHID is none of a host.
    ["2001::/23", "protocol assignments"],
    ["2002::/16", "6to4, which carries another address"],
];
/** Documentation: an example's address, which an endpoint's name never resolves to. */
const documentation: readonly (readonly [block: string, what: string])[] = [
    ["192.0.2.0/24", "documentation"],
    ["198.51.100.0/24", "documentation"],
    ["203.0.113.0/24", "documentation"],
    ["2001:db8::/32", "documentation"],
    ["3fff::/20", "documentation"],
];

interface Parsed {
    readonly address: string;
    readonly family: "ipv4" | "ipv6";
    readonly list: BlockList;
}

function parsed(cidr: string): Parsed {
    const [address, prefix] = cidr.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const list = new BlockList();
    list.addSubnet(address, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
    return { address, family, list };
}

const listed = (blocks: typeof nobodys, isPrivate: boolean) =>
    blocks.map(([block, what]) => ({ block, what, private: isPrivate, ...parsed(block) }));
const used = [...listed(privateSpace, true), ...listed(nobodys, false)];
const all = [...used, ...listed(documentation, false)];

/** The first special block that shares an address with a block or address of either family. */
export function specialBlock(cidr: string): SpecialBlock | undefined {
    const { address, family, list } = parsed(cidr);
    return used.find(
        (one) => one.family === family && (one.list.check(address, family) || list.check(one.address, family)),
    );
}

/** True for an address, of a look-up or of an operator, that no approved endpoint can have. */
export function specialAddress(address: string, { privateAllowed = false } = {}): boolean {
    if (isIP(address) === 0) return true;
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    // Node's list holds an IPv4 address for a mapped one too: families are apart here, and what is mapped is no endpoint's.
    const found = all.find((one) => one.family === family && one.list.check(address, family));
    return found !== undefined && !(found.private && privateAllowed);
}
