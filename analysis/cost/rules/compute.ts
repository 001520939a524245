import type { PlanResource } from "../../../model/plan";
import type { LinkedPlan } from "../../links";
import { assumptions } from "../assumptions";
import { charge, list, number, record, type Draft } from "../line";
import { HOURS_PER_MONTH, instances, prices, volumes } from "../prices";

const SUBNET = "aws:ec2/subnet:Subnet";
const EIP = "aws:ec2/eip:Eip";
/** EC2 sends seven metrics a minute per instance under detailed monitoring (CloudWatch pricing page, example 1). */
const DETAILED_METRICS = 7;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts.html: instance, its volumes, its address, its metrics. */
export function instance(resource: PlanResource, plan: LinkedPlan): readonly Draft[] {
    const type = String(resource.props.instanceType ?? "");
    const price = instances[type];
    if (price === undefined) {
        throw new Error(
            `[instanceType] "${type}" of ${resource.name} has no price: add it to \`instances\` in analysis/cost/prices.ts`,
        );
    }
    const root = record(resource.props.rootBlockDevice);
    const rootSize = number(root.volumeSize) ?? assumptions.rootVolumeGb.quantity;
    const drafts = [
        charge(resource, "compute", `${type} instance`, HOURS_PER_MONTH, price),
        ...volumeDrafts(resource, "root volume", { volumeSize: rootSize, volumeType: "gp3", ...root }),
        ...list(resource.props.ebsBlockDevices).flatMap((device) => volumeDrafts(resource, "volume", record(device))),
    ];
    if (hasPublicAddress(resource, plan)) {
        drafts.push(charge(resource, "public-ipv4", "public IPv4 address", HOURS_PER_MONTH, prices.publicIpv4));
    }
    if (resource.props.monitoring === true) {
        drafts.push(charge(resource, "monitoring", "detailed monitoring", DETAILED_METRICS, prices.metric));
    }
    return drafts;
}

export function volume(resource: PlanResource): readonly Draft[] {
    return volumeDrafts(resource, "volume", {
        ...resource.props,
        volumeSize: resource.props.size,
        volumeType: resource.props.type,
    });
}

/** In use or idle, each costs the same; addresses of NAT gateways and load balancers are resources of this type too. */
export function elasticIp(resource: PlanResource): readonly Draft[] {
    return [charge(resource, "public-ipv4", "public IPv4 address (Elastic IP)", HOURS_PER_MONTH, prices.publicIpv4)];
}

/**
 * True when the instance gets a public address of its own: by its launch setting, else by its subnet's. An Elastic IP
 * takes the place of that address and is priced as itself. An unknown subnet counts as public.
 */
function hasPublicAddress(resource: PlanResource, plan: LinkedPlan): boolean {
    const byEip =
        plan.referrers(resource, EIP, "instance").length > 0 ||
        plan.referrers(resource, "aws:ec2/eipAssociation:EipAssociation", "instanceId").length > 0;
    if (byEip) return false;
    if (typeof resource.props.associatePublicIpAddress === "boolean") return resource.props.associatePublicIpAddress;
    const subnet = plan.one(resource, "subnetId", [SUBNET]);
    return subnet === undefined || subnet.props.mapPublicIpOnLaunch === true;
}

function volumeDrafts(
    resource: PlanResource,
    item: string,
    settings: Readonly<Record<string, unknown>>,
): readonly Draft[] {
    const type = String(settings.volumeType ?? "gp2");
    const size = number(settings.volumeSize);
    const price = volumes[type];
    if (price === undefined) {
        throw new Error(
            `[volumeType] "${type}" of ${resource.name} has no price: add it to \`volumes\` in analysis/cost/prices.ts`,
        );
    }
    if (size === undefined) {
        throw new Error(`[size] the ${item} of ${resource.name} has no size: write it in GB (gibibytes)`);
    }
    const iops = (number(settings.iops) ?? 3000) - 3000;
    const throughput = (number(settings.throughput) ?? 125) - 125;
    return [
        charge(resource, "volumes", `${size} GB ${type} ${item}`, size, price),
        ...(iops > 0 ? [charge(resource, "volumes", `IOPS of the ${item}`, iops, prices.gp3Iops)] : []),
        ...(throughput > 0
            ? [charge(resource, "volumes", `throughput of the ${item}`, throughput, prices.gp3Throughput)]
            : []),
    ];
}
