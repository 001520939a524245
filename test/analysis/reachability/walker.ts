import { Address4, Address6 } from "ip-address";
import type { Net, NetAclEntry, NetRoute, NetRule } from "./network";

/**
 * One concrete packet through a sketched network, hop by hop, and then its reply. As plain as it can be: no sets, no shortcuts, and
 * nothing of analysis/. What it says is what the proof must agree with.
 */

export interface Packet {
    readonly source: string;
    readonly destination: string;
    readonly protocol: number;
    readonly sourcePort: number;
    readonly destinationPort: number;
}

export interface Fate {
    /** The packet got to the host that was meant (or out to the internet). */
    readonly delivered: boolean;
    /** And the reply to it came back. */
    readonly answered: boolean;
}

const lost: Fate = { delivered: false, answered: false };

/** Addresses the internet knows: one for each host, NAT gateway and balancer node. */
export const publicOfHost = (host: number) => `54.0.0.${host}`;
const publicOfNat = (nat: number) => `54.0.1.${nat}`;
export const publicOfNode = (balancer: number, node: number) => `54.0.2.${balancer * 8 + node}`;

const numbers = new Map<string, bigint>();

function numberOf(address: string): bigint {
    let known = numbers.get(address);
    if (known === undefined) {
        known = (address.includes(":") ? new Address6(address) : new Address4(address)).bigInt();
        numbers.set(address, known);
    }
    return known;
}

export function inside(cidr: string, address: string): boolean {
    if (cidr.includes(":") !== address.includes(":")) return false;
    const [base, prefix] = cidr.split("/");
    const shift = BigInt((cidr.includes(":") ? 128 : 32) - Number(prefix));
    return numberOf(base) >> shift === numberOf(address) >> shift;
}

/** A rule's protocol and ports against a packet. Ports mean something for TCP and UDP only. */
function speaksOf(rule: { protocol: string; from: number; to: number }, packet: Packet): boolean {
    const numbered: Record<string, number> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
    if (rule.protocol === "-1") return true;
    if ((numbered[rule.protocol] ?? Number(rule.protocol)) !== packet.protocol) return false;
    if (packet.protocol !== 6 && packet.protocol !== 17) return true;
    return rule.from <= packet.destinationPort && packet.destinationPort <= rule.to;
}

/** A network ACL: try entries by their number; the first that fits decides. */
function aclPasses(entries: readonly NetAclEntry[] | undefined, packet: Packet, remote: string): boolean {
    if (entries === undefined) return true;
    for (const entry of [...entries].sort((a, b) => a.number - b.number)) {
        if (speaksOf(entry, packet) && inside(entry.cidr, remote)) return entry.allow;
    }
    return false;
}

export class Walker {
    constructor(private readonly net: Net) {}

    hasPublicAddress(host: number): boolean {
        const { publicIp, subnet } = this.net.hosts[host];
        if (publicIp === "by-subnet") return this.net.subnets[subnet].mapPublicIp;
        return publicIp !== "refused";
    }

    /** From a host to an address, private or public. `target` is the host (or nothing: the internet) it is meant for. */
    fromHost(host: number, packet: Packet, target: number | undefined, generous: boolean): Fate {
        const { subnet } = this.net.hosts[host];
        const sender = { subnet, groups: this.groupsOf(host), vpc: this.vpcOf(subnet) };
        if (!this.groupsPass(sender, "egress", packet, packet.destination, [])) return lost;
        const route = this.routeOf(subnet, packet.destination);
        if (route === "local") return this.deliverInside(subnet, packet, target, generous, true);
        if (route === undefined) return lost;
        if (route.kind === "peering") {
            if (!this.peeringLeadsTo(route.peering, sender.vpc, packet.destination)) return lost;
            return this.deliverInside(subnet, packet, target, generous, true);
        }
        if (route.kind === "nat") return this.throughNat(subnet, route.nat, packet, target, generous);
        // An internet gateway or an egress-only one.
        if (!this.net.vpcs[sender.vpc].internetGateway && route.kind === "internet") return lost;
        const v6 = packet.source.includes(":");
        if (!v6 && !this.hasPublicAddress(host)) return lost;
        if (!aclPasses(this.acl(subnet, "egress"), packet, packet.destination)) return lost;
        const outside = { ...packet, source: v6 ? packet.source : publicOfHost(host) };
        const far = this.atTheInternet(outside, target, generous);
        const reply = reversed(packet);
        return { ...far, answered: far.answered && aclPasses(this.acl(subnet, "ingress"), reply, reply.source) };
    }

