import type {
    Acl,
    AclEntry,
    Balancer,
    GroupRule,
    Interface,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
} from "../../analysis/graph/model";
import type { GraphResource } from "../../analysis/graph/resource";
import type { Network } from "../../twin/compile/wiring";
import type { Net, NetAclEntry, NetRoute, NetRule } from "../analysis/reachability/network";

/**
 * A sketched network as the twin takes it, without a plan and without what reads plans: what the reader of analysis/graph gets wrong in
 * the same network's plan is then seen as packets that differ from the proof.
 */
export function networkOf(net: Net): Network {
    const read = new Reading(net);
    return { vpcs: read.vpcs, interfaces: read.interfaces, balancers: read.balancers, gatewayEndpoints: [], gaps: [] };
}

const anything = { protocol: "-1", from: undefined, to: undefined } as const;
const everywhere = ["0.0.0.0/0", "::/0"] as const;

class Reading {
    readonly vpcs: readonly Vpc[];
    readonly interfaces: readonly Interface[];
    readonly balancers: readonly Balancer[];
    private readonly groups: readonly SecurityGroup[];
    private readonly defaultGroups: readonly SecurityGroup[];
    private readonly subnets: readonly Subnet[];
    private readonly tables: readonly { readonly name: string; readonly routes: Route[] }[];

    constructor(private readonly net: Net) {
        this.vpcs = net.vpcs.map((_, i) => this.vpc(i));
        this.groups = net.groups.map((group, i) => ({
            key: `group${i}`,
            name: `group${i}`,
            ingress: group.ingress.map(ruleOf),
            egress: group.egress.map(ruleOf),
        }));
        this.defaultGroups = net.vpcs.map(({ defaultGroup }, i) => defaultGroupOf(i, defaultGroup === "open"));
        this.tables = net.tables.map((_, i) => ({ name: `table${i}`, routes: [] }));
        const acls = net.acls.map((acl, i): Acl => aclOf(`acl${i}`, acl.ingress, acl.egress));
        const byVpc = net.vpcs.map(({ defaultAcl }, i) => defaultAclOf(i, defaultAcl === "open"));
        const made: RouteTable[] = net.vpcs.map((_, i) => ({ name: `main of vpc${i}`, routes: [] }));
        this.subnets = net.subnets.map((subnet, i) => {
            const table = subnet.table ?? net.vpcs[subnet.vpc].mainTable;
            return {
                key: `subnet${i}`,
                name: `subnet${i}`,
                vpc: this.vpcs[subnet.vpc],
                zone: subnet.zone,
                cidrs: [subnet.cidr, subnet.cidr6].filter((cidr) => cidr !== ""),
                mapPublicIp: subnet.mapPublicIp,
                assignIpv6: false,
                acl: subnet.acl === undefined ? byVpc[subnet.vpc] : acls[subnet.acl],
                table: table === undefined ? made[subnet.vpc] : this.tables[table],
            };
        });
        const hosts = net.hosts.map((_, i) => this.host(i));
        const nats = net.nats.map((nat, i) =>
            this.interface(`nat${i}`, "nat", nat.subnet, { addresses: [nat.address], publicIpv4: true }),
        );
        const nodes = net.balancers.map((_, i) => this.nodes(i));
        this.interfaces = [...hosts, ...nats, ...nodes.flat()];
        this.balancers = net.balancers.map((_, i) => this.balancer(i, nodes[i], hosts));
        net.tables.forEach(({ routes }, i) =>
            this.tables[i].routes.push(...routes.map((route) => this.route(route, nats))),
        );
    }

    private vpc(i: number): Vpc {
        const { cidr, cidr6, internetGateway } = this.net.vpcs[i];
        const peers = this.net.peerings.flatMap(({ a, b }) => (a === i ? [`vpc${b}`] : b === i ? [`vpc${a}`] : []));
        return {
            key: `vpc${i}`,
            name: `vpc${i}`,
            cidrs: [cidr, cidr6].filter((one) => one !== ""),
            dnsSupport: true,
            hasInternetGateway: internetGateway,
            blocksPublicAccess: false,
            peers: new Set(peers),
        };
    }

    private interface(name: string, kind: Interface["kind"], subnet: number, more: Partial<Interface>): Interface {
        const resource = { name, urn: name } as GraphResource;
        const addresses6 = more.addresses6 ?? [];
        return {
            key: name,
            name,
            owner: resource,
            resource,
            kind,
            subnet: this.subnets[subnet],
            groups: undefined,
            addresses: [this.net.subnets[subnet].cidr],
            publicIpv4: false,
            elasticIp: false,
            hasIpv6: addresses6.length > 0,
            publicIpv6: addresses6.length > 0,
            addresses6,
            metadata: kind === "instance",
            linux: false,
            listens: undefined,
            spread: false,
            ...more,
        };
    }

