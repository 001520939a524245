import type { Net, NetRule } from "../../analysis/reachability/network";

/**
 * One small network in which everything shows that proof, reader and compiler can get wrong: ACL entries out of order, a route more
 * specific than another, a main table, default groups, several groups on an interface, both families, NAT, and a balancer whose target
 * has other ways back.
 */

const anywhere = "0.0.0.0/0";
const anywhere6 = "::/0";

const rule = (protocol: string, from: number, to: number, peer: NetRule["peer"]): NetRule => ({
    protocol,
    from,
    to,
    peer,
});

const open = [rule("-1", 0, 0, { cidr: anywhere }), rule("-1", 0, 0, { cidr: anywhere6 })];

const entry = (number: number, allow: boolean, protocol: string, from: number, to: number, cidr = anywhere) => ({
    number,
    allow,
    protocol,
    from,
    to,
    cidr,
});

const subnet = (i: number, more: { readonly table: number | undefined; readonly acl: number | undefined }) => ({
    vpc: 0,
    cidr: `10.0.${i}.0/24`,
    cidr6: `2001:db8:0:${i}::/64`,
    mapPublicIp: i === 1,
    zone: "us-east-1a",
    ...more,
});

const host = (i: number, address: string, groups: readonly number[], publicIp: Net["hosts"][number]["publicIp"]) => ({
    subnet: i,
    address,
    fixed: true,
    address6: groups.includes(0) ? `2001:db8:0:${i + 1}::${address.split(".")[3]}` : "",
    publicIp,
    groups,
});

export const lesson: Net = {
    vpcs: [
        {
            cidr: "10.0.0.0/16",
            cidr6: "2001:db8:0::/56",
            internetGateway: true,
            mainTable: 1,
            defaultGroup: "open",
            defaultAcl: "open",
        },
    ],
    subnets: [
        subnet(1, { table: 0, acl: undefined }),
        subnet(2, { table: undefined, acl: 0 }),
        subnet(3, { table: 2, acl: 1 }),
    ],
    tables: [
        {
            vpc: 0,
            inline: true,
            routes: [anywhere, anywhere6].map((destination) => ({ destination, to: { kind: "internet" } })),
        },
        {
            vpc: 0,
            inline: false,
            routes: [
                { destination: anywhere, to: { kind: "nat", nat: 0 } },
                { destination: "198.51.100.0/24", to: { kind: "internet" } },
            ],
        },
        { vpc: 0, inline: false, routes: [{ destination: "203.0.113.0/24", to: { kind: "internet" } }] },
    ],
    acls: [
        {
            vpc: 0,
            inline: false,
            ingress: [
                entry(1000, true, "-1", 0, 0),
                entry(90, false, "tcp", 443, 443),
                entry(1001, true, "-1", 0, 0, anywhere6),
            ],
            egress: [
                entry(150, true, "-1", 0, 0),
                entry(100, false, "tcp", 22, 22),
                entry(151, true, "-1", 0, 0, anywhere6),
            ],
        },
        {
            vpc: 0,
            inline: true,
            ingress: [entry(100, true, "tcp", 1024, 40_000), entry(110, true, "tcp", 22, 22, "10.0.0.0/16")],
            egress: [entry(100, true, "-1", 0, 0)],
        },
    ],
    groups: [
        { vpc: 0, form: "classic", ingress: open, egress: open },
        {
            vpc: 0,
            form: "standalone",
            ingress: [rule("tcp", 22, 22, { group: 0 })],
            egress: [rule("tcp", 22, 22, { cidr: "10.0.0.0/16" })],
        },
        {
            vpc: 0,
            form: "inline",
            ingress: [rule("tcp", 80, 8080, { cidr: "10.0.0.0/16" }), rule("-1", 443, 443, { cidr: "10.0.2.0/24" })],
            egress: [],
        },
    ],
    hosts: [
        host(0, "10.0.1.10", [0], "by-subnet"),
        host(0, "10.0.1.11", [1, 2], "refused"),
        host(1, "10.0.2.10", [0], "refused"),
        host(1, "10.0.2.11", [1], "refused"),
        host(2, "10.0.3.10", [0], "elastic"),
        host(0, "10.0.1.12", [], "refused"),
    ],
    nats: [{ subnet: 0, address: "10.0.1.200" }],
    balancers: [
        {
            subnets: [0],
            addresses: ["10.0.1.220"],
            internal: false,
            groups: [0],
            port: 443,
            protocol: "TCP",
            targetPort: 3000,
            targets: [2],
            keepsClient: true,
            crossZone: true,
        },
    ],
    peerings: [],
};
