import type { GraphResource } from "../../graph/resource";
import type { NetworkGraph } from "../../graph/model";
import { flag } from "../../graph/values";
import { assumptions } from "../assumptions";
import { charge, list, number, record, type Draft } from "../line";
import { HOURS_PER_MONTH, instancePrice, prices, volumePrice } from "../prices";

/** EC2 sends seven metrics a minute per instance under detailed monitoring (CloudWatch pricing page, example 1). */
const DETAILED_METRICS = 7;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts.html: instance, its volumes, its address, its metrics. */
export function instance(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const type = String(resource.props.instanceType ?? "");
    if (type === "")
        throw new Error(`[instanceType] ${resource.name} has no instance type: write one such as t3.large`);
    const root = record(resource.props.rootBlockDevice);
    const rootSize = number(root.volumeSize) ?? assumptions.rootVolumeGb.quantity;
    const drafts = [
        charge(resource, "compute", `${type} instance`, HOURS_PER_MONTH, instancePrice(type)),
        ...volumeDrafts(resource, "root volume", { volumeSize: rootSize, volumeType: "gp3", ...root }),
        ...list(resource.props.ebsBlockDevices).flatMap((device) => volumeDrafts(resource, "volume", record(device))),
    ];
    for (let left = publicAddresses(resource, network); left > 0; left -= 1) {
        drafts.push(charge(resource, "public-ipv4", "public IPv4 address", HOURS_PER_MONTH, prices.publicIpv4));
    }
    if (resource.props.monitoring === true) {
        drafts.push(charge(resource, "monitoring", "detailed monitoring", DETAILED_METRICS, prices.metric));
    }
    return drafts;
}

export function volume(resource: GraphResource): readonly Draft[] {
    return volumeDrafts(resource, "volume", {
        ...resource.props,
        volumeSize: resource.props.size,
        volumeType: resource.props.type,
    });
}

/** In use or idle, each costs the same; addresses of NAT gateways and load balancers are resources of this type too. */
export function elasticIp(resource: GraphResource): readonly Draft[] {
    return [charge(resource, "public-ipv4", "public IPv4 address (Elastic IP)", HOURS_PER_MONTH, prices.publicIpv4)];
}

/**
 * How many public addresses the instance gets that are no resources of their own: an Elastic IP takes the place of such an address and is
 * priced as itself. An instance whose subnet is not known counts as public.
 */
function publicAddresses(resource: GraphResource, { interfaces }: NetworkGraph): number {
    const cards = interfaces.filter(({ owner }) => owner === resource);
    const asked = flag(resource.props.associatePublicIpAddress) ?? true;
    return cards.length === 0 ? Number(asked) : cards.filter((one) => one.publicIpv4 && !one.elasticIp).length;
}

function volumeDrafts(
    resource: GraphResource,
    item: string,
    settings: Readonly<Record<string, unknown>>,
): readonly Draft[] {
    const type = String(settings.volumeType ?? "gp2");
    const size = number(settings.volumeSize);
    if (size === undefined) {
        throw new Error(`[size] the ${item} of ${resource.name} has no size: write it in GB (gibibytes)`);
    }
    const iops = type === "gp3" ? (number(settings.iops) ?? 3000) - 3000 : 0;
    const throughput = type === "gp3" ? (number(settings.throughput) ?? 125) - 125 : 0;
    return [
        charge(resource, "volumes", `${size} GB ${type} ${item}`, size, volumePrice(type)),
        ...(iops > 0 ? [charge(resource, "volumes", `IOPS of the ${item}`, iops, prices.gp3Iops)] : []),
        ...(throughput > 0
            ? [charge(resource, "volumes", `throughput of the ${item}`, throughput, prices.gp3Throughput)]
            : []),
    ];
}