    /** From somewhere on the internet to a public address (or any IPv6 address). */
    fromInternet(packet: Packet, target: number, generous: boolean): Fate {
        const { hosts, balancers } = this.net;
        const host = hosts.findIndex(
            (one, i) =>
                (this.hasPublicAddress(i) && publicOfHost(i) === packet.destination) ||
                (one.address6 !== "" && one.address6 === packet.destination),
        );
        if (host >= 0) {
            const { subnet, address } = hosts[host];
            const v6 = packet.destination.includes(":");
            const arriving = v6 ? packet : { ...packet, destination: address };
            if (!this.entersFromInternet(subnet, arriving)) return lost;
            if (!this.reachesHost(host, arriving, [], false)) return lost;
            return {
                delivered: host === target,
                answered: host === target && this.leavesToInternet(subnet, reversed(arriving)),
            };
        }
        for (const [i, balancer] of balancers.entries()) {
            for (const [j, subnet] of balancer.subnets.entries()) {
                if (balancer.internal || publicOfNode(i, j) !== packet.destination) continue;
                const arriving = { ...packet, destination: balancer.addresses[j] };
                if (!this.entersFromInternet(subnet, arriving)) return lost;
                const further = this.throughNode(i, j, arriving, target, generous);
                return {
                    delivered: further.delivered,
                    answered: further.answered && this.leavesToInternet(subnet, reversed(arriving)),
                };
            }
        }
        return lost;
    }

    private entersFromInternet(subnet: number, packet: Packet): boolean {
        return (
            this.net.vpcs[this.vpcOf(subnet)].internetGateway &&
            aclPasses(this.acl(subnet, "ingress"), packet, packet.source)
        );
    }

    private leavesToInternet(subnet: number, reply: Packet): boolean {
        const route = this.routeOf(subnet, reply.destination);
        return (
            route !== undefined &&
            route !== "local" &&
            route.kind === "internet" &&
            aclPasses(this.acl(subnet, "egress"), reply, reply.destination)
        );
    }

    /** Out there: an address of ours comes straight back in, every other one answers. */
    private atTheInternet(packet: Packet, target: number | undefined, generous: boolean): Fate {
        const ours = packet.destination.startsWith("54.0.") || this.hostAt(packet.destination) !== undefined;
        if (ours) return target === undefined ? lost : this.fromInternet(packet, target, generous);
        return target === undefined ? { delivered: true, answered: true } : lost;
    }

    /** Inside one VPC, or between two that are peered. */
    private deliverInside(
        from: number,
        packet: Packet,
        target: number | undefined,
        generous: boolean,
        checkReply: boolean,
    ): Fate {
        const host = this.hostAt(packet.destination);
        if (host !== undefined) {
            const { subnet } = this.net.hosts[host];
            if (!this.crosses(from, subnet, packet) || !this.reachesHost(host, packet, [], false)) return lost;
            if (host !== target) return lost;
            return { delivered: true, answered: !checkReply || this.returnsInside(subnet, from, packet) };
        }
        for (const [i, balancer] of this.net.balancers.entries()) {
            const node = balancer.addresses.indexOf(packet.destination);
            if (node < 0) continue;
            const subnet = balancer.subnets[node];
            if (!this.crosses(from, subnet, packet) || target === undefined) return lost;
            const further = this.throughNode(i, node, packet, target, generous);
            return { ...further, answered: further.answered && this.returnsInside(subnet, from, packet) };
        }
        return lost;
    }

