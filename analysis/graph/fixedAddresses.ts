import { contains } from "../../model/cidr";
import type { Linker } from "./linker";
import type { Interface, Subnet } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import type { Subnets } from "./subnets";
import { subnetTypes } from "./types";
import { integer, isGivenIpv6, list, object, text, texts } from "./values";

/** Addresses of an interface that is a resource of its own. More that AWS chooses may be any of the subnet. */
export function addressesOf({ props }: GraphResource, subnet: Subnet): Partial<Interface> {
    const written = (...properties: readonly string[]) => [
        ...new Set(properties.flatMap((name) => texts(props[name]))),
    ];
    const chosen = (...properties: readonly string[]) => properties.some((name) => (integer(props[name]) ?? 0) > 0);
    const v4 = written("privateIp", "privateIps", "privateIpList", "ipv4Prefixes");
    const v6 = written("ipv6Addresses", "ipv6AddressList", "ipv6AddressLists", "ipv6Prefixes");
    const more6 = chosen("ipv6AddressCount", "ipv6PrefixCount");
    const known4 = v4.length > 0 && !chosen("privateIpsCount", "ipv4PrefixCount");
    return {
        ...(known4 && { addresses: v4 }),
        ...(v6.length > 0 && !more6 && { addresses6: v6 }),
        hasIpv6: isGivenIpv6(props) || subnet.assignIpv6,
    };
}

/**
 * Addresses that an interface endpoint was given (`subnetConfigurations`), by the subnets that it has anyway. An address belongs to
 * the subnet whose block holds it (AWS: CreateVpcEndpoint, SubnetConfiguration), so which entry names which subnet need not be known.
 */
export function fixedAddresses(
    resource: GraphResource,
    endpointSubnets: readonly Subnet[],
    { linker, subnets, gaps }: { readonly linker: Linker; readonly subnets: Subnets; readonly gaps: Gaps },
): (subnet: Subnet) => readonly string[] {
    const entries = list(resource.props.subnetConfigurations).map(object);
    const dependencies = resource.propertyDependencies.subnetConfigurations ?? [];
    const isAmong = (subnet: Subnet | undefined) => subnet !== undefined && endpointSubnets.includes(subnet);
    for (const entry of entries) {
        const holder = { ...resource, props: entry, propertyDependencies: { subnetId: dependencies } };
        const { targets, external } = linker.link(holder, "subnetId", ...subnetTypes);
        const named = [
            ...targets.map(({ urn }) => subnets.subnets.get(urn)),
            ...(external === undefined ? [] : [subnets.subnets.get(external)]),
        ];
        const address = text(entry.ipv4);
        const isPlaced = address === undefined || endpointSubnets.some((subnet) => holds(subnet, address));
        if (!named.every(isAmong) || !isPlaced)
            gaps.add(
                resource,
                "subnetConfigurations names a subnet or an address that subnetIds does not have",
                "name the same subnets in subnetIds, and addresses inside their blocks",
            );
    }
    const addresses = entries.flatMap(({ ipv4 }) => text(ipv4) ?? []);
    return (subnet) => addresses.filter((address) => holds(subnet, address));
}

const holds = ({ cidrs }: Subnet, address: string) =>
    cidrs.some((cidr) => !cidr.includes(":") && contains(cidr, `${address}/32`));
