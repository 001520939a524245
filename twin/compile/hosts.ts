import { cidrFamily } from "../../model/addresses";
import { nth, ofFamily } from "./blocks";
import type { Namespace } from "./namespace";
import { addressesOf, type Wire } from "./wiring";

/** What every interface has on its own side of the cable: its addresses, and the router as the way to everything else. */
export const hostLines = (wire: Wire): string[] => {
    const { cidrs } = wire.interface.subnet;
    const subnet = cidrs.find(ofFamily(4));
    const v4 = addressesOf(wire, 4);
    const v6 = addressesOf(wire, 6);
    return [
        "link set lo up",
        "link set eth0 up",
        ...v4.map((address) => `addr add ${address}/${subnet?.split("/")[1] ?? 32} dev eth0`),
        // EC2 gives IPv6 addresses without a prefix: every other address is behind the router.
        ...v6.map((address) => `addr add ${address}/128 dev eth0 nodad`),
        ...(v4.length > 0 && subnet ? [`route add 0.0.0.0/0 via ${nth(subnet, 1)} dev eth0 onlink`] : []),
        ...(v6.length > 0 ? ["route add ::/0 via fe80::1 dev eth0"] : []),
    ];
};

/** Hosts, interface endpoints and whatever else has an address: nothing filters on this side of the cable. */
export const host = (wire: Wire): Namespace => ({ name: wire.place, settings: [], ip: hostLines(wire), ruleset: "" });

/** For namespaces that send on what is not for them, by the cable that it came in by. */
export const forwarding: readonly string[] = [
    "net/ipv4/ip_forward=1",
    "net/ipv6/conf/all/forwarding=1",
    "net/ipv4/conf/all/send_redirects=0",
    "net/ipv4/conf/eth0/send_redirects=0",
    "net/ipv4/conf/all/rp_filter=0",
    "net/ipv4/conf/eth0/rp_filter=0",
];

export const isV4 = (address: string): boolean => cidrFamily(address) === 4;
