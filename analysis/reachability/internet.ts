import type { Subnet } from "../graph/model";
import { allAddresses, cidrFamily, cidrInterval, type Family, type Interval } from "../../model/addresses";
import { box, intersect, type HeaderSet, subtract } from "./headers";

/**
 * Blocks that no packet of the internet comes from or goes to (IANA special-purpose address registries, RFC 6890). The documentation
 * blocks are left in: people write them in examples and tests as if they were somebody's.
 */
const notRouted = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/96",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

const routed: Readonly<Record<Family, HeaderSet>> = { 4: routedSpace(4), 6: routedSpace(6) };

function routedSpace(family: Family): HeaderSet {
    const taken = notRouted.filter((cidr) => cidrFamily(cidr) === family);
    return subtract(
        [box(family, { source: [0n, 0n], destination: allAddresses(family) })],
        taken.map((cidr) => box(family, { destination: cidrInterval(cidr) })),
    );
}

/** What "the internet", or the given blocks of it, may be to a subnet: every address that is routed and not in its own VPC. */
export function internetSeenFrom(subnet: Subnet, cidrs: readonly string[] | undefined, family: Family): Interval[] {
    const texts = subnet.vpc.cidrs.filter((cidr) => cidrFamily(cidr) === family);
    const outside = subtract(
        routed[family],
        texts.map((cidr) => box(family, { destination: cidrInterval(cidr) })),
    );
    const asked = cidrs
        ?.filter((cidr) => cidrFamily(cidr) === family)
        .map((cidr) => box(family, { destination: cidrInterval(cidr) }));
    return (asked ? intersect(outside, asked) : outside).map(({ destination }) => destination);
}
