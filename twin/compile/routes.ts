import type { Family } from "../../model/addresses";
import type { Route, RouteTable, Vpc } from "../../analysis/graph/model";
import { block, ofFamily } from "./blocks";
import { ipOf, named, quoted, type Ruleset, set } from "./nft";
import { serviceBlock } from "./prefixLists";
import { egressOnlyDevice, endpointDevice, gatewayDevice, linkAddress, hasEgressOnly } from "./gateways";
import { addressesOf, tableNumbers, type Wire, type Wiring } from "./wiring";

/**
 * Route tables as policy routing: what comes from an interface is looked up among the addresses of its own VPC, then in its subnet's
 * table. What no route leads anywhere goes to a device called void, so that it can be counted as it is dropped there.
 */

const families = [4, 6] as const;
const everything: Readonly<Record<Family, string>> = { 4: "0.0.0.0/0", 6: "::/0" };
/** Behind every route of a table. */
const last = 4_294_967_295;

/** `ip` has a call of its own for rules of IPv6. */
const ruleOf = (family: Family, text: string): string => `${family === 6 ? "-6 " : ""}rule add ${text}`;

export function routeLines(wiring: Wiring): string[] {
    return [
        ...families.map((family) => ruleOf(family, "pref 32000 lookup 999")),
        ...families.map((family) => `route add ${everything[family]} dev void table 999`),
        // Where the router itself answers (names, metadata, time), its answers go to the VPC's own addresses.
        ...families.flatMap((family) =>
            wiring.vpcs.map((_, v) => ruleOf(family, `pref 50 iif lo lookup ${tableNumbers.local(v)}`)),
        ),
        ...wiring.vpcs.flatMap((vpc, v) => [...localTable(wiring, vpc, v), ...openTable(wiring, vpc, v)]),
        ...wiring.wires.flatMap((wire) => lookups(wiring, wire)),
        ...wiring.tables.flatMap((table) => tableLines(wiring, table)),
        ...balancersOf(wiring).flatMap(returnLines),
    ];
}

/** The addresses of a VPC, each at its interface; the rest of its blocks is nobody. */
function localTable({ wires }: Wiring, vpc: Vpc, v: number): string[] {
    const table = tableNumbers.local(v);
    return [
        ...vpc.cidrs.map((cidr) => `route add ${block(cidr)} dev void table ${table}`),
        ...wires.filter(({ interface: own }) => own.subnet.vpc === vpc).flatMap((wire) => atInterface(wire, table)),
    ];
}

const atInterface = ({ addresses, device }: Wire, table: number): string[] =>
    addresses.map((address) => `route add ${address} dev ${device} table ${table}`);

/** With routes off everything leads everywhere: to every address of the twin, and else to the internet. */
function openTable(wiring: Wiring, vpc: Vpc, v: number): string[] {
    const table = tableNumbers.open(v);
    const gateways = [gatewayDevice(v), ...(hasEgressOnly(wiring, vpc) ? [egressOnlyDevice(v)] : [])];
    return [
        ...wiring.wires.flatMap((wire) => atInterface(wire, table)),
        ...families.map((family) => toGateway(everything[family], family, gatewayDevice(v), table)),
        ...families.map((family) => ruleOf(family, `pref 5 fwmark ${table} lookup ${table}`)),
        ...gateways.flatMap((device) => arrivals(device, v)),
        ...wiring.gatewayEndpoints.flatMap((_, i) => arrivals(endpointDevice(i), v)),
    ];
}

/** What comes in by a gateway goes to an address of the VPC, or nowhere. */
const arrivals = (device: string, v: number): string[] =>
    families.map((family) => ruleOf(family, `pref 100 iif ${device} lookup ${tableNumbers.local(v)}`));

function lookups(wiring: Wiring, { interface: own, device }: Wire): string[] {
    const { vpc, table } = own.subnet;
    const peers = wiring.vpcs.flatMap((other, v) => (vpc.peers.has(other.key) ? [tableNumbers.local(v)] : []));
    const order = [
        [100, tableNumbers.local(wiring.vpcs.indexOf(vpc))],
        [200, tableNumbers.routes(wiring.tables.indexOf(table))],
        ...peers.map((peer) => [300, peer]),
    ];
    return order.flatMap(([preference, number]) =>
        families.map((family) => ruleOf(family, `pref ${preference} iif ${device} lookup ${number}`)),
    );
}

