import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { endpointServices } from "../design/derive/endpoints";
import type { MachineImage } from "../components/parts/hardenedInstance";
import { zonesOf } from "../design/addresses";
import type { Allowlist } from "../model/allowlist";
import type { StackConfig } from "../model/config";
import type { LookedUpNetwork } from "../model/intent";
import { Naming } from "../model/naming";

/**
 * What the account and the region say, asked once before anything is registered. Plain values: names, ARNs and policies
 * built from them are known at the first preview, so no rule has to judge an unknown.
 */
export interface AccountLookups {
    /** As many zones as the public tier needs, each offering the instance types and the endpoint services. */
    readonly zones: readonly string[];
    readonly s3PrefixListId: string;
    readonly image: MachineImage;
    /** Mode default-vpc only. */
    readonly defaultVpc?: LookedUpNetwork;
}

/** What is called how in the account that the provider has reached. */
export async function namingOf({ stack, region }: StackConfig, provider: aws.Provider): Promise<Naming> {
    const { accountId } = await aws.getCallerIdentity({}, { provider });
    const { partition } = await aws.getPartition({}, { provider });
    // The parser refuses regions of China, and there are no other partitions.
    return new Naming(stack, accountId, region, partition as Naming["partition"]);
}

export async function lookUp(
    config: StackConfig,
    { naming, allowlist }: { readonly naming: Naming; readonly allowlist: Allowlist },
    provider: aws.Provider,
): Promise<AccountLookups> {
    const opts = { provider };
    const { region, network } = config;
    const prefixList = await aws.ec2.getManagedPrefixList({ name: `com.amazonaws.${region}.s3` }, opts);
    return {
        zones: network.mode === "default-vpc" ? [] : await zones(config, endpointServices(allowlist), opts),
        s3PrefixListId: prefixList.id,
        image: await machineImage(config, naming, opts),
        defaultVpc: network.mode === "default-vpc" ? await defaultVpc(config, opts) : undefined,
    };
}

/** Canonical's accounts (https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/). */
const canonical = { aws: "099720109477", "aws-us-gov": "513442679011" } as const;

async function machineImage({ host }: StackConfig, naming: Naming, opts: pulumi.InvokeOptions): Promise<MachineImage> {
    const { amiId, legacySsmAgent } = host;
    if (amiId !== undefined) {
        await refuseOutsidersImage(amiId, [canonical[naming.partition], naming.account], opts);
        return { id: amiId, pinned: true, legacySsmAgent };
    }
    // Canonical's public parameter; 24.04 is published under ebs-gp3 only (discourse.ubuntu.com/t/15507).
    const name = `/aws/service/canonical/ubuntu/server/${host.ubuntuRelease}/stable/current/amd64/hvm/ebs-gp3/ami-id`;
    const { value } = await aws.ssm.getParameter({ name }, opts);
    const published = await publishedImages(host.ubuntuRelease, canonical[naming.partition], opts);
    if (!published.includes(value))
        throw new pulumi.RunError(
            `${name} names ${value}, which is none of the ${published.length} images that Canonical has of ${host.ubuntuRelease} in this region: ` +
                "pin an image in isolated-openhands:host.amiId",
        );
    return { id: value, pinned: false, published, legacySsmAgent };
}

/** All of a release that Canonical has in the region, old ones too: a host keeps the one that it was made from. */
async function publishedImages(release: string, owner: string, opts: pulumi.InvokeOptions): Promise<readonly string[]> {
    const filters = [{ name: "name", values: [`ubuntu/images/*/ubuntu-*-${release}-amd64-server-*`] }];
    const { ids } = await aws.ec2.getAmiIds({ owners: [owner], filters, includeDeprecated: true }, opts);
    return [...ids].sort();
}

/** Anybody may publish an image under any name, and a host runs what is in it. */
async function refuseOutsidersImage(id: string, owners: readonly string[], opts: pulumi.InvokeOptions): Promise<void> {
    const filters = [{ name: "image-id", values: [id] }];
    const image = await aws.ec2.getAmi({ filters, includeDeprecated: true }, opts).catch((error: Error) => {
        throw new pulumi.RunError(
            `isolated-openhands:host.amiId = "${id}" cannot be looked up in this region (${error.message}): write an image of it, or leave host.amiId out`,
        );
    });
    if (!owners.includes(image.ownerId))
        throw new pulumi.RunError(
            `isolated-openhands:host.amiId = "${id}" is of account ${image.ownerId}, which is neither Canonical's nor this one: ` +
                "write an image of Canonical's, or copy it into this account after a look at it",
        );
}

