import type { GroupRule, Interface } from "../../analysis/graph/model";
import { at, protocolAndPorts, protocolNumber, quoted, type Ruleset, set } from "./nft";
import { listedBlock } from "./prefixLists";
import type { Wire, Wiring } from "./wiring";

/** Security groups: the union of the rules of all groups of an interface, stateful, nothing but allowing. */

type Way = "in" | "out";

export const groupName = (way: Way, wire: Wire): string => `group-${way}-${wire.place}`;

const chainOf = (way: Way, wire: Wire): string => `group-${way}-${wire.device}`;

/** A chain for each way of each interface that has groups: what a rule matches returns, the rest is dropped. */
export function groupChains(rules: Ruleset, wiring: Wiring): void {
    for (const wire of filtered(wiring)) {
        for (const way of ["in", "out"] as const) {
            const written = wire.interface.groups!.flatMap((group) => (way === "in" ? group.ingress : group.egress));
            const passing = written.flatMap((rule) => matches(rule, way, wiring)).map((match) => `${match} return`);
            rules.chain(chainOf(way, wire), [...new Set(passing), rules.drop(groupName(way, wire))]);
        }
    }
}

/** The jumps to them, by the interfaces at both ends. */
export function groupJumps(wiring: Wiring): string[] {
    const jumps = (way: Way) => filtered(wiring).map((wire) => `${quoted(wire.device)} : jump ${chainOf(way, wire)}`);
    if (filtered(wiring).length === 0) return [];
    return [`iifname vmap ${set(jumps("out"))}`, `oifname vmap ${set(jumps("in"))}`];
}

const filtered = ({ wires }: Wiring): Wire[] => wires.filter((wire) => wire.interface.groups !== undefined);

function matches(rule: GroupRule, way: Way, wiring: Wiring): string[] {
    const what = kindOf(rule);
    const remote = way === "in" ? "saddr" : "daddr";
    const blocks = (cidrs: readonly string[]) => cidrs.map((cidr) => `${at(remote, cidr)} ${what}`);
    const { peer } = rule;
    switch (peer.kind) {
        case "cidr":
            return blocks([peer.cidr]);
        case "prefix-list":
            return blocks(peer.cidrs ?? [listedBlock(peer.id, wiring.gatewayEndpoints)]);
        case "group": {
            // By interface: a balancer's packets bear the client's address, and still come from the balancer's group.
            const members = wiring.wires.filter((wire) => carries(wire.interface, peer.key));
            if (members.length === 0) return [];
            const devices = set(members.map(({ device }) => quoted(device)));
            return [`${way === "in" ? "iifname" : "oifname"} ${devices} ${what}`];
        }
    }
}

const carries = ({ groups }: Interface, key: string): boolean => (groups ?? []).some((group) => group.key === key);

/** Protocol and ports; of ICMP the type that a rule writes in the place of the first port, and the code in that of the last. */
function kindOf({ protocol, from, to }: GroupRule): string {
    const number = protocolNumber(protocol);
    const icmp = number === 1 ? "icmp" : number === 58 ? "icmpv6" : undefined;
    if (icmp === undefined || from === undefined || from < 0) return protocolAndPorts(protocol, from, to);
    const code = to === undefined || to < 0 ? "" : ` ${icmp} code ${to}`;
    return `${icmp} type ${from}${code}`;
}
