import type { Vpc } from "../../analysis/graph/model";
import { block, ofFamily } from "./blocks";
import { egressOnlyDevice, gatewayDevice, hasEgressOnly, internetAddress, linkAddress } from "./gateways";
import { forwarding } from "./hosts";
import type { Switches } from "./layers";
import type { Namespace } from "./namespace";
import { Ruleset, set } from "./nft";
import { addressesOf, type Wire, type Wiring } from "./wiring";

/** Internet gateways, egress-only ones, and the internet itself: one namespace that has every address that somebody asks for. */

export const internetPlace = "internet";

const loose = (devices: readonly string[]): string[] =>
    devices.flatMap((device) => [`net/ipv4/conf/${device}/rp_filter=0`, `net/ipv4/conf/${device}/send_redirects=0`]);

/** The two cables of a gateway: eth0 to the router, wan to the internet. */
function gatewayLines(device: string, vpc: Vpc): string[] {
    return [
        "link set lo up",
        "link set eth0 up",
        "link set wan up",
        `addr add ${linkAddress(device, 4)}/30 dev eth0`,
        `addr add ${linkAddress(device, 6)}/64 dev eth0 nodad`,
        `addr add ${internetAddress(device, 4, "gateway")}/30 dev wan`,
        `addr add ${internetAddress(device, 6, "gateway")}/64 dev wan nodad`,
        ...vpc.cidrs
            .filter(ofFamily(4))
            .map((cidr) => `route add ${block(cidr)} via ${linkAddress(device, 4, "router")} dev eth0`),
        ...vpc.cidrs.filter(ofFamily(6)).map((cidr) => `route add ${block(cidr)} via fe80::1 dev eth0`),
        `route add 0.0.0.0/0 via ${internetAddress(device, 4, "internet")} dev wan`,
        "route add ::/0 via fe80::1 dev wan",
    ];
}

/** Translates one to one and keeps no state. Without a public address nothing passes, and without an attached gateway nothing at all. */
export function internetGateway(wiring: Wiring, vpc: Vpc, v: number, { off }: Switches): Namespace {
    const own = wiring.wires.filter(({ interface: { subnet } }) => subnet.vpc === vpc);
    const known = own.filter((wire) => wire.publicAddress !== undefined && addressesOf(wire, 4).length > 0);
    const inward = known.map((wire) => `${wire.publicAddress} : ${addressesOf(wire, 4)[0]}`);
    const outward = known.map((wire) => `${addressesOf(wire, 4)[0]} : ${wire.publicAddress}`);
    const public6 = own.filter(({ interface: { publicIpv6 } }) => publicIpv6).flatMap((wire) => addressesOf(wire, 6));
    const rules = new Ruleset("inet twin");
    const passes = 'iifname "wan" meta mark set 1';
    rules.hook("prerouting", "filter hook prerouting priority raw", [
        "notrack",
        ...(known.length > 0
            ? [
                  `iifname "wan" ip daddr ${set(known.map((wire) => wire.publicAddress!))} meta mark set 1`,
                  `iifname "wan" meta mark 1 ip daddr set ip daddr map ${set(inward)}`,
              ]
            : []),
        ...(public6.length > 0 ? [passes.replace("meta", `ip6 daddr ${set(public6)} meta`)] : []),
    ]);
    const open = off.has("gateways");
    const privates = known.map((wire) => addressesOf(wire, 4)[0]);
    const closed = [
        ...(vpc.hasInternetGateway ? [] : [rules.drop("gateway-missing")]),
        `iifname "wan" meta mark != 1 ${rules.drop("gateway-in")}`,
        `iifname "eth0" meta nfproto ipv4${privates.length > 0 ? ` ip saddr != ${set(privates)}` : ""} ${rules.drop("gateway-out")}`,
        `iifname "eth0" meta nfproto ipv6${public6.length > 0 ? ` ip6 saddr != ${set(public6)}` : ""} ${rules.drop("gateway-out")}`,
    ];
    rules.hook("forward", "filter hook forward priority filter", [
        ...(open ? [] : closed),
        ...(!open && known.length > 0
            ? [`iifname "eth0" ip saddr ${set(privates)} ip saddr set ip saddr map ${set(outward)}`]
            : []),
    ]);
    const device = gatewayDevice(v);
    return {
        name: gatewayPlace(device),
        settings: [...forwarding, ...loose(["wan"])],
        ip: gatewayLines(device, vpc),
        ruleset: rules.text(),
    };
}

