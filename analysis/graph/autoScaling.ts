import type { Groups } from "./groups";
import type { Linker } from "./linker";
import type { Interface, Subnet } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import type { Subnets } from "./subnets";
import { flag, integer, isGivenIpv6, isUnknown, list, object, text } from "./values";

const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

/** One interface of the instances that an Auto Scaling group starts in a subnet. */
interface StartedInterface {
    readonly subnet: Subnet;
    readonly more: Partial<Interface>;
}

/** What an Auto Scaling group starts: in each of its subnets an instance as the launch template says. */
export function interfacesStartedBy(
    group: GraphResource,
    linker: Linker,
    subnets: Subnets,
    groups: Groups,
    gaps: Gaps,
): StartedInterface[] {
    for (const property of ["mixedInstancesPolicy", "launchConfiguration", "loadBalancers"]) {
        if (list(group.props[property]).length > 0 || isUnknown(group, property))
            gaps.add(group, `${property} of an Auto Scaling group is not modelled`, "use launchTemplate alone");
    }
    const named = object(group.props.launchTemplate);
    const dependencies = group.propertyDependencies.launchTemplate;
    const property = named.id === undefined && named.name !== undefined ? "name" : "id";
    const holder = { ...group, props: named, propertyDependencies: dependencies ? { [property]: dependencies } : {} };
    const byName = linker
        .ofType(templateType)
        .filter(({ props }) => props.name === named.name && named.name !== undefined);
    const { targets, exact } =
        byName.length === 1 ? { targets: byName, exact: true } : linker.link(holder, property, templateType);
    const placed = subnets.of(group, "vpcZoneIdentifiers");
    if (targets.length !== 1 || !exact || placed.length === 0) {
        gaps.add(group, "its launch template or its subnets are not known", "pass both by their ids");
        return [];
    }
    const [template] = targets;
    if (group.props.launchTemplate !== undefined && !isAsWritten(named.version, template))
        gaps.add(
            group,
            `starts version ${text(named.version) ?? integer(named.version) ?? "$Default"} of ${template.name}, which may not be what the plan shows`,
            "pass version $Latest or the template's latestVersion, or set updateDefaultVersion on the template",
        );
    return placed
        .flatMap((subnet) => interfacesOf(template, subnet, groups, gaps))
        .map(({ subnet, more }) => ({ subnet, more: { ...more, spread: placed.length > 1 } }));
}

/**
 * Whether a version of a template is what its resource says, which is the latest. A template that has no versions yet will have one. A
 * version that is not known yet is the one that the template is about to have.
 */
function isAsWritten(version: unknown, { props, outputs }: GraphResource): boolean {
    if (version === "$Latest") return true;
    const latest = integer(outputs.latestVersion) ?? 1;
    const chosen = props.defaultVersion ?? outputs.defaultVersion ?? 1;
    const byDefault = flag(props.updateDefaultVersion) ? latest : integer(chosen);
    return (
        (version === undefined || version === "$Default" || version === "" ? byDefault : integer(version)) === latest
    );
}

function interfacesOf(template: GraphResource, subnet: Subnet, groups: Groups, gaps: Gaps): StartedInterface[] {
    for (const property of ["networkInterfaces", "vpcSecurityGroupIds"]) {
        if (isUnknown(template, property) && template.propertyDependencies[property] === undefined)
            gaps.add(template, `${property} is not known`, "write it as a plain value");
    }
    const written = list(template.props.networkInterfaces).map(object);
    const dependencies = template.propertyDependencies.networkInterfaces ?? [];
    if (written.length === 0 && dependencies.length > 0)
        gaps.add(template, "networkInterfaces is not known", "write it as a plain value");
    if (written.some((entry) => entry.networkInterfaceId !== undefined || entry.subnetId !== undefined))
        gaps.add(template, "its interfaces are placed by the template", "leave the subnet to the group");
    const all = written.length > 0 ? written : [{}];
    return all.map((entry) => {
        const named = list(entry.securityGroups).length > 0;
        const holder = { ...template, props: entry, propertyDependencies: { securityGroups: dependencies } };
        return {
            subnet,
            more: {
                groups: named
                    ? groups.of(holder, "securityGroups", subnet.vpc.key)
                    : groups.of(template, "vpcSecurityGroupIds", subnet.vpc.key),
                // The provider takes "true" as well as true.
                publicIpv4: flag(entry.associatePublicIpAddress) ?? subnet.mapPublicIp,
                hasIpv6: isGivenIpv6(entry) || subnet.assignIpv6,
                metadata: object(template.props.metadataOptions).httpEndpoint !== "disabled",
            },
        };
    });
}
