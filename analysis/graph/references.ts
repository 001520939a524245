import type { Linker } from "./linker";
import type { GraphResource } from "./resource";
import { aclTypes, subnetTypes, tableTypes, vpcTypes } from "./types";

/**
 * What a resource of any type refers to in the network: by id, by ARN, inside a longer text, or by what a property was made of. Whatever
 * has no rules in the model and is tied to the network may carry traffic there.
 */

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** What packets pass or end at. */
const networkTypes: readonly string[] = [
    ...vpcTypes,
    ...subnetTypes,
    ...aclTypes,
    ...tableTypes,
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/eip:Eip",
    endpointType,
];

const idOfNetwork = /^(vpc|subnet|sg|eni|rtb|acl|eipalloc|vpce)-/;

/** Types of this list name parts of the network in policies, alarms, logs, names and stored text. They open no way for a packet. */
const harmless =
    /^(pulumi:|aws:(iam|kms|sns|sqs|budgets|backup|acm|wafv2|cloudtrail|cfg|guardduty|inspector2?|resourcegroups)\/|aws:s3\/(bucket(?!Notification|Replication)|object)|aws:s3control\/(?!accessPoint|multiRegion)|aws:ssm\/(parameter|association|document|maintenanceWindow):?|aws:secretsmanager\/|aws:cloudwatch\/(metricAlarm|compositeAlarm|dashboard|logGroup|logResourcePolicy|logMetricFilter):|aws:route53\/(zone|zoneAssociation|record|resolverQueryLogConfig|resolverQueryLogConfigAssociation|resolverFirewall\w+|resolverConfig|resolverDnsSecConfig|vpcAssociationAuthorization):|aws:servicediscovery\/|aws:ec2\/tag:)/;

/** A part of the network: its name, and the URN of the resource that it is or came with, empty for one that was looked up. */
interface Owner {
    readonly name: string;
    readonly urn: string;
}

export type NetworkIds = ReadonlyMap<string, Owner>;

/** Ids of the network's parts: of its resources, of what AWS made with them, and of a default VPC that was looked up. */
export function networkIds(linker: Linker, lookedUp: readonly string[]): NetworkIds {
    const ids = new Map<string, Owner>(lookedUp.map((id) => [id, { name: id, urn: "" }]));
    for (const resource of linker.ofType(...networkTypes, "aws:ec2/instance:Instance")) {
        const parts = Object.values(resource.outputs).filter(
            (value): value is string => typeof value === "string" && idOfNetwork.test(value),
        );
        for (const id of [...parts, ...(networkTypes.includes(resource.type) ? [resource.id] : [])])
            if (id !== "") ids.set(id, ids.get(id) ?? resource);
    }
    return ids;
}

/** The first part of the network that a property of the resource refers to, and the property. */
export function referenceOf(
    { urn: owner, type, props, propertyDependencies }: GraphResource,
    linker: Linker,
    ids: NetworkIds,
    isRead: (property: string) => boolean = () => false,
): { readonly property: string; readonly to: string } | undefined {
    if (harmless.test(type)) return undefined;
    for (const property of new Set([...Object.keys(props), ...Object.keys(propertyDependencies)])) {
        if (isRead(property)) continue;
        const named = idIn(props[property], ids, owner);
        const dependencies = props[property] === undefined ? (propertyDependencies[property] ?? []) : [];
        const to =
            named ??
            dependencies
                .map((urn) => linker.urn(urn))
                .find((part) => part !== undefined && networkTypes.includes(part.type))?.name;
        if (to !== undefined) return { property, to };
    }
    return undefined;
}

/** A policy pack sees inputs and outputs as one: the ids of a resource's own are no reference of it. */
function idIn(value: unknown, ids: NetworkIds, self: string): string | undefined {
    if (typeof value === "string") {
        const found = value.match(/[A-Za-z]+-[\w-]+/g)?.map((word) => ids.get(word));
        return found?.find((owner) => owner !== undefined && owner.urn !== self)?.name;
    }
    if (typeof value !== "object" || value === null) return undefined;
    for (const inner of Object.values(value)) {
        const found = idIn(inner, ids, self);
        if (found !== undefined) return found;
    }
    return undefined;
}
