import { cidrFamily } from "../../model/addresses";
import type { Subnet, Vpc } from "../../analysis/graph/model";
import { aclChains, aclJumps } from "./acls";
import { nth, ofFamily } from "./blocks";
import { egressOnlyDevice, endpointDevice, gatewayDevice, hasEgressOnly, linkAddress } from "./gateways";
import { groupChains, groupJumps } from "./groups";
import type { Switches } from "./layers";
import type { Namespace } from "./namespace";
import { quoted, Ruleset, set } from "./nft";
import { balancerMarks, checkRules, openMarks, routeLines, voidChain } from "./routes";
import type { Wire, Wiring } from "./wiring";

/**
 * The VPC router: every interface is a cable into it. It forwards only, so that ACLs and groups see the addresses that AWS's see: what
 * translates is a namespace of its own. The resolver, the metadata service and the clock are addresses of the router itself, which
 * nothing filters, as in AWS.
 */

/** In every VPC (AWS: Amazon DNS server, instance metadata, Amazon Time Sync). */
const everywhere = {
    dns: ["169.254.169.253", "fd00:ec2::253"],
    metadata: ["169.254.169.254", "fd00:ec2::254"],
    time: ["169.254.169.123", "fd00:ec2::123"],
} as const;

export const routerPlace = "router";

export function router(wiring: Wiring, switches: Switches): Namespace {
    return {
        name: routerPlace,
        settings: settingsOf(wiring),
        ip: [
            "link set lo up",
            "link add void type veth peer name void-end",
            "link set void up",
            "link set void-end up",
            ...addressesOf(wiring),
            ...wiring.wires.flatMap((wire) => cable(wire, groupNumber(wiring, wire.interface.subnet))),
            ...gatewayDevices(wiring).flatMap(gatewayCable),
            ...routeLines(wiring),
        ],
        ruleset: rulesetOf(wiring, switches),
    };
}

const groupNumber = ({ subnets }: Wiring, subnet: Subnet): number => subnets.indexOf(subnet) + 1;

const cable = ({ device }: Wire, group: number): string[] => [
    `link set ${device} group ${group} up`,
    `addr add fe80::1/64 dev ${device} nodad`,
];

const gatewayCable = (device: string): string[] => [
    `link set ${device} up`,
    `addr add ${linkAddress(device, 4, "router")}/30 dev ${device}`,
    `addr add ${linkAddress(device, 6, "router")}/64 dev ${device} nodad`,
];

export const gatewayDevices = (wiring: Wiring): string[] => [
    ...wiring.vpcs.flatMap((vpc, v) => [
        gatewayDevice(v),
        ...(hasEgressOnly(wiring, vpc) ? [egressOnlyDevice(v)] : []),
    ]),
    ...wiring.gatewayEndpoints.map((_, i) => endpointDevice(i)),
];

/** The first address of each subnet is the router's, the second of the VPC the resolver's. */
function addressesOf({ subnets, vpcs }: Wiring): string[] {
    const v4 = (cidrs: readonly string[]) => cidrs.filter(ofFamily(4));
    const all = [
        ...vpcs.flatMap((vpc) => resolversOf(vpc).filter((address) => cidrFamily(address) === 4)),
        ...subnets.flatMap(({ cidrs }) => v4(cidrs).map((cidr) => nth(cidr, 1))),
        ...Object.values(everywhere).flat(),
    ];
    return [...new Set(all)].map((own) =>
        `addr add ${own}/${cidrFamily(own) === 4 ? 32 : "128 nodad"} dev lo`.replace(
            "128 nodad dev lo",
            "128 dev lo nodad",
        ),
    );
}

const resolversOf = ({ cidrs }: Vpc): string[] =>
    cidrs
        .filter(ofFamily(4))
        .slice(0, 1)
        .map((cidr) => nth(cidr, 2));

function settingsOf(wiring: Wiring): string[] {
    const devices = wiring.wires.map(({ device }) => device);
    const v4 = "net/ipv4/conf";
    return [
        "net/ipv4/ip_forward=1",
        "net/ipv6/conf/all/forwarding=1",
        `${v4}/all/rp_filter=0`,
        `${v4}/all/send_redirects=0`,
        ...[...devices, ...gatewayDevices(wiring)].map((device) => `${v4}/${device}/rp_filter=0`),
        ...devices.flatMap((device) => [
            // Within a subnet hosts ask each other's address: the router answers for all of them, and at once.
            `${v4}/${device}/proxy_arp=1`,
            `${v4}/${device}/send_redirects=0`,
            `net/ipv4/neigh/${device}/proxy_delay=0`,
        ]),
    ];
}

function rulesetOf(wiring: Wiring, { off }: Switches): string {
    const rules = new Ruleset("inet twin");
    if (!off.has("acls")) aclChains(rules, wiring);
    if (!off.has("groups")) groupChains(rules, wiring);
    voidChain(rules, wiring);
    rules.chain("stateful", [
        "ct state established,related accept",
        ...(off.has("groups") ? [] : groupJumps(wiring)),
        ...balancerMarks(wiring),
        "accept",
    ]);
    rules.hook("forward", "filter hook forward priority filter", [
        'oifname "void" goto nowhere',
        ...loops(rules, wiring),
        ...(off.has("checks") ? [] : checkRules(rules, wiring)),
        ...(off.has("acls") ? [] : aclJumps(wiring)),
        "goto stateful",
    ]);
    rules.hook("prerouting", "filter hook prerouting priority mangle", [
        ...(off.has("routes") ? openMarks(wiring) : []),
        "ct direction reply ct mark != 0 meta mark set ct mark",
    ]);
    rules.hook("input", "filter hook input priority filter", inputRules(rules, wiring, off.has("listeners")), "drop");
    return rules.text();
}

/** What would leave by the cable that it came in by goes round and round at AWS too, until it is lost. */
const loops = (rules: Ruleset, { wires }: Wiring): string[] =>
    wires.map(({ device }) => `iifname ${quoted(device)} oifname ${quoted(device)} ${rules.drop("route-in-circles")}`);

function inputRules(rules: Ruleset, wiring: Wiring, open: boolean): string[] {
    const taken = rules.report("arrived", "accept");
    const from = (served: (wire: Wire) => boolean) => wiring.wires.filter(served).map(({ device }) => quoted(device));
    const serve = (devices: readonly string[], addresses: readonly string[], what: string) =>
        devices.length === 0
            ? []
            : ([4, 6] as const).flatMap((family) => {
                  const own = addresses.filter(ofFamily(family));
                  const ip = family === 4 ? "ip" : "ip6";
                  return own.length === 0 ? [] : [`iifname ${set(devices)} ${ip} daddr ${set(own)} ${what} ${taken}`];
              });
    const dns = "meta l4proto { tcp, udp } th dport 53";
    const resolving = wiring.vpcs
        .filter(({ dnsSupport }) => dnsSupport)
        .flatMap((vpc) =>
            serve(
                from((wire) => wire.interface.subnet.vpc === vpc),
                [...resolversOf(vpc), ...everywhere.dns],
                dns,
            ),
        );
    return [
        'iifname "lo" accept',
        "ct state established,related accept",
        "icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept",
        ...resolving,
        ...serve(
            from(({ interface: { metadata } }) => open || metadata !== false),
            everywhere.metadata,
            "tcp dport 80",
        ),
        ...serve(
            from(() => true),
            everywhere.time,
            "udp dport 123",
        ),
        rules.drop("router-itself"),
    ];
}
