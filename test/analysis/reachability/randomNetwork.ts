import type { Net, NetAclEntry, NetHost, NetRoute, NetRule } from "./network";

/**
 * Reads a network out of a list of numbers, so that fast-check can make and shrink networks as lists: fewer and smaller numbers are
 * smaller networks. Values come from small pools, so that addresses, ports and groups meet each other often.
 */
export class Choices {
    private at = 0;

    constructor(private readonly numbers: readonly number[]) {}

    upTo(limit: number): number {
        const value = this.numbers[this.at % this.numbers.length] ?? 0;
        this.at += 1;
        // The list is read again when it ends, shifted, so that long networks do not repeat themselves exactly.
        return (value + Math.floor(this.at / (this.numbers.length + 1)) * 7) % (limit + 1);
    }

    pick<T>(items: readonly T[]): T {
        return items[this.upTo(items.length - 1)];
    }

    /** True once in `n`. */
    oneIn(n: number): boolean {
        return this.upTo(n - 1) === n - 1;
    }

    times<T>(limit: number, make: (i: number) => T): T[] {
        return Array.from({ length: this.upTo(limit) }, (_, i) => make(i));
    }
}

export const outsiders = ["203.0.113.7", "198.51.100.9", "8.8.8.8"] as const;
export const outsiders6 = ["2600:9000::7"] as const;

const spans = [
    [443, 443],
    [0, 65535],
    [22, 22],
    [1024, 65535],
    [32768, 60999],
    [80, 8080],
    [1024, 40000],
] as const;
const protocols = ["tcp", "-1", "udp", "tcp", "icmp", "50"] as const;
const blocks = [
    "0.0.0.0/0",
    "10.0.0.0/16",
    "10.0.1.0/24",
    "10.0.2.0/24",
    "10.0.2.0/28",
    "203.0.113.0/24",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "10.0.1.10/32",
    "54.0.0.0/16",
    "10.1.0.0/16",
    "10.0.1.0/25",
] as const;
const blocks6 = ["::/0", "2001:db8:0::/56", "2001:db8:0:1::/64", "2600:9000::/32", "8000::/1"] as const;

export function networkFrom(choices: Choices): Net {
    const vpcCount = choices.oneIn(3) ? 2 : 1;
    const vpcs = Array.from({ length: vpcCount }, (_, i) => ({
        cidr: `10.${i}.0.0/16`,
        cidr6: choices.oneIn(2) ? `2001:db8:${i === 0 ? "0" : "100"}::/56` : "",
        internetGateway: !choices.oneIn(6),
        defaultGroup: choices.pick(["open", "open", "closed"] as const),
        defaultAcl: choices.pick(["open", "open", "open", "closed"] as const),
    }));
    const peerings = vpcCount === 2 && choices.oneIn(2) ? [{ a: 0, b: 1 }] : [];
    const sketches = Array.from({ length: 1 + choices.upTo(2) + (vpcCount - 1) }, (_, i) => {
        const vpc = vpcCount === 2 && i % 2 === 1 ? 1 : 0;
        return { vpc, cidr: `10.${vpc}.${i + 1}.0/24`, cidr6: subnet6(vpcs[vpc].cidr6, i + 1) };
    });
    const nats = choices.times(1, () => {
        const subnet = choices.upTo(sketches.length - 1);
        return { subnet, address: `${sketches[subnet].cidr.slice(0, -4)}200` };
    });
    const vpcOfSubnet = (subnet: number) => sketches[subnet].vpc;
    const tables = Array.from({ length: vpcCount + choices.upTo(1) }, (_, i) => {
        const vpc = i % vpcCount;
        return { vpc, inline: choices.oneIn(2), routes: routesFrom(choices, vpc) };
    });
    const acls = choices.times(2, () => ({
        vpc: choices.upTo(vpcCount - 1),
        inline: choices.oneIn(2),
        ingress: entriesFrom(choices),
        egress: entriesFrom(choices),
    }));
    const subnets = sketches.map((sketch) => ({
        ...sketch,
        mapPublicIp: choices.oneIn(3),
        table: ofVpc(choices, tables, sketch.vpc),
        acl: ofVpc(choices, acls, sketch.vpc),
        zone: choices.pick(["us-east-1a", "us-east-1b"]),
    }));
    const groupVpcs = Array.from({ length: 1 + choices.upTo(3) }, () => choices.upTo(vpcCount - 1));
    const groups = groupVpcs.map((vpc) => ({
        vpc,
        form: choices.pick(["standalone", "inline", "classic"] as const),
        ingress: choices.times(4, () => ruleFrom(choices, groupVpcs.length)),
        egress: choices.times(4, () => ruleFrom(choices, groupVpcs.length)),
    }));
    const groupsIn = (vpc: number) => groupVpcs.flatMap((index, i) => (index === vpc ? [i] : []));
    const hosts = Array.from({ length: 2 + choices.upTo(2) }, (_, i): NetHost => {
        const subnet = choices.upTo(subnets.length - 1);
        const { cidr, cidr6, vpc } = subnets[subnet];
        return {
            subnet,
            address: `${cidr.slice(0, -4)}${10 + i}`,
            fixed: !choices.oneIn(4),
            address6: cidr6 !== "" && choices.oneIn(2) ? `${cidr6.slice(0, -3)}${16 + i}` : "",
            publicIp: choices.pick(["by-subnet", "launch", "elastic", "refused"]),
            groups: groupsIn(vpc).filter(() => !choices.oneIn(3)),
        };
    });
    const balancers = choices.times(1, (i) => {
        const vpc = vpcOfSubnet(choices.upTo(subnets.length - 1));
        const numbers = subnets.flatMap((subnet, j) => (subnet.vpc === vpc && !choices.oneIn(3) ? [j] : []));
        const nodes = numbers.length > 0 ? numbers : [subnets.findIndex((subnet) => subnet.vpc === vpc)];
        return {
            subnets: nodes,
            addresses: nodes.map((node) => `${subnets[node].cidr.slice(0, -4)}${220 + i}`),
            internal: choices.oneIn(2),
            groups: groupsIn(vpc).filter(() => choices.oneIn(2)),
            port: choices.pick([443, 80]),
            protocol: choices.pick(["TCP", "UDP"] as const),
            targetPort: choices.pick([443, 22, 3000]),
            targets: hosts.flatMap(({ subnet }, j) => (subnets[subnet].vpc === vpc && !choices.oneIn(3) ? [j] : [])),
            keepsClient: !choices.oneIn(3),
            crossZone: choices.oneIn(2),
        };
    });
    const withTables = vpcs.map((vpc, i) => ({ ...vpc, mainTable: ofVpc(choices, tables, i) }));
    return { vpcs: withTables, subnets, tables, acls, groups, hosts, nats, balancers, peerings };

    function routesFrom(from: Choices, vpc: number): NetRoute[] {
        const targets: NetRoute["to"][] = [
            ...(vpcs[vpc].internetGateway ? [{ kind: "internet" } as const] : []),
            ...nats.flatMap((nat, i) => (vpcOfSubnet(nat.subnet) === vpc ? [{ kind: "nat", nat: i } as const] : [])),
            ...peerings.map((_, i) => ({ kind: "peering", peering: i }) as const),
        ];
        const targets6: NetRoute["to"][] = [
            ...(vpcs[vpc].internetGateway ? [{ kind: "internet" } as const] : []),
            { kind: "egress-only" },
            ...peerings.map((_, i) => ({ kind: "peering", peering: i }) as const),
        ];
        const v4 = ["0.0.0.0/0", "203.0.113.0/24", "0.0.0.0/1", `10.${1 - vpc}.0.0/16`].filter(() => !from.oneIn(4));
        const v6 = vpcs[vpc].cidr6 === "" ? [] : ["::/0", "2001:db8:0:0::/32"].filter(() => from.oneIn(2));
        return [
            ...(targets.length > 0 ? v4.map((destination) => ({ destination, to: from.pick(targets) })) : []),
            ...v6.map((destination) => ({ destination, to: from.pick(targets6) })),
        ];
    }
}

