import { forwarding, hostLines, isV4 } from "./hosts";
import type { Switches } from "./layers";
import type { Namespace } from "./namespace";
import { Ruleset, set } from "./nft";
import type { Wire } from "./wiring";

/**
 * A NAT gateway: what comes in by its one cable leaves by it, with the gateway's address and a port of 1024 to 65535. Low ports of clients
 * become low ones of the gateway and high ones high, so that both ends of its range are used: AWS may take any.
 */
const middle = 46_884;
const low = "1024-1535";
const high = "65024-65535";

export function nat(wire: Wire, { off }: Switches): Namespace {
    const [address] = wire.addresses.filter(isV4);
    const inside = set(wire.interface.subnet.vpc.cidrs.filter(isV4));
    const rules = new Ruleset("ip twin");
    const leaves = `ip saddr ${inside} ip daddr != ${inside}`;
    rules.hook("postrouting", "nat hook postrouting priority srcnat", [
        `${leaves} meta l4proto { tcp, udp } th sport < ${middle} snat to ${address}:${low}`,
        `${leaves} meta l4proto { tcp, udp } snat to ${address}:${high}`,
        `${leaves} meta l4proto icmp snat to ${address}`,
    ]);
    const dropped = off.has("gateways") ? "accept" : rules.drop(`nat-${wire.place}`);
    rules.hook("forward", "filter hook forward priority filter", [
        "ct state established,related accept",
        // An answer to something that did not come through here opens no connection.
        `ct state invalid ${dropped}`,
        `${leaves} meta l4proto { tcp, udp, icmp } accept`,
        dropped,
    ]);
    // It takes nothing that is addressed to itself.
    rules.hook("input", "filter hook input priority filter", ["ct state established,related accept", dropped]);
    return { name: wire.place, settings: forwarding, ip: hostLines(wire), ruleset: rules.text() };
}