    /** The balancer's node takes the packet, and sends it on with the client's address. */
    private throughNode(i: number, node: number, packet: Packet, target: number, generous: boolean): Fate {
        const balancer = this.net.balancers[i];
        const protocol = balancer.protocol === "UDP" ? 17 : 6;
        if (packet.protocol !== protocol || packet.destinationPort !== balancer.port) return lost;
        const subnet = balancer.subnets[node];
        const filtered = balancer.groups.length > 0;
        const self = { subnet, groups: balancer.groups, vpc: this.vpcOf(subnet) };
        if (filtered && !this.groupsPass(self, "ingress", packet, packet.source, [])) return lost;
        if (!balancer.targets.includes(target) || !balancer.keepsClient) return lost;
        const host = this.net.hosts[target];
        const near = this.net.subnets[host.subnet].zone === this.net.subnets[subnet].zone;
        if (!balancer.crossZone && !near) return lost;
        const onward = { ...packet, destination: host.address, destinationPort: balancer.targetPort };
        if (filtered && !this.groupsPass(self, "egress", onward, onward.destination, [])) return lost;
        if (!this.crosses(subnet, host.subnet, onward)) return lost;
        if (!this.reachesHost(target, onward, balancer.groups, !generous)) return lost;
        // The reply follows the flow back to the node, whatever the target's routes say.
        return { delivered: true, answered: this.crosses(host.subnet, subnet, reversed(onward)) };
    }

    private throughNat(from: number, i: number, packet: Packet, target: number | undefined, generous: boolean): Fate {
        const nat = this.net.nats[i];
        const { subnet } = nat;
        if (packet.source.includes(":") || !this.crosses(from, subnet, packet)) return lost;
        const route = this.routeOf(subnet, packet.destination);
        if (route === undefined || route === "local") return lost;
        if (route.kind === "peering") {
            // AWS says of NAT before peering only that it is not meant for it: packets may pass, a session is not counted on.
            if (!this.peeringLeadsTo(route.peering, this.vpcOf(subnet), packet.destination)) return lost;
            const translated = { ...packet, source: nat.address, sourcePort: 1024 };
            return { ...this.deliverInside(subnet, translated, target, generous, false), answered: false };
        }
        if (route.kind !== "internet" || !this.net.vpcs[this.vpcOf(subnet)].internetGateway) return lost;
        let delivered = false;
        let answered = true;
        // The gateway picks its port; whichever it picks must work.
        for (const sourcePort of [1024, 31000, 65535]) {
            const translated = { ...packet, source: nat.address, sourcePort };
            if (!aclPasses(this.acl(subnet, "egress"), translated, translated.destination)) return lost;
            const far = this.atTheInternet({ ...translated, source: publicOfNat(i) }, target, generous);
            const reply = reversed(translated);
            delivered ||= far.delivered;
            answered &&= far.answered && aclPasses(this.acl(subnet, "ingress"), reply, reply.source);
        }
        return { delivered, answered: answered && this.crosses(subnet, from, reversed(packet)) };
    }

    /** Out of one subnet and into another. Within a subnet no ACL is asked. */
    private crosses(from: number, to: number, packet: Packet): boolean {
        if (from === to) return true;
        return (
            aclPasses(this.acl(from, "egress"), packet, packet.destination) &&
            aclPasses(this.acl(to, "ingress"), packet, packet.source)
        );
    }

    private returnsInside(from: number, to: number, packet: Packet): boolean {
        const reply = reversed(packet);
        const route = this.routeOf(from, reply.destination);
        const leads =
            route === "local" ||
            (route?.kind === "peering" && this.peeringLeadsTo(route.peering, this.vpcOf(from), reply.destination));
        return leads && this.crosses(from, to, reply);
    }

    private reachesHost(host: number, packet: Packet, through: readonly number[], strict: boolean): boolean {
        const { subnet } = this.net.hosts[host];
        const self = { subnet, groups: this.groupsOf(host), vpc: this.vpcOf(subnet) };
        return this.groupsPass(self, "ingress", packet, packet.source, through, strict);
    }

