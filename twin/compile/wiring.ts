import { cidrInterval, addressText, cidrFamily, type Family } from "../../model/addresses";
import type { Balancer, Interface, NetworkGraph, RouteTable, Subnet, Vpc } from "../../analysis/graph/model";
import { addressOnly, isBlock, nth, ofFamily } from "./blocks";

/** What the twin is made from: the part of the model that packets meet. */
export type Network = Pick<NetworkGraph, "vpcs" | "interfaces" | "balancers" | "gatewayEndpoints" | "gaps">;

/** One interface of the network as a cable between a namespace of its own and the router. */
export interface Wire {
    readonly interface: Interface;
    /** The namespace: the interface's name, with a number where its owner has several. */
    readonly place: string;
    /** The router's end of the cable. */
    readonly device: string;
    /** One address for each that the model says; where that is a block, a free one of it. */
    readonly addresses: readonly string[];
    /** By which the internet knows it, where it does. */
    readonly publicAddress: string | undefined;
}

/** The network with everything that the plan leaves to AWS chosen, and a number for each thing that needs one. */
export interface Wiring {
    readonly wires: readonly Wire[];
    readonly vpcs: readonly Vpc[];
    readonly subnets: readonly Subnet[];
    readonly tables: readonly RouteTable[];
    readonly balancers: readonly Balancer[];
    readonly gatewayEndpoints: NetworkGraph["gatewayEndpoints"];
    readonly wireOf: ReadonlyMap<Interface, Wire>;
}

/** Addresses that AWS hands out to interfaces that face the internet: a block of its own, for tests of networks (RFC 2544). */
export const publicBlock = "198.18.0.0/16";

/** AWS keeps the first four addresses of each subnet, and the last. */
const reserved = 4n;

export function wiringOf(network: Network): Wiring {
    const taken = new Set(network.interfaces.flatMap(fixedOf));
    const seen = new Map<string, number>();
    const several = new Set(
        network.interfaces.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i),
    );
    const wires = network.interfaces.map((own, i): Wire => {
        const number = seen.get(own.name) ?? 0;
        seen.set(own.name, number + 1);
        return {
            interface: own,
            place: several.has(own.name) ? `${own.name}-${number}` : own.name,
            device: `e${i}`,
            addresses: [...chosen(own, 4, taken), ...chosen(own, 6, taken)],
            publicAddress: own.publicIpv4 && own.addresses.length > 0 ? nth(publicBlock, 1 + i) : undefined,
        };
    });
    const subnets = [...new Set(network.interfaces.map(({ subnet }) => subnet))];
    return {
        wires,
        vpcs: network.vpcs,
        subnets,
        tables: [...new Set(subnets.map(({ table }) => table))],
        balancers: network.balancers,
        gatewayEndpoints: network.gatewayEndpoints,
        wireOf: new Map(wires.map((wire) => [wire.interface, wire])),
    };
}

const written = (own: Interface, family: Family) =>
    (family === 4 ? own.addresses : own.addresses6).filter(ofFamily(family));

const fixedOf = (own: Interface): string[] =>
    [...written(own, 4), ...written(own, 6)].filter((address) => !isBlock(address)).map(addressOnly);

function chosen(own: Interface, family: Family, taken: Set<string>): string[] {
    return written(own, family).map((address) => {
        if (!isBlock(address)) return addressOnly(address);
        const free = freeIn(address, taken);
        taken.add(free);
        return free;
    });
}

function freeIn(cidr: string, taken: ReadonlySet<string>): string {
    const [low, high] = cidrInterval(cidr);
    for (let address = low + reserved; address < high; address += 1n) {
        const text = addressText(cidrFamily(cidr), address);
        if (!taken.has(text)) return text;
    }
    throw new Error(`${cidr} has no free address left for one more interface`);
}

export const addressesOf = ({ addresses }: Wire, family: Family): string[] => addresses.filter(ofFamily(family));

/** Numbers of route tables in the router: the VPC's own addresses, everything, a subnet's routes, and back to a balancer. */
export const tableNumbers = {
    local: (vpc: number) => 1000 + vpc,
    open: (vpc: number) => 2000 + vpc,
    routes: (table: number) => 3000 + table,
    balancer: (wire: number) => 4000 + wire,
} as const;