function tableLines(wiring: Wiring, table: RouteTable): string[] {
    const number = tableNumbers.routes(wiring.tables.indexOf(table));
    const { vpc } = wiring.subnets.find((subnet) => subnet.table === table)!;
    const lines = families.flatMap((family) => [
        ...table.routes
            .filter(({ destination }) => ofFamily(family)(destination))
            .flatMap((route) => routeLine(wiring, vpc, route, family, number)),
        `route add ${everything[family]} dev void metric ${last} table ${number}`,
    ]);
    const endpoints = wiring.gatewayEndpoints.flatMap(({ service, tables }, i) =>
        tables.has(table) ? [toGateway(serviceBlock(service)!, 4, endpointDevice(i), number)] : [],
    );
    return [...lines, ...endpoints];
}

function routeLine(wiring: Wiring, vpc: Vpc, route: Route, family: Family, number: number): string[] {
    const { destination, target } = route;
    const to = block(destination);
    const v = wiring.vpcs.indexOf(vpc);
    switch (target.kind) {
        case "internet-gateway":
            return [toGateway(to, family, gatewayDevice(v), number)];
        case "egress-only":
            return [toGateway(to, family, egressOnlyDevice(v), number)];
        case "nat": {
            const { device, addresses } = wiring.wireOf.get(target.nat)!;
            return [`route add ${to} via ${addresses[0]} dev ${device} onlink table ${number}`];
        }
        case "peering":
            // Not here, says the table: the addresses of the peers are asked next.
            return [`route add throw ${to} table ${number}`];
        case "blackhole":
            return [`route add ${to} dev void table ${number}`];
        case "local":
            return [];
        default:
            throw new Error(`${target.kind} has no route in the twin`);
    }
}

function toGateway(destination: string, family: Family, device: string, table: number): string {
    const via =
        family === 4
            ? `via ${linkAddress(device, 4)} dev ${device} onlink`
            : `via ${linkAddress(device, 6)} dev ${device}`;
    return `route add ${destination} ${via} table ${table}`;
}

const balancersOf = ({ wires }: Wiring): Wire[] => wires.filter(({ interface: own }) => own.kind === "balancer");

/** A balancer that keeps the client's address gets the target's answers, whatever the routes of the target's subnet say. */
function returnLines(wire: Wire): string[] {
    const number = balancerMark(wire);
    return [
        ruleOf(4, `pref 10 fwmark ${number} lookup ${number}`),
        ...addressesOf(wire, 4)
            .slice(0, 1)
            .map((address) => `route add 0.0.0.0/0 via ${address} dev ${wire.device} onlink table ${number}`),
    ];
}

export const balancerMark = ({ device }: Wire): number => tableNumbers.balancer(Number(device.slice(1)));

/** Marks what passes the balancer's second leg with the client's address, so that its answers are told apart from others. */
export const balancerMarks = (wiring: Wiring): string[] =>
    balancersOf(wiring).flatMap((wire) => {
        const own = addressesOf(wire, 4);
        if (own.length === 0) return [];
        return `iifname ${quoted(wire.device)} ip saddr != ${set(own)} ct state new ct mark set ${balancerMark(wire)}`;
    });

/** With routes off: a mark that leads past the tables. */
export const openMarks = (wiring: Wiring): string[] =>
    wiring.vpcs.map((vpc, v) => {
        const own = wiring.wires.filter(({ interface: { subnet } }) => subnet.vpc === vpc).map(({ device }) => device);
        return `iifname ${set([...own, gatewayDevice(v)].map(quoted))} meta mark set ${tableNumbers.open(v)}`;
    });

/** What no route leads anywhere, counted by the table that did not. */
export function voidChain(rules: Ruleset, wiring: Wiring): void {
    const byTable = wiring.wires.map((wire) => {
        const dropped = rules.drop(routeName(wire));
        return `iifname ${quoted(wire.device)} ${dropped}`;
    });
    rules.chain("nowhere", [...byTable, rules.drop("route-of-a-gateway")]);
}

export const routeName = ({ interface: own }: Wire): string => named(`route-${own.subnet.table.name}`);

/** The source and the destination check of an interface: it sends and takes what bears its own addresses. */
export function checkRules(rules: Ruleset, { wires }: Wiring): string[] {
    const checked = wires.filter(({ interface: { kind } }) => kind !== "nat" && kind !== "balancer");
    return families.flatMap((family) => {
        const own = checked.flatMap((wire) => addressesOf(wire, family).map((address) => [wire, address] as const));
        if (checked.length === 0) return [];
        const devices = set(checked.map(({ device }) => quoted(device)));
        const ip = ipOf(family);
        const check = (interfaceName: string, end: string, layer: string): string => {
            const pairs = own.map(([{ device }, address]) => `${quoted(device)} . ${address}`);
            const beside = pairs.length === 0 ? "" : ` ${interfaceName} . ${ip} ${end} != ${set(pairs)}`;
            return `meta nfproto ipv${family} ${interfaceName} ${devices}${beside} ${rules.drop(layer)}`;
        };
        return [check("iifname", "saddr", "check-source"), check("oifname", "daddr", "check-destination")];
    });
}
