import * as ec2 from "@aws-sdk/client-ec2";
import type { Seen } from "../../analysis/drift/seen";
import { all, filter, type Reader, seen } from "./ask";

/** Instances, and every interface that is neither an instance's first one nor made by AWS for something that is read itself. */
export const hosts: Reader = async (client, vpcId) => {
    const [instances, pages, endpoints, nats] = await Promise.all([
        all(ec2.paginateDescribeInstances({ client }, filter("vpc-id", vpcId))),
        all(ec2.paginateDescribeNetworkInterfaces({ client }, filter("vpc-id", vpcId))),
        all(ec2.paginateDescribeVpcEndpoints({ client }, filter("vpc-id", vpcId))),
        all(ec2.paginateDescribeNatGateways({ client }, { Filter: filter("vpc-id", vpcId).Filters })),
    ]);
    const running = instances
        .flatMap(({ Reservations = [] }) => Reservations)
        .flatMap(({ Instances = [] }) => Instances)
        .filter(({ State }) => State?.Name !== "terminated" && State?.Name !== "shutting-down");
    const accounted = new Set([
        ...running.flatMap(({ NetworkInterfaces = [] }) =>
            NetworkInterfaces.filter(isFirst).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
        ),
        ...endpoints.flatMap(({ VpcEndpoints = [] }) => VpcEndpoints).flatMap((one) => one.NetworkInterfaceIds ?? []),
        ...nats
            .flatMap(({ NatGateways = [] }) => NatGateways)
            .flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses.map((one) => one.NetworkInterfaceId)),
    ]);
    const others = pages
        .flatMap(({ NetworkInterfaces = [] }) => NetworkInterfaces)
        .filter(({ NetworkInterfaceId }) => !accounted.has(NetworkInterfaceId));
    const balancers = new Map(
        others.flatMap((one) => {
            const found = balancerOf(one);
            return found ? [[found.id, found] as const] : [];
        }),
    );
    const made = others.filter((one) => balancerOf(one) === undefined).map(interfaceOf);
    return [...running.map(instanceOf), ...balancers.values(), ...made];
};

const isFirst = ({ Attachment }: ec2.InstanceNetworkInterface) => Attachment?.DeviceIndex === 0;

/** The user guides of load balancers have people look for these descriptions; `RequesterManaged` is AWS's word that no person made it. */
function balancerOf({ Description = "", RequesterManaged, Groups = [] }: ec2.NetworkInterface): Seen | undefined {
    const [, arnSuffix] = /^ELB ((?:app|net|gwy)\/\S+)$/.exec(Description) ?? [];
    if (!RequesterManaged || arnSuffix === undefined) return undefined;
    const securityGroups = Groups.map(({ GroupId }) => GroupId);
    return seen("aws:lb/loadBalancer:LoadBalancer", arnSuffix, { arnSuffix, securityGroups }, "arnSuffix");
}

const secondary = (addresses: readonly ec2.NetworkInterfacePrivateIpAddress[] = []) =>
    addresses.filter(({ Primary }) => !Primary).map(({ PrivateIpAddress }) => PrivateIpAddress);

function instanceOf(instance: ec2.Instance): Seen {
    const { MetadataOptions: metadata, NetworkInterfaces = [] } = instance;
    const first = NetworkInterfaces.find(isFirst);
    const groups = first?.Groups ?? instance.SecurityGroups ?? [];
    return seen("aws:ec2/instance:Instance", instance.InstanceId, {
        subnetId: instance.SubnetId,
        privateIp: instance.PrivateIpAddress,
        secondaryPrivateIps: secondary(first?.PrivateIpAddresses),
        ipv6Addresses: first?.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address),
        associatePublicIpAddress: first?.Association?.PublicIp !== undefined,
        vpcSecurityGroupIds: groups.map(({ GroupId }) => GroupId),
        sourceDestCheck: instance.SourceDestCheck,
        metadataOptions: metadata && {
            httpEndpoint: metadata.HttpEndpoint,
            httpProtocolIpv6: metadata.HttpProtocolIpv6,
            httpPutResponseHopLimit: metadata.HttpPutResponseHopLimit,
            httpTokens: metadata.HttpTokens,
            instanceMetadataTags: metadata.InstanceMetadataTags,
        },
    });
}

function interfaceOf(one: ec2.NetworkInterface): Seen {
    const { Attachment } = one;
    return seen("aws:ec2/networkInterface:NetworkInterface", one.NetworkInterfaceId, {
        description: one.Description,
        subnetId: one.SubnetId,
        privateIps: one.PrivateIpAddresses?.map(({ PrivateIpAddress }) => PrivateIpAddress),
        ipv6Addresses: one.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address),
        securityGroups: one.Groups?.map(({ GroupId }) => GroupId),
        sourceDestCheck: one.SourceDestCheck,
        attachments: Attachment?.InstanceId
            ? [{ instance: Attachment.InstanceId, deviceIndex: Attachment.DeviceIndex }]
            : undefined,
    });
}
