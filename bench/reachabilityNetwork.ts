import type { Net, NetAclEntry, NetRule } from "../test/analysis/reachability/network";

/** A generated VPC of the size of a large company's: /24 subnets in three zones, N/20 groups, 1-3 groups an interface, 10 ACLs. */

/** Numbers from a seed, the same on every machine (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
    let state = seed >>> 0;
    return (limit) => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    };
}

const hostsPerSubnet = 240;
const ports = [22, 80, 443, 3000, 4000, 5432, 6379, 8000, 8080, 9092] as const;

export function largeNetwork(interfaces: number, seed: number): Net {
    const random = randomFrom(seed);
    const pick = <T>(items: readonly T[]): T => items[random(items.length)];
    const subnetCount = Math.ceil(interfaces / hostsPerSubnet);
    const cidrs = Array.from({ length: subnetCount }, (_, i) => `10.0.${i}.0/24`);
    const acls = Array.from({ length: 10 }, () => ({
        vpc: 0,
        inline: false,
        ingress: entries(random, cidrs),
        egress: entries(random, cidrs),
    }));
    const groupCount = Math.max(1, Math.floor(interfaces / 20));
    const rule = (byReference: boolean): NetRule => {
        const protocol = pick(["tcp", "tcp", "tcp", "udp", "-1"]);
        const port = pick(ports);
        const peer = byReference
            ? { group: random(groupCount) }
            : { cidr: pick([...cidrs, "10.0.0.0/16", "10.0.0.0/20", "10.0.0.0/18"]) };
        return { protocol, from: port, to: random(8) === 0 ? 65535 : port, peer };
    };
    const groups = Array.from({ length: groupCount }, () => {
        const rules = Array.from({ length: 5 }, (_, i) => rule(i % 2 === 0));
        const ingress = rules.filter((_, i) => i < 3);
        return { vpc: 0, form: "standalone" as const, ingress, egress: rules.slice(3) };
    });
    const hosts = Array.from({ length: interfaces }, (_, i) => ({
        subnet: Math.floor(i / hostsPerSubnet),
        address: `10.0.${Math.floor(i / hostsPerSubnet)}.${10 + (i % hostsPerSubnet)}`,
        fixed: true,
        address6: "",
        publicIp: "refused" as const,
        groups: [...new Set(Array.from({ length: 1 + random(3) }, () => random(groupCount)))],
    }));
    return {
        vpcs: [
            {
                cidr: "10.0.0.0/16",
                cidr6: "",
                internetGateway: true,
                mainTable: undefined,
                defaultGroup: "open",
                defaultAcl: "open",
            },
        ],
        subnets: cidrs.map((cidr, i) => ({
            vpc: 0,
            cidr,
            cidr6: "",
            mapPublicIp: false,
            table: i % 4 === 0 ? 0 : 1,
            acl: random(acls.length),
            zone: `us-east-1${"abc"[i % 3]}`,
        })),
        tables: [
            { vpc: 0, inline: true, routes: [{ destination: "0.0.0.0/0", to: { kind: "internet" } }] },
            { vpc: 0, inline: true, routes: [] },
        ],
        acls,
        groups,
        hosts,
        nats: [],
        balancers: [],
        peerings: [],
    };
}

/** A tier's ACL: some blocks denied, some ports open, replies for most. */
function entries(random: (limit: number) => number, cidrs: readonly string[]): NetAclEntry[] {
    const entry = (number: number, allow: boolean, from: number, to: number, cidr: string): NetAclEntry => {
        return { number, allow, protocol: "tcp", from, to, cidr };
    };
    const denied = Array.from({ length: 3 }, (_, i) => entry(100 + i, false, 22, 22, cidrs[random(cidrs.length)]));
    const opened = Array.from({ length: 4 }, (_, i) => {
        const port = ports[random(ports.length)];
        return entry(200 + i, true, port, port, random(2) === 0 ? "10.0.0.0/16" : cidrs[random(cidrs.length)]);
    });
    const replies = random(5) === 0 ? [] : [entry(300, true, 1024, 65535, "10.0.0.0/16")];
    return [...denied, ...opened, ...replies];
}
