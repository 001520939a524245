import type { AclEntry, GroupRule, Interface, RouteTable, Vpc } from "../../analysis/graph/model";
import { cidrFamily } from "../../model/addresses";
import { meet } from "./blocks";
import { protocolNumber } from "./nft";
import { serviceBlock } from "./prefixLists";
import type { Network } from "./wiring";

/** What the model has and the twin cannot make, each by its name: a twin that leaves something out would prove nothing. */
export function refusals(network: Network): string[] {
    const subnets = [...new Set(network.interfaces.map(({ subnet }) => subnet))];
    const groups = [...new Set(network.interfaces.flatMap((own) => own.groups ?? []))];
    return [
        ...network.gaps.map(({ urn, what, fix }) => `${urn.split("::").slice(2).join(" ")}: ${what}; ${fix}`),
        ...network.vpcs.flatMap((vpc) => ofVpc(vpc, network.vpcs)),
        ...[...new Set(subnets.map(({ table }) => table))].flatMap((table) => ofTable(table, network.vpcs)),
        ...[...new Set(subnets.map(({ acl }) => acl))].flatMap(({ name, ingress, egress }) =>
            [...ingress, ...egress].flatMap((entry) => ofEntry(name, entry)),
        ),
        ...groups.flatMap(({ name, ingress, egress }) =>
            [...ingress, ...egress].flatMap((rule) => ofRule(name, rule, network)),
        ),
        ...network.interfaces.flatMap(ofInterface),
        ...network.gatewayEndpoints.flatMap(({ service, resource }) =>
            serviceBlock(service) === undefined ? [`${resource.name}: a gateway endpoint for ${service}`] : [],
        ),
    ];
}

function ofVpc(vpc: Vpc, all: readonly Vpc[]): string[] {
    const others = all.filter((other) => other !== vpc && other.key > vpc.key);
    const shared = others.filter((other) => other.cidrs.some((one) => vpc.cidrs.some((own) => meet(own, one))));
    return [
        ...(vpc.blocksPublicAccess ? [`${vpc.name}: VPC Block Public Access, whose exclusions no plan shows`] : []),
        ...shared.map((other) => `${vpc.name} and ${other.name}: two VPCs that share addresses`),
    ];
}

function ofTable({ name, routes }: RouteTable, vpcs: readonly Vpc[]): string[] {
    return routes.flatMap(({ destination, target }) => {
        if (target.kind === "firewall") return [`${name}: a route to the network firewall ${target.name}`];
        if (target.kind === "unmodelled") return [`${name}: a route to ${target.what}`];
        if (destination.startsWith("pl-")) return [`${name}: a route for ${destination}, whose blocks are not known`];
        if (target.kind === "nat" && cidrFamily(destination) === 6)
            return [`${name}: a route of IPv6 to a NAT gateway`];
        if (target.kind !== "peering") return [];
        const beside = vpcs.filter(
            ({ key, cidrs }) => !target.vpcs.includes(key) && cidrs.some((own) => meet(own, destination)),
        );
        return beside.map(
            (vpc) => `${name}: a route to a peering for ${destination}, which holds addresses of ${vpc.name} too`,
        );
    });
}

const ofEntry = (name: string, { partial, number }: AclEntry): string[] =>
    partial ? [`${name}: entry ${number} is about one ICMP type, which the model does not carry`] : [];

function ofRule(name: string, { partial, protocol, from, peer }: GroupRule, { gatewayEndpoints }: Network): string[] {
    const icmp = [1, 58].includes(protocolNumber(protocol) ?? 0) && from !== undefined && from >= 0;
    const unclear =
        peer.kind === "prefix-list" &&
        peer.cidrs === undefined &&
        new Set(gatewayEndpoints.map(({ service }) => service)).size !== 1;
    return [
        ...(partial && !icmp ? [`${name}: a rule that the group's inline rules may have removed`] : []),
        ...(unclear ? [`${name}: prefix list ${peer.id}, of which service the plan does not say`] : []),
    ];
}

function ofInterface({ name, listens, kind, addresses, addresses6 }: Interface): string[] {
    return [
        ...(listens?.some(({ port }) => port === undefined) ? [`${name}: a listener whose port is not known`] : []),
        ...(addresses.length + addresses6.length === 0
            ? [`${name}: an interface without an address that is known`]
            : []),
        ...(kind === "nat" && addresses.length === 0 ? [`${name}: a NAT gateway without an IPv4 address`] : []),
    ];
}
