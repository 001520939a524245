import type { GraphResource } from "./resource";

/** Reading plain values out of properties. Numbers and booleans may come as text: the provider accepts both. */

export const text = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" ? value : undefined;

export function integer(value: unknown): number | undefined {
    const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

/** "true" of a launch template is as true as true. */
export const flag = (value: unknown): boolean | undefined =>
    value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;

export const list = (value: unknown): unknown[] =>
    Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const texts = (value: unknown): string[] => list(value).flatMap((item) => text(item) ?? []);

export const object = (value: unknown): Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** True when the value of a property is not known yet, in whole or in part: what is left of a list says less than the list. */
export const isUnknown = ({ props, unknown, propertyDependencies }: GraphResource, property: string): boolean =>
    (props[property] === undefined && (propertyDependencies[property]?.length ?? 0) > 0) ||
    [...unknown].some((path) => path === property || path.startsWith(`${property}.`));

/** True when the number of a list's items is not known yet, or one of them in whole. */
export const lacksItems = (resource: GraphResource, property: string): boolean =>
    (resource.props[property] === undefined && isUnknown(resource, property)) ||
    [...resource.unknown].some((path) => path.startsWith(property) && /^(\.\d+)?$/.test(path.slice(property.length)));

/** The items of a list, each as if it were a resource: its references count as those of the whole list, for AWS knows only these. */
export function itemsOf(resource: GraphResource, property: string): GraphResource[] {
    const made = resource.propertyDependencies[property] ?? [];
    return list(resource.props[property]).map((item, i) => {
        const prefix = `${property}.${i}.`;
        const unknown = [...resource.unknown].flatMap((path) =>
            path.startsWith(prefix) ? [path.slice(prefix.length)] : [],
        );
        const inputs = [...Object.keys(object(item)), ...unknown.map((path) => path.split(".")[0])];
        return {
            ...resource,
            props: object(item),
            unknown: new Set(unknown),
            propertyDependencies: Object.fromEntries(inputs.map((input) => [input, made])),
        };
    });
}

/** Whether what describes an interface gives it IPv6: by addresses, by a number of them, or by prefixes. */
export const isGivenIpv6 = (entry: Readonly<Record<string, unknown>>): boolean =>
    ["ipv6AddressCount", "ipv6PrefixCount"].some((name) => (integer(entry[name]) ?? 0) > 0) ||
    ["ipv6Addresses", "ipv6AddressList", "ipv6AddressLists", "ipv6Prefixes"].some(
        (name) => texts(entry[name]).length > 0,
    ) ||
    ["enablePrimaryIpv6", "primaryIpv6"].some((name) => flag(entry[name]) === true);

/** Orders by code units: the same on every machine, which `localeCompare` is not. */
export const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The protocols that rules may name: AWS takes four names, "all", and numbers. */
export const isProtocol = (name: string): boolean => /^(tcp|udp|icmp|icmpv6|all|-1|\d{1,3})$/i.test(name);

/** True when a rule about TCP or UDP does not say its ports: what the provider then writes is not what one would think. */
export const lacksPorts = (protocol: string, from: unknown, to: unknown): boolean =>
    /^(tcp|udp|6|17)$/i.test(protocol) && [from, to].some((port) => (integer(port) ?? -1) < 0);
