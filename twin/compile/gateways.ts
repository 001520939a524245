import type { Family } from "../../model/addresses";
import type { RouteTable, Vpc } from "../../analysis/graph/model";
import type { Wiring } from "./wiring";

/** Names and addresses of the cables between the router and what is no interface of a subnet. */

export const gatewayDevice = (vpc: number): string => `g${vpc}`;
export const egressOnlyDevice = (vpc: number): string => `o${vpc}`;
export const endpointDevice = (endpoint: number): string => `s${endpoint}`;

/** Third octets of the cables' addresses, by the letter of their device. */
const octets: Readonly<Record<string, number>> = { g: 100, o: 150, s: 200 };

/** Cables to the router have link-local addresses; the gateway's end is the second. */
export function linkAddress(device: string, family: Family, end: "router" | "gateway" = "gateway"): string {
    const last = end === "router" ? 1 : 2;
    return family === 6 ? `fe80::${last}` : `169.254.${octets[device[0]] + Number(device.slice(1))}.${last}`;
}

/** Cables to the internet: a block that the internet does not carry (RFC 6598). */
export function internetAddress(device: string, family: Family, end: "internet" | "gateway"): string {
    const last = end === "internet" ? 1 : 2;
    return family === 6 ? `fe80::${last}` : `100.127.${octets[device[0]] + Number(device.slice(1))}.${last}`;
}

const leadsOut = ({ routes }: RouteTable): boolean => routes.some(({ target }) => target.kind === "egress-only");

export const hasEgressOnly = ({ subnets }: Wiring, vpc: Vpc): boolean =>
    subnets.some((subnet) => subnet.vpc === vpc && leadsOut(subnet.table));
