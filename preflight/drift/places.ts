import * as ec2 from "@aws-sdk/client-ec2";
import { all, filter, type Reader, seen } from "./ask";

/** VPC, subnets, and the ways in and out of them. */

const ipv4Block = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";
const ipv6Block = "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation";

export const vpcs: Reader = async (client, vpcId) => {
    const { Vpcs = [] } = await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const attribute = { VpcId: vpcId, Attribute: "enableDnsSupport" } as const;
    const { EnableDnsSupport } = await client.send(new ec2.DescribeVpcAttributeCommand(attribute));
    return Vpcs.flatMap(({ VpcId = "", CidrBlock, CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] }) => [
        seen("aws:ec2/vpc:Vpc", VpcId, { cidrBlock: CidrBlock, enableDnsSupport: EnableDnsSupport?.Value ?? true }),
        ...CidrBlockAssociationSet.filter(
            (block) => block.CidrBlock !== CidrBlock && block.CidrBlockState?.State !== "disassociated",
        ).map((block) => seen(ipv4Block, block.AssociationId, { vpcId, cidrBlock: block.CidrBlock })),
        ...Ipv6CidrBlockAssociationSet.filter((block) => block.Ipv6CidrBlockState?.State !== "disassociated").map(
            (block) => seen(ipv6Block, block.AssociationId, { vpcId, ipv6CidrBlock: block.Ipv6CidrBlock }),
        ),
    ]);
};

export const subnets: Reader = async (client, vpcId) => {
    const pages = await all(ec2.paginateDescribeSubnets({ client }, filter("vpc-id", vpcId)));
    return pages
        .flatMap(({ Subnets = [] }) => Subnets)
        .map((subnet) =>
            seen("aws:ec2/subnet:Subnet", subnet.SubnetId, {
                vpcId,
                cidrBlock: subnet.CidrBlock,
                availabilityZone: subnet.AvailabilityZone,
                mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch,
                assignIpv6AddressOnCreation: subnet.AssignIpv6AddressOnCreation,
                ipv6CidrBlock: subnet.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock,
            }),
        );
};

const isGone = (state: string | undefined) => /^(delet(ed|ing)|rejected|expired|failed|detached)$/i.test(state ?? "");

/** Gateways of every kind. A transit gateway's attachment has interfaces, and is named here for what it is. */
export const gateways: Reader = async (client, vpcId) => {
    const attached = filter("attachment.vpc-id", vpcId);
    const [internet, egressOnly, nat, vpn, transit] = await Promise.all([
        all(ec2.paginateDescribeInternetGateways({ client }, attached)),
        all(ec2.paginateDescribeEgressOnlyInternetGateways({ client }, {})),
        all(ec2.paginateDescribeNatGateways({ client }, { Filter: filter("vpc-id", vpcId).Filters })),
        client.send(new ec2.DescribeVpnGatewaysCommand(attached)),
        all(ec2.paginateDescribeTransitGatewayVpcAttachments({ client }, filter("vpc-id", vpcId))),
    ]);
    return [
        ...internet
            .flatMap(({ InternetGateways = [] }) => InternetGateways)
            .map(({ InternetGatewayId }) =>
                seen("aws:ec2/internetGateway:InternetGateway", InternetGatewayId, { vpcId }),
            ),
        ...egressOnly
            .flatMap((page) => page.EgressOnlyInternetGateways ?? [])
            .filter(({ Attachments = [] }) => Attachments.some(({ VpcId }) => VpcId === vpcId))
            .map((gateway) =>
                seen(
                    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
                    gateway.EgressOnlyInternetGatewayId,
                    {
                        vpcId,
                    },
                ),
            ),
        ...nat
            .flatMap(({ NatGateways = [] }) => NatGateways)
            .filter(({ State }) => !isGone(State))
            .map(({ NatGatewayId, SubnetId, ConnectivityType, NatGatewayAddresses = [] }) =>
                seen("aws:ec2/natGateway:NatGateway", NatGatewayId, {
                    subnetId: SubnetId,
                    connectivityType: ConnectivityType === "private" ? "private" : undefined,
                    allocationId: NatGatewayAddresses.find(({ IsPrimary }) => IsPrimary !== false)?.AllocationId,
                }),
            ),
        ...(vpn.VpnGateways ?? [])
            .filter(({ State }) => !isGone(State))
            .map(({ VpnGatewayId }) => seen("aws:ec2/vpnGateway:VpnGateway", VpnGatewayId, { vpcId })),
        ...transit
            .flatMap((page) => page.TransitGatewayVpcAttachments ?? [])
            .filter(({ State }) => !isGone(State))
            .map(({ TransitGatewayAttachmentId, SubnetIds }) =>
                seen("aws:ec2transitgateway/vpcAttachment:VpcAttachment", TransitGatewayAttachmentId, {
                    vpcId,
                    subnetIds: SubnetIds,
                }),
            ),
    ];
};

export const endpoints: Reader = async (client, vpcId) => {
    const pages = await all(ec2.paginateDescribeVpcEndpoints({ client }, filter("vpc-id", vpcId)));
    return pages
        .flatMap(({ VpcEndpoints = [] }) => VpcEndpoints)
        .filter(({ State }) => !isGone(State))
        .flatMap((endpoint) => {
            const vpcEndpointId = endpoint.VpcEndpointId ?? "";
            const tables = (endpoint.RouteTableIds ?? []).map((routeTableId) =>
                seen(
                    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
                    `${vpcEndpointId} ${routeTableId}`,
                    { routeTableId, vpcEndpointId },
                    ...["routeTableId", "vpcEndpointId"],
                ),
            );
            const props = {
                vpcId,
                serviceName: endpoint.ServiceName,
                vpcEndpointType: endpoint.VpcEndpointType,
                policy: endpoint.PolicyDocument,
                subnetIds: endpoint.SubnetIds,
                securityGroupIds: endpoint.Groups?.map(({ GroupId }) => GroupId),
                privateDnsEnabled: endpoint.PrivateDnsEnabled,
            };
            return [seen("aws:ec2/vpcEndpoint:VpcEndpoint", vpcEndpointId, props), ...tables];
        });
};

export const peerings: Reader = async (client, vpcId) => {
    const sides = ["requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id"].map((side) =>
        all(ec2.paginateDescribeVpcPeeringConnections({ client }, filter(side, vpcId))),
    );
    const found = (await Promise.all(sides)).flat().flatMap((page) => page.VpcPeeringConnections ?? []);
    return found
        .filter(({ Status }) => !isGone(Status?.Code))
        .map(({ VpcPeeringConnectionId, RequesterVpcInfo, AccepterVpcInfo }) =>
            seen("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", VpcPeeringConnectionId, {
                vpcId: RequesterVpcInfo?.VpcId,
                peerVpcId: AccepterVpcInfo?.VpcId,
            }),
        );
};