    /**
     * Security groups: any rule of any group. A reference means private addresses of its members. Behind a balancer, a rule that names
     * the balancer's group matches; whether one that names the client's does is said nowhere: `strict` takes it that it does not.
     */
    private groupsPass(
        self: { readonly groups: readonly number[] | "default"; readonly vpc: number },
        direction: "ingress" | "egress",
        packet: Packet,
        remote: string,
        through: readonly number[],
        strict = false,
    ): boolean {
        if (self.groups === "default") {
            if (this.net.vpcs[self.vpc].defaultGroup === "closed") return false;
            if (direction === "egress") return true;
            const from = this.hostAt(remote);
            return (
                from !== undefined &&
                this.net.hosts[from].groups.length === 0 &&
                this.vpcOf(this.net.hosts[from].subnet) === self.vpc
            );
        }
        const fits = ({ peer }: NetRule) => {
            if ("cidr" in peer) return inside(peer.cidr, remote);
            if (through.includes(peer.group)) return true;
            if (through.length > 0 && strict) return false;
            return this.carries(remote, peer.group, self.vpc);
        };
        return self.groups.some((group) =>
            this.net.groups[group][direction].some((rule) => speaksOf(rule, packet) && fits(rule)),
        );
    }

    private carries(address: string, group: number, seenFrom: number): boolean {
        const near = (vpc: number) =>
            vpc === seenFrom ||
            this.net.peerings.some(({ a, b }) => (a === vpc && b === seenFrom) || (b === vpc && a === seenFrom));
        const host = this.hostAt(address);
        if (host !== undefined) {
            const { groups, subnet } = this.net.hosts[host];
            return groups.includes(group) && near(this.vpcOf(subnet));
        }
        return this.net.balancers.some(
            ({ addresses, groups, subnets }) =>
                addresses.includes(address) && groups.includes(group) && near(this.vpcOf(subnets[0])),
        );
    }

    /** The most specific route of the subnet's table; undefined when none leads there. */
    private routeOf(subnet: number, destination: string): "local" | NetRoute["to"] | undefined {
        const { vpc, table } = this.net.subnets[subnet];
        const { cidr, cidr6 } = this.net.vpcs[vpc];
        if (inside(cidr, destination) || (cidr6 !== "" && inside(cidr6, destination))) return "local";
        const effective = table ?? this.net.vpcs[vpc].mainTable;
        const routes = effective === undefined ? [] : this.net.tables[effective].routes;
        const length = (route: NetRoute) => Number(route.destination.split("/")[1]);
        const [best] = routes
            .filter((route) => inside(route.destination, destination))
            .sort((a, b) => length(b) - length(a));
        return best?.to;
    }

    private peeringLeadsTo(peering: number, from: number, destination: string): boolean {
        const { a, b } = this.net.peerings[peering];
        if (a !== from && b !== from) return false;
        const { cidr, cidr6 } = this.net.vpcs[a === from ? b : a];
        return inside(cidr, destination) || (cidr6 !== "" && inside(cidr6, destination));
    }

    private hostAt(address: string): number | undefined {
        const found = this.net.hosts.findIndex((host) => host.address === address || host.address6 === address);
        return found < 0 ? undefined : found;
    }

    private groupsOf(host: number): readonly number[] | "default" {
        const { groups } = this.net.hosts[host];
        return groups.length === 0 ? "default" : groups;
    }

    private vpcOf(subnet: number): number {
        return this.net.subnets[subnet].vpc;
    }

    private acl(subnet: number, direction: "ingress" | "egress"): readonly NetAclEntry[] | undefined {
        const { acl, vpc } = this.net.subnets[subnet];
        if (acl !== undefined) return this.net.acls[acl][direction];
        return this.net.vpcs[vpc].defaultAcl === "closed" ? [] : undefined;
    }
}

export const reversed = (packet: Packet): Packet => ({
    ...packet,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
});
