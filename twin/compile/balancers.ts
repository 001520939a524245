import type { Balancer, Listener, Target } from "../../analysis/graph/model";
import { forwarding, hostLines, isV4 } from "./hosts";
import type { Switches } from "./layers";
import type { Namespace } from "./namespace";
import { Ruleset, set } from "./nft";
import type { Wire, Wiring } from "./wiring";

/**
 * A node of a load balancer. What comes to a listener goes on to a target, by the same cable: with the client's address where the target
 * group keeps it, else with the node's own. Between the two an application load balancer is a proxy; its packets are the same.
 */
export function balancerNode(wiring: Wiring, wire: Wire, { off, balancing }: Switches): Namespace {
    const { resource } = wire.interface;
    const balancer = wiring.balancers.find((own) => own.interfaces.includes(wire.interface));
    if (!balancer) throw new Error(`${resource.name} is no balancer of the model`);
    const rules = new Ruleset("inet twin");
    const [address] = wire.addresses.filter(isV4);
    if (balancing !== "answering") {
        const handed = balancer.listeners.flatMap((listener) => handOn(wiring, wire, balancer, listener, balancing));
        rules.hook(
            "prerouting",
            "nat hook prerouting priority dstnat",
            handed.map(({ there }) => `ip daddr ${address} ${there}`),
        );
        rules.hook(
            "postrouting",
            "nat hook postrouting priority srcnat",
            handed.flatMap(({ hidden }) => hidden.map((one) => `${one} snat to ${address}:1024-65535`)),
        );
    }
    rules.hook("input", "filter hook input priority filter", inputRules(rules, wire, off.has("listeners")));
    return { name: wire.place, settings: forwarding, ip: hostLines(wire), ruleset: rules.text() };
}

/** AWS drops TCP and UDP that no listener takes. */
function inputRules(rules: Ruleset, wire: Wire, open: boolean): string[] {
    const arrived = rules.report("arrived", "accept");
    const taken = (wire.interface.listens ?? []).map(({ protocol, port }) => `${protocol} dport ${port} ${arrived}`);
    return [
        ...(open ? [`meta l4proto { tcp, udp } ${arrived}`] : taken),
        `icmp type echo-request ${arrived}`,
        `icmpv6 type echo-request ${arrived}`,
        "ct state established,related accept",
        ...(open ? [] : [`meta l4proto { tcp, udp } ${rules.drop(`listeners-${wire.place}`)}`]),
    ];
}

interface Handed {
    readonly there: string;
    /** What leaves with the node's address in place of the client's. */
    readonly hidden: readonly string[];
}

function handOn(
    wiring: Wiring,
    wire: Wire,
    balancer: Balancer,
    listener: Listener,
    balancing: Exclude<Switches["balancing"], "answering">,
): Handed[] {
    const targets = targetsFrom(wire, balancer, listener);
    const one = balancing === "forwarding" ? undefined : listener.targets[balancing.toTarget];
    const meant = balancing === "forwarding" ? targets : targets.filter((target) => target === one);
    const ends = meant.flatMap((target) => {
        const to = wiring.wireOf.get(target.interface)!.addresses.find(isV4);
        return to === undefined ? [] : [{ target, to }];
    });
    if (ends.length === 0) return [];
    return protocolsOf(listener).map((protocol) => ({
        there: `${protocol} dport ${listener.port} dnat ip to ${inTurn(ends.map(({ to, target }) => `${to} . ${target.port}`))}`,
        hidden: ends
            .filter(({ target }) => !target.keepsClient)
            .map(({ to, target }) => `ip daddr ${to} ${protocol} dport ${target.port}`),
    }));
}

/** The targets that this node hands on to: without balancing across zones those of its own. */
export const targetsFrom = (wire: Wire, { crossZone }: Balancer, { targets }: Listener): Target[] => {
    const { zone } = wire.interface.subnet;
    return targets.filter(({ interface: { subnet } }) => crossZone || (zone !== undefined && subnet.zone === zone));
};

export const protocolsOf = ({ protocol }: Listener): ("tcp" | "udp")[] => {
    const datagrams = /UDP|QUIC/.test(protocol);
    return [...(/^(UDP|QUIC)$/.test(protocol) ? [] : ["tcp" as const]), ...(datagrams ? ["udp" as const] : [])];
};

function inTurn(ends: readonly string[]): string {
    if (ends.length === 1) return ends[0].replace(" . ", ":");
    const entries = ends.map((end, i) => `${i} : ${end}`);
    return `numgen inc mod ${ends.length} map ${set(entries)}`;
}