/** Lets IPv6 out, and in only what answers. */
export function egressOnlyGateway(vpc: Vpc, v: number, { off }: Switches): Namespace {
    const rules = new Ruleset("ip6 twin");
    rules.hook("forward", "filter hook forward priority filter", [
        'iifname "eth0" accept',
        "ct state established,related accept",
        off.has("gateways") ? "accept" : rules.drop("gateway-egress-only"),
    ]);
    const device = egressOnlyDevice(v);
    return {
        name: gatewayPlace(device),
        settings: [...forwarding, ...loose(["wan"])],
        ip: gatewayLines(device, vpc),
        ruleset: rules.text(),
    };
}

export const gatewayPlace = (device: string): string =>
    `${device.startsWith("g") ? "gateway" : "egress-only"}-${device.slice(1)}`;

export function internet(wiring: Wiring, strangers: readonly string[]): Namespace {
    const outs = wiring.vpcs.flatMap((vpc, v) =>
        hasEgressOnly(wiring, vpc) ? [{ device: egressOnlyDevice(v), mark: 1 + v }] : [],
    );
    const devices = [...wiring.vpcs.map((_, v) => gatewayDevice(v)), ...outs.map(({ device }) => device)];
    const rules = new Ruleset("inet twin");
    // What came out by an egress-only gateway is answered by it.
    const back = "ct direction reply ct mark != 0 meta mark set ct mark";
    rules.hook("prerouting", "filter hook prerouting priority mangle", [
        ...outs.map(({ device, mark }) => `iifname "${device}" ct state new ct mark set ${mark}`),
        back,
    ]);
    rules.hook("output", "route hook output priority mangle", [back]);
    return {
        name: internetPlace,
        settings: [...forwarding.filter((setting) => !setting.includes("eth0")), ...loose(devices)],
        ip: [
            "link set lo up",
            ...devices.flatMap((device) => [
                `link set ${device} up`,
                `addr add ${internetAddress(device, 4, "internet")}/30 dev ${device}`,
                `addr add ${internetAddress(device, 6, "internet")}/64 dev ${device} nodad`,
            ]),
            ...strangers.map(
                (address) =>
                    `addr add ${address}/${address.includes(":") ? "128" : "32"} dev lo${address.includes(":") ? " nodad" : ""}`,
            ),
            ...wiring.vpcs.flatMap((vpc, v) => backLines(wiring, vpc, v)),
            ...outs.flatMap(({ device, mark }) => [
                `-6 rule add pref 10 fwmark ${mark} lookup ${mark}`,
                `route add ::/0 via fe80::2 dev ${device} table ${mark}`,
            ]),
        ],
        ruleset: rules.text(),
    };
}

/** Public addresses lead to their gateway; so do private ones, to be refused there. */
function backLines(wiring: Wiring, vpc: Vpc, v: number): string[] {
    const device = gatewayDevice(v);
    const via = `via ${internetAddress(device, 4, "gateway")} dev ${device}`;
    const publics = wiring.wires
        .filter(({ interface: { subnet } }) => subnet.vpc === vpc)
        .flatMap(({ publicAddress }: Wire) => publicAddress ?? []);
    return [
        ...[...publics, ...vpc.cidrs.filter(ofFamily(4)).map(block)].map((own) => `route add ${own} ${via}`),
        ...vpc.cidrs.filter(ofFamily(6)).map((cidr) => `route add ${block(cidr)} via fe80::2 dev ${device}`),
    ];
}
