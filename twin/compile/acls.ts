import type { Acl, AclEntry } from "../../analysis/graph/model";
import { at, protocolAndPorts, type Ruleset, set } from "./nft";
import type { Wiring } from "./wiring";

/** Network ACLs: by number, the first match decides, the rest is dropped; stateless, and asked only where a packet crosses subnets. */

type Way = "in" | "out";

const aclsOf = ({ subnets }: Wiring): Acl[] => [...new Set(subnets.map(({ acl }) => acl))];

const chainOf = (wiring: Wiring, acl: Acl, way: Way): string => `acl-${way}-${aclsOf(wiring).indexOf(acl)}`;

export function aclChains(rules: Ruleset, wiring: Wiring): void {
    for (const acl of aclsOf(wiring)) {
        for (const way of ["in", "out"] as const) {
            const dropped = rules.drop(`acl-${way}-${acl.name}`);
            const entries = (way === "in" ? acl.ingress : acl.egress).map(
                (entry) => `${matchOf(entry, way)} ${entry.allow ? "return" : dropped}`,
            );
            rules.chain(chainOf(wiring, acl, way), [...entries, dropped]);
        }
    }
}

/** Within a subnet no ACL is asked. What is no subnet (a gateway) has none. */
export function aclJumps(wiring: Wiring): string[] {
    if (wiring.subnets.length === 0) return [];
    const groups = wiring.subnets.map((_, i) => i + 1);
    const jumps = (way: Way) => wiring.subnets.map(({ acl }, i) => `${groups[i]} : jump ${chainOf(wiring, acl, way)}`);
    return [
        `iifgroup . oifgroup ${set(groups.map((group) => `${group} . ${group}`))} goto stateful`,
        `iifgroup vmap ${set(jumps("out"))}`,
        `oifgroup vmap ${set(jumps("in"))}`,
    ];
}

const matchOf = ({ cidr, protocol, from, to }: AclEntry, way: Way): string =>
    `${at(way === "in" ? "saddr" : "daddr", cidr)} ${protocolAndPorts(protocol, from, to)}`;
