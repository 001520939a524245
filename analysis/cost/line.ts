import type { GraphResource } from "../graph/resource";
import type { NetworkGraph } from "../graph/model";
import type { Assumption } from "./assumptions";
import type { Price, Unpriced } from "./prices";

/** What a line pays for; the comparison with the requirements adds lines up by it. */
export type Category =
    | "compute"
    | "volumes"
    | "nat"
    | "transfer"
    | "public-ipv4"
    | "load-balancing"
    | "endpoints"
    | "dns"
    | "logs"
    | "monitoring"
    | "keys-and-secrets"
    | "object-storage"
    | "backup"
    | "firewall"
    /** Nobody knows what the resource is charged for. */
    | "unknown";

/** A line before it is multiplied and rounded. */
export interface Draft {
    /** Null for usage that no single resource owns. */
    readonly resource: GraphResource | null;
    readonly category: Category;
    readonly item: string;
    readonly quantity: number;
    readonly price: Price | Unpriced;
    /** Set when the quantity is assumed rather than read from the plan. */
    readonly assumption: string | null;
}

/** Prices one resource. Throws an Error that says what is missing and where to write it. */
export type Pricer = (resource: GraphResource, network: NetworkGraph) => readonly Draft[];

/** A charge that the plan itself determines. */
export function charge(
    resource: GraphResource,
    category: Category,
    item: string,
    quantity: number,
    price: Price | Unpriced,
): Draft {
    return { resource, category, item, quantity: fourPlaces(quantity), price, assumption: null };
}

/** A charge whose quantity is assumed. */
export function usage(
    resource: GraphResource | null,
    category: Category,
    item: string,
    quantity: number,
    price: Price,
    ...because: readonly Assumption[]
): Draft {
    const assumption = because.map(({ quantity: amount, unit, why }) => `${amount} ${unit}: ${why}`).join("; ");
    return { resource, category, item, quantity: fourPlaces(quantity), price, assumption };
}

/** Quantities that come out of a division are kept to four places, so that quantity x price can be checked by hand. */
function fourPlaces(quantity: number): number {
    return Math.round(quantity * 1e4) / 1e4;
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, unknown>>)
        : {};
}

export function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** A number that a program may also have written as text; undefined when absent. */
export function number(value: unknown): number | undefined {
    const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
}

/** How many things a list property names: its length, or when it is unknown the resources it depends on. */
export function count({ linker }: NetworkGraph, resource: GraphResource, property: string): number {
    const value = resource.props[property];
    if (Array.isArray(value)) return value.length;
    return new Set(resource.propertyDependencies[property]?.filter((urn) => linker.urn(urn)?.custom)).size;
}

/** The subnets that a resource has an address in. One that the network does not have counts as it is written. */
export function countPlaces(network: NetworkGraph, resource: GraphResource, property: string): number {
    const known = network.interfaces.filter(({ owner }) => owner === resource).length;
    return Math.max(known, count(network, resource, property));
}