/** Ordinary zones of the region that offer every instance type and every endpoint service; the pinned ones if config pins. */
async function zones(config: StackConfig, services: readonly string[], opts: pulumi.InvokeOptions): Promise<string[]> {
    const { network } = config;
    const needed = zonesOf("public", network.azCount);
    const ordinary = await aws.getAvailabilityZones(
        { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
        opts,
    );
    const offers = await typeOffers(config, opts);
    for (const service of services) {
        const endpoint = await aws.ec2.getVpcEndpointService({ service, serviceType: "Interface" }, opts);
        offers.push([`the ${service} endpoint`, endpoint.availabilityZones]);
    }
    const wanted = network.availabilityZones ?? ordinary.names;
    const lacking = wanted.flatMap((zone) => {
        if (!ordinary.names.includes(zone)) return { zone, what: "anything to this account" };
        return offers.flatMap(([what, zones]) => (zones.includes(zone) ? [] : { zone, what }));
    });
    if (network.availabilityZones && lacking.length > 0) {
        const list = lacking.map(({ zone, what }) => `${zone} does not offer ${what}`).join(", ");
        throw new pulumi.RunError(
            `isolated-openhands:network.availabilityZones: ${list}; write other zones of ${config.region}`,
        );
    }
    const usable = wanted.filter((zone) => !lacking.some((lack) => lack.zone === zone)).sort();
    if (usable.length < needed) {
        throw new pulumi.RunError(
            `isolated-openhands:network.azCount = ${network.azCount} needs ${needed} zones, and ${config.region} has ` +
                `${usable.length} that offer everything (${usable.join(", ")}): write a smaller azCount, another region or other instance types`,
        );
    }
    return (network.availabilityZones ? [...network.availabilityZones] : usable).slice(0, needed);
}

/** Where each of the hosts' instance types is offered. */
async function typeOffers({ webProxy, openHands, verifier }: StackConfig, opts: pulumi.InvokeOptions) {
    const offers: [what: string, zones: readonly string[]][] = [];
    for (const type of new Set([webProxy.instanceType, openHands.instanceType, verifier.instanceType])) {
        const filters = [{ name: "instance-type", values: [type] }];
        const offered = await aws.ec2.getInstanceTypeOfferings({ locationType: "availability-zone", filters }, opts);
        offers.push([type, offered.locations]);
    }
    return offers;
}

/** The subnets of the account's default VPC, first those whose zone offers every instance type: hosts live in the first. */
async function defaultVpc(config: StackConfig, opts: pulumi.InvokeOptions): Promise<LookedUpNetwork> {
    const { region } = config;
    const found = await aws.ec2.getVpcs({ filters: [{ name: "is-default", values: ["true"] }] }, opts);
    if (found.ids.length === 0) {
        throw new pulumi.RunError(
            `isolated-openhands:network.mode = default-vpc, and the account has no default VPC in ${region}: ` +
                "write nat-endpoints, or make one with `aws ec2 create-default-vpc`",
        );
    }
    const vpc = await aws.ec2.getVpc({ id: found.ids[0] }, opts);
    const ofVpc = [{ name: "vpc-id", values: [vpc.id] }];
    const own = await aws.ec2.getSubnets({ filters: [...ofVpc, { name: "default-for-az", values: ["true"] }] }, opts);
    const subnets = await Promise.all(own.ids.map((id) => aws.ec2.getSubnet({ id }, opts)));
    if (subnets.length < zonesOf("public", 1)) {
        throw new pulumi.RunError(
            `isolated-openhands:network.mode = default-vpc, and the default VPC ${vpc.id} has ${subnets.length} default subnets ` +
                "(a load balancer needs two): write nat-endpoints, or make them with `aws ec2 create-default-subnet`",
        );
    }
    const offers = await typeOffers(config, opts);
    const lacks = (zone: string) => offers.filter(([, zones]) => !zones.includes(zone)).map(([type]) => type);
    if (subnets.every(({ availabilityZone }) => lacks(availabilityZone).length > 0)) {
        const list = subnets.map(({ availabilityZone: zone }) => `${zone} lacks ${lacks(zone).join(" and ")}`).sort();
        throw new pulumi.RunError(
            `isolated-openhands:network.mode = default-vpc, and no zone with a default subnet offers every instance type ` +
                `(${list.join(", ")}): write other instance types, or nat-endpoints`,
        );
    }
    const rank = (zone: string) => `${Math.sign(lacks(zone).length)} ${zone}`;
    const table = await aws.ec2.getRouteTable({ routeTableId: vpc.mainRouteTableId }, opts);
    return {
        vpcId: vpc.id,
        cidr: vpc.cidrBlock,
        subnets: subnets
            .map(({ id, cidrBlock, availabilityZone, mapPublicIpOnLaunch }) => ({
                id,
                cidr: cidrBlock,
                zone: availabilityZone,
                mapPublicIpOnLaunch,
            }))
            .sort((a, b) => (rank(a.zone) < rank(b.zone) ? -1 : 1)),
        routes: table.routes.map((route) => ({
            destination: route.cidrBlock || route.ipv6CidrBlock || route.destinationPrefixListId,
            target:
                route.gatewayId ||
                route.natGatewayId ||
                route.networkInterfaceId ||
                route.transitGatewayId ||
                "unknown",
        })),
        // Assumed: the provider has no look-up of an ACL's entries. Every claim that rests on it says so.
        defaultNaclAllowsAll: true,
    };
}
