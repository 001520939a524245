import { cidrFamily } from "../../model/addresses";
import type { Groups } from "./groups";
import type { Linker } from "./linker";
import type { Interface, InterfaceKind, Subnet } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import type { Subnets } from "./subnets";
import { flag, isUnknown, list, object, texts } from "./values";

/** Services of AWS that have interfaces in subnets, and how each says where and in which groups. */
interface Placement {
    /** The property that holds the others. */
    readonly within?: string;
    readonly subnets: string;
    /** The type of the named list of subnets that `subnets` names. */
    readonly listType?: string;
    readonly groups: string;
    readonly publicIp?: string;
    readonly address?: string;
    /** The property that says that it has IPv6 addresses, where its subnets have: true, or a word for IPv6 or both. */
    readonly ipv6?: string;
    /** It opens connections and takes none. */
    readonly client?: true;
    /** It is in one or some of its subnets, nobody knows which. */
    readonly spread?: true;
}

const byNetworkType = { ipv6: "networkType" } as const;
const databases = {
    ...byNetworkType,
    groups: "vpcSecurityGroupIds",
    subnets: "dbSubnetGroupName",
    spread: true,
} as const;
const caches = {
    ...byNetworkType,
    groups: "securityGroupIds",
    subnets: "subnetGroupName",
    listType: "aws:elasticache/subnetGroup:SubnetGroup",
    spread: true,
} as const;
const databaseList = "aws:rds/subnetGroup:SubnetGroup";

const serviceType = "aws:ecs/service:Service";

const placements: Readonly<Record<string, Placement>> = {
    [serviceType]: {
        within: "networkConfiguration",
        subnets: "subnets",
        groups: "securityGroups",
        publicIp: "assignPublicIp",
        spread: true,
    },
    "aws:efs/mountTarget:MountTarget": {
        subnets: "subnetId",
        groups: "securityGroups",
        address: "ipAddress",
        ipv6: "ipAddressType",
    },
    "aws:elasticache/cluster:Cluster": caches,
    "aws:elasticache/replicationGroup:ReplicationGroup": caches,
    "aws:lambda/function:Function": {
        within: "vpcConfig",
        subnets: "subnetIds",
        groups: "securityGroupIds",
        ipv6: "ipv6AllowedForDualStack",
        client: true,
        spread: true,
    },
    "aws:rds/cluster:Cluster": { ...databases, listType: databaseList },
    "aws:rds/instance:Instance": { ...databases, listType: databaseList, publicIp: "publiclyAccessible" },
};

/** Types that say nothing by themselves: lists of subnets, and members of a cluster that has the addresses. */
const companions = new Set([
    databaseList,
    caches.listType,
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:elasticache/user:User",
]);

export const serviceInterfaceTypes = Object.keys(placements);

export const hasServiceInterfaces = (type: string): boolean => type in placements || companions.has(type);

/** One interface that a service has in a subnet. */
interface ServiceInterface {
    readonly kind: InterfaceKind;
    readonly subnet: Subnet;
    readonly more: Partial<Interface>;
}

export function serviceInterfacesOf(
    resource: GraphResource,
    linker: Linker,
    subnets: Subnets,
    groups: Groups,
    gaps: Gaps,
): ServiceInterface[] {
    const placement = placements[resource.type];
    const holder = placement.within === undefined ? resource : inner(resource, placement.within);
    if (!holder) return [];
    const placed = subnetsOf(holder, placement, linker, subnets, gaps);
    if (placed.length === 0) {
        gaps.add(resource, "its subnets are not known", `pass ${placement.subnets}`);
        return [];
    }
    const addresses = placement.address === undefined ? [] : texts(resource.props[placement.address]);
    return placed.map((subnet) => ({
        kind: placement.client ? "client" : "other",
        subnet,
        more: {
            groups: groups.of(holder, placement.groups, subnet.vpc.key),
            publicIpv4: isPublic(resource, holder, placement, linker),
            hasIpv6: hasIpv6(resource, holder, placement, subnet),
            metadata: metadataOf(resource),
            ...(placement.spread && placed.length > 1 && { spread: true }),
            ...(addresses.length > 0 && { addresses }),
        },
    }));
}

/**
 * AWS gives tasks an IPv6 address in every subnet that has a block (account setting dualStackIPv6, on unless somebody turned it off);
 * other services where their subnet or they themselves say so.
 */
function hasIpv6(resource: GraphResource, holder: GraphResource, { ipv6 }: Placement, subnet: Subnet): boolean {
    const said = ipv6 === undefined ? undefined : holder.props[ipv6];
    if (resource.type === serviceType && subnet.cidrs.some((cidr) => cidrFamily(cidr) === 6)) return true;
    return subnet.assignIpv6 || flag(said) === true || /^(dual|ipv6)/i.test(String(said ?? ""));
}

/** Tasks on instances may ask the instance's metadata service, unless its agent blocks them (ECS_AWSVPC_BLOCK_IMDS). */
function metadataOf({ type, props }: GraphResource): boolean | undefined {
    if (type !== serviceType) return false;
    const providers = list(props.capacityProviderStrategies).map((value) => String(object(value).capacityProvider));
    const managed =
        providers.length > 0
            ? providers.every((name) => /^FARGATE(_SPOT)?$/.test(name))
            : props.launchType === "FARGATE";
    return managed ? false : undefined;
}

/** The inner object with its own references: those of the property that holds it. Undefined when there is none. */
function inner(resource: GraphResource, within: string): GraphResource | undefined {
    const props = object(list(resource.props[within])[0]);
    if (Object.keys(props).length === 0 && !isUnknown(resource, within)) return undefined;
    const dependencies = resource.propertyDependencies[within] ?? [];
    const propertyDependencies = Object.fromEntries(Object.keys(props).map((name) => [name, dependencies]));
    return { ...resource, props, propertyDependencies };
}

function subnetsOf(
    holder: GraphResource,
    { subnets: property, listType }: Placement,
    linker: Linker,
    subnets: Subnets,
    gaps: Gaps,
): Subnet[] {
    if (listType === undefined) return subnets.of(holder, property);
    const name = holder.props[property];
    const byName = linker
        .ofType(listType)
        .filter(({ props, outputs }) => name !== undefined && [props.name, outputs.name].includes(name));
    const { targets, exact } =
        byName.length === 1 ? { targets: byName, exact: true } : linker.link(holder, property, listType);
    if (!exact) gaps.add(holder, `${property} may be one of ${targets.length} lists of subnets`, "pass its name");
    return targets.flatMap((found) => subnets.of(found, "subnetIds"));
}

function isPublic(resource: GraphResource, holder: GraphResource, { publicIp }: Placement, linker: Linker): boolean {
    if (publicIp !== undefined) return flag(holder.props[publicIp]) ?? false;
    const member = "aws:rds/clusterInstance:ClusterInstance";
    return linker
        .ofType(member)
        .some(
            (candidate) =>
                flag(candidate.props.publiclyAccessible) === true &&
                linker.names(candidate, "clusterIdentifier", resource, resource.type),
        );
}
