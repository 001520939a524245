import type { GroupRule, Interface, NetworkGraph, SecurityGroup } from "../graph/model";
import { addBit, addBits, type Bits, keepBits, noBits } from "./bits";
import { type HeaderClass, ruleHas } from "./headerClasses";
import { addressesIn } from "./ends";
import type { Precision } from "./filters";
import { cidrFamily, cidrInterval, type Interval, overlap } from "../../model/addresses";
import { groupBlocks, AddressAtoms } from "./addressAtoms";

/**
 * Security groups over all interfaces at once: for the headers of a class, the interfaces that a group's rules send to, and those that
 * admit a peer by its address or by its groups. Each is worked out once, for all that share a group or an atom of addresses.
 */
export class GroupBits {
    private readonly size: number;
    private readonly members = new Map<string, Bits>();
    private readonly groups: readonly SecurityGroup[];
    private readonly none: Bits;
    private readonly unfiltered: Bits;
    private readonly atoms: ReadonlyMap<Interface, string>;
    private readonly rules: ReadonlyMap<GroupRule, ReadonlySet<number>>;
    private readonly sent: Sets<SecurityGroup> = new Map();
    private readonly blocks: Sets<string> = new Map();
    private readonly admitted: Sets<string> = new Map();
    private readonly scratch: { readonly passing: Bits; readonly admitting: Bits };
    private readonly naming: readonly ReadonlyMap<string, Bits>[];

    constructor(
        graph: NetworkGraph,
        private readonly interfaces: readonly Interface[],
        private readonly headerClasses: readonly HeaderClass[],
        private readonly precision: Precision,
    ) {
        this.size = interfaces.length;
        this.none = noBits(this.size);
        this.scratch = { passing: noBits(this.size), admitting: noBits(this.size) };
        this.unfiltered = noBits(this.size);
        interfaces.forEach((networkInterface, i) => {
            if (networkInterface.groups === undefined) addBit(this.unfiltered, i);
            for (const group of networkInterface.groups ?? []) {
                const set = this.members.get(group.key) ?? noBits(this.size);
                this.members.set(group.key, set);
                addBit(set, i);
            }
        });
        this.groups = [...new Set(interfaces.flatMap((networkInterface) => networkInterface.groups ?? []))];
        const atoms = new AddressAtoms(groupBlocks(graph));
        this.atoms = new Map(interfaces.map((networkInterface) => [networkInterface, atoms.of(networkInterface)]));
        const rules = this.groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
        this.rules = new Map(rules.map((rule) => [rule, this.classesOfRule(rule)]));
        this.naming = headerClasses.map((_, headerClass) => this.namedIn(headerClass));
    }

    /** Classes in which the groups of an interface let it send anything at all: mostly few. */
    classesSent(networkInterface: Interface): Iterable<number> {
        if (networkInterface.groups === undefined) return this.headerClasses.keys();
        return new Set(
            networkInterface.groups.flatMap(({ egress }) => egress.flatMap((rule) => [...this.rules.get(rule)!])),
        );
    }

    /** Interfaces that one sends to and that admit it, as far as groups say. The set is the caller's until the next call. */
    passing(networkInterface: Interface, headerClass: number): Bits {
        const { passing, admitting } = this.scratch;
        if (networkInterface.groups === undefined) passing.fill(~0);
        else {
            passing.fill(0);
            for (const group of networkInterface.groups) addBits(passing, this.sentBy(group, headerClass));
        }
        admitting.set(this.admittingByAddress(networkInterface, headerClass));
        for (const { key } of networkInterface.groups ?? [])
            addBits(admitting, this.naming[headerClass].get(key) ?? this.none);
        keepBits(passing, admitting);
        return passing;
    }

    private sentBy(group: SecurityGroup, headerClass: number): Bits {
        return once(this.sent, group, headerClass, () => {
            const set = noBits(this.size);
            for (const rule of this.rulesIn(group.egress, headerClass)) {
                if (rule.peer.kind === "group") addBits(set, this.members.get(rule.peer.key) ?? this.none);
                else addBits(set, this.inBlocks(rule, headerClass));
            }
            return set;
        });
    }

    private inBlocks(rule: GroupRule, headerClass: number): Bits {
        const key = rule.peer.kind === "cidr" ? rule.peer.cidr : rule.urn;
        return once(this.blocks, key, this.headerClasses[headerClass].family, () => {
            const set = noBits(this.size);
            this.interfaces.forEach((networkInterface, i) => {
                if (this.covers(rule, networkInterface, headerClass)) addBit(set, i);
            });
            return set;
        });
    }

    private admittingByAddress(networkInterface: Interface, headerClass: number): Bits {
        return once(this.admitted, this.atoms.get(networkInterface)!, headerClass, () => {
            const set = this.unfiltered.slice();
            for (const group of this.groups) {
                const admits = this.rulesIn(group.ingress, headerClass).some((rule) =>
                    this.covers(rule, networkInterface, headerClass),
                );
                if (admits) addBits(set, this.members.get(group.key)!);
            }
            return set;
        });
    }

    /** By the key of a group: the members of every group that has a rule naming it. */
    private namedIn(headerClass: number): Map<string, Bits> {
        const named = new Map<string, Bits>();
        for (const group of this.groups) {
            for (const { peer } of this.rulesIn(group.ingress, headerClass)) {
                if (peer.kind !== "group") continue;
                const set = named.get(peer.key) ?? noBits(this.size);
                named.set(peer.key, set);
                addBits(set, this.members.get(group.key)!);
            }
        }
        return named;
    }

    private classesOfRule(rule: GroupRule): Set<number> {
        if (rule.partial && this.precision === "must") return new Set();
        return new Set(this.headerClasses.flatMap((headerClass, i) => (ruleHas(rule, headerClass) ? [i] : [])));
    }

    private rulesIn(rules: readonly GroupRule[], headerClass: number): GroupRule[] {
        return rules.filter((rule) => this.rules.get(rule)!.has(headerClass));
    }

    /** Whether a rule's blocks hold an interface: some of its addresses possibly, all of them certainly. */
    private covers({ peer }: GroupRule, networkInterface: Interface, headerClass: number): boolean {
        const { family } = this.headerClasses[headerClass];
        const addresses = addressesIn(networkInterface, family);
        if (peer.kind === "group" || addresses.length === 0) return false;
        const cidrs = peer.kind === "cidr" ? [peer.cidr] : peer.cidrs;
        if (cidrs === undefined) return this.precision === "may";
        const blocks = cidrs.filter((cidr) => cidrFamily(cidr) === family).map(cidrInterval);
        const holds = (address: Interval) => blocks.some((block) => this.holds(block, address));
        return this.precision === "may" ? addresses.some(holds) : addresses.every(holds);
    }

    private holds(block: Interval, address: Interval): boolean {
        const common = overlap(block, address);
        if (!common) return false;
        return this.precision === "may" || (common[0] === address[0] && common[1] === address[1]);
    }
}

/** A table of sets that are worked out when they are first asked for. */
type Sets<Key> = Map<Key, Bits[]>;

function once<Key>(sets: Sets<Key>, key: Key, index: number, make: () => Bits): Bits {
    let row = sets.get(key);
    if (!row) sets.set(key, (row = []));
    return (row[index] ??= make());
}