    private host(i: number): Interface {
        const { subnet, address, address6, fixed, publicIp, groups } = this.net.hosts[i];
        const { vpc, mapPublicIp } = this.net.subnets[subnet];
        return this.interface(`host${i}`, "instance", subnet, {
            ...(fixed && { addresses: [address] }),
            ...(address6 !== "" && { addresses6: [address6], hasIpv6: true, publicIpv6: true }),
            publicIpv4: publicIp === "by-subnet" ? mapPublicIp : publicIp !== "refused",
            groups: groups.length > 0 ? groups.map((group) => this.groups[group]) : [this.defaultGroups[vpc]],
        });
    }

    private nodes(i: number): Interface[] {
        const { subnets, addresses, internal, groups, port, protocol } = this.net.balancers[i];
        return subnets.map((subnet, j) =>
            this.interface(`nlb${i}`, "balancer", subnet, {
                key: `nlb${i}#${j}`,
                // AWS takes addresses that somebody wrote for internal balancers only.
                ...(internal && { addresses: [addresses[j]] }),
                publicIpv4: !internal,
                groups: groups.length > 0 ? groups.map((group) => this.groups[group]) : undefined,
                listens: [{ protocol: protocol === "TCP" ? "tcp" : "udp", port }],
            }),
        );
    }

    private balancer(i: number, interfaces: readonly Interface[], hosts: readonly Interface[]): Balancer {
        const { internal, crossZone, protocol, port, targets, targetPort, keepsClient } = this.net.balancers[i];
        const meant = targets.map((target) => ({
            interface: hosts[target],
            port: targetPort,
            checkedOn: targetPort,
            // AWS: of UDP the client's address is always kept.
            keepsClient,
        }));
        return {
            resource: interfaces[0].resource,
            interfaces,
            internetFacing: !internal,
            crossZone,
            listeners: [{ protocol, port, targets: meant }],
        };
    }

    private route({ destination, to }: NetRoute, nats: readonly Interface[]): Route {
        const urn = "route";
        switch (to.kind) {
            case "internet":
                return { urn, destination, target: { kind: "internet-gateway" } };
            case "egress-only":
                return { urn, destination, target: { kind: "egress-only" } };
            case "nat":
                return { urn, destination, target: { kind: "nat", nat: nats[to.nat] } };
            case "peering": {
                const { a, b } = this.net.peerings[to.peering];
                return { urn, destination, target: { kind: "peering", vpcs: [`vpc${a}`, `vpc${b}`] } };
            }
        }
    }
}

const ruleOf = ({ protocol, from, to, peer }: NetRule): GroupRule => ({
    urn: "rule",
    protocol,
    from,
    to,
    peer: "cidr" in peer ? { kind: "cidr", cidr: peer.cidr } : { kind: "group", key: `group${peer.group}` },
    partial: false,
    description: "",
});

/** As AWS makes it: its own members in, everything out; or adopted and emptied. */
function defaultGroupOf(vpc: number, open: boolean): SecurityGroup {
    const key = `default of vpc${vpc}`;
    const rule = (peer: GroupRule["peer"]): GroupRule => {
        return { urn: "rule", ...anything, peer, partial: false, description: "" };
    };
    return {
        key,
        name: key,
        ingress: open ? [rule({ kind: "group", key })] : [],
        egress: open ? everywhere.map((cidr) => rule({ kind: "cidr", cidr })) : [],
    };
}

function defaultAclOf(vpc: number, open: boolean): Acl {
    const entries = everywhere.map((cidr, i): AclEntry => {
        return { urn: "", number: 100 + i, allow: true, ...anything, cidr, partial: false };
    });
    return { name: `default ACL of vpc${vpc}`, ingress: open ? entries : [], egress: open ? entries : [] };
}

function aclOf(name: string, ingress: readonly NetAclEntry[], egress: readonly NetAclEntry[]): Acl {
    const ordered = (entries: readonly NetAclEntry[]) =>
        [...entries]
            .sort((one, other) => one.number - other.number)
            .map((entry): AclEntry => ({ ...entry, urn: "entry", partial: false }));
    return { name, ingress: ordered(ingress), egress: ordered(egress) };
}
