import type { AclEntry, GroupRule, Listening, NetworkGraph } from "../graph/model";
import type { Family, Interval } from "../../model/addresses";
import { groupPorts, type HeaderSet, portInterval, protocolInterval, protocolNumbers } from "./headers";

/**
 * The protocols and ports of a network, cut into classes that no rule of it cuts further: what holds for one header of a class holds for
 * all of them. All pairs of a large network are asked class by class.
 */
export interface HeaderClass {
    readonly family: Family;
    /** One protocol and one port that stand for the class. */
    readonly protocol: bigint;
    readonly port: bigint;
}

type Ports = GroupRule | AclEntry;

/** Protocols that rules cut further: by ports, or by ICMP types. */
const withPorts = [1n, 6n, 17n, 58n];

const portsOf = (rule: Ports, protocol: Interval): Interval =>
    ("peer" in rule ? groupPorts : portInterval)(protocol, rule.from, rule.to);

export function headerClassesOf(graph: NetworkGraph): HeaderClass[] {
    const rules = rulesOf(graph);
    const listened = graph.interfaces.flatMap(({ listens = [] }) => listens);
    const named = rules.flatMap(({ protocol }) => {
        const interval = protocolInterval(protocol);
        return interval && interval[0] === interval[1] ? [interval[0]] : [];
    });
    const protocols = new Set([...withPorts, ...named]);
    const other = [...Array(256).keys()].map(BigInt).find((number) => !protocols.has(number));
    if (other !== undefined) protocols.add(other);
    const heads = [...protocols].flatMap((protocol) =>
        (withPorts.includes(protocol) ? portClasses(rules, listened, protocol) : [0n]).map((port) => ({
            protocol,
            port,
        })),
    );
    const families = ([4, 6] as const).filter((family) =>
        graph.interfaces.some(
            (networkInterface) => (family === 4 ? networkInterface.addresses : networkInterface.addresses6).length > 0,
        ),
    );
    return families.flatMap((family) => heads.map((head) => ({ family, ...head })));
}

/** The first port of every range between two ports at which some rule begins or ends. */
function portClasses(rules: readonly Ports[], listened: readonly Listening[], protocol: bigint): bigint[] {
    const starts = new Set([0n]);
    for (const { protocol: name, port } of listened) {
        if (port === undefined || protocolNumbers[name] !== protocol) continue;
        for (const start of [port, port + 1]) if (start <= 65535) starts.add(BigInt(start));
    }
    for (const rule of rules) {
        const interval = protocolInterval(rule.protocol);
        if (!interval || interval[0] !== protocol || interval[1] !== protocol) continue;
        const [low, high] = portsOf(rule, interval);
        starts.add(low);
        if (high < 65535n) starts.add(high + 1n);
    }
    return [...starts];
}

function rulesOf(graph: NetworkGraph): Ports[] {
    const groups = new Set(graph.interfaces.flatMap((networkInterface) => networkInterface.groups ?? []));
    const acls = new Set(graph.subnets.map(({ acl }) => acl));
    return [
        ...[...groups].flatMap(({ ingress, egress }) => [...ingress, ...egress]),
        ...[...acls].flatMap(({ ingress, egress }) => [...ingress, ...egress]),
    ];
}

const within = ([low, high]: Interval, value: bigint) => low <= value && value <= high;

export function ruleHas(rule: Ports, headerClass: HeaderClass): boolean {
    const protocol = protocolInterval(rule.protocol);
    if (!protocol || !within(protocol, headerClass.protocol)) return false;
    return within(portsOf(rule, protocol), headerClass.port);
}

export const setHas = (set: HeaderSet, headerClass: HeaderClass): boolean =>
    set.some(
        (header) =>
            header.family === headerClass.family &&
            within(header.protocol, headerClass.protocol) &&
            within(header.port, headerClass.port),
    );