const subnet6 = (vpc: string, i: number) =>
    vpc === "" ? "" : `${vpc.replace("::/56", "")}:${i}::/64`.replace("::", "::");

/** One of the tables or ACLs of a VPC, or none. */
function ofVpc(choices: Choices, all: readonly { readonly vpc: number }[], vpc: number): number | undefined {
    const numbers = all.flatMap((one, i) => (one.vpc === vpc ? [i] : []));
    return numbers.length === 0 || choices.oneIn(5) ? undefined : choices.pick(numbers);
}

function entriesFrom(choices: Choices): NetAclEntry[] {
    const numbers = [200, 100, 300, 150].slice(0, 1 + choices.upTo(3));
    const open = { number: 400, allow: true, protocol: "-1", from: 0, to: 0, cidr: "0.0.0.0/0" };
    const last = choices.oneIn(2) ? [open, { ...open, number: 401, cidr: "::/0" }] : [];
    const entries = numbers.map((number) => {
        const [from, to] = choices.pick(spans);
        const protocol = choices.pick(protocols);
        const cidr = choices.oneIn(4) ? choices.pick(blocks6) : choices.pick(blocks);
        return { number, allow: !choices.oneIn(3), protocol, ...portsOf(protocol, from, to), cidr };
    });
    return [...entries, ...last];
}

/** Something that lets most traffic through comes often: networks where nothing arrives show little. */
function ruleFrom(choices: Choices, groups: number): NetRule {
    if (choices.oneIn(3))
        return { protocol: choices.pick(["tcp", "-1"]), from: 0, to: 65535, peer: { cidr: "0.0.0.0/0" } };
    const [from, to] = choices.pick(spans);
    const protocol = choices.pick(protocols);
    const peer = choices.oneIn(2)
        ? { group: choices.upTo(groups - 1) }
        : { cidr: choices.oneIn(4) ? choices.pick(blocks6) : choices.pick(blocks) };
    return { protocol, ...portsOf(protocol, from, to), peer };
}

/** AWS wants -1 for every ICMP type; protocols without ports are written as the provider takes them, with 0. */
function portsOf(protocol: string, from: number, to: number): { from: number; to: number } {
    if (protocol === "icmp") return { from: -1, to: -1 };
    return protocol === "tcp" || protocol === "udp" || protocol === "-1" ? { from, to } : { from: 0, to: 0 };
}
