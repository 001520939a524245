import type * as ec2 from "@aws-sdk/client-ec2";
import { fromPlan, type GraphResource } from "../../analysis/graph/resource";
import type { Plan } from "../../model/plan";

/** What EC2 would describe of a VPC that is as its stack says, in EC2's shapes: tests put by hand into it what nobody planned. */
export interface World {
    DescribeVpcs: { Vpcs: ec2.Vpc[] };
    DescribeVpcAttribute: { EnableDnsSupport: ec2.AttributeBooleanValue };
    DescribeSubnets: { Subnets: ec2.Subnet[] };
    DescribeInternetGateways: { InternetGateways: ec2.InternetGateway[] };
    DescribeEgressOnlyInternetGateways: { EgressOnlyInternetGateways: ec2.EgressOnlyInternetGateway[] };
    DescribeNatGateways: { NatGateways: ec2.NatGateway[] };
    DescribeVpnGateways: { VpnGateways: ec2.VpnGateway[] };
    DescribeTransitGatewayVpcAttachments: { TransitGatewayVpcAttachments: ec2.TransitGatewayVpcAttachment[] };
    DescribeVpcEndpoints: { VpcEndpoints: ec2.VpcEndpoint[] };
    DescribeVpcPeeringConnections: { VpcPeeringConnections: ec2.VpcPeeringConnection[] };
    DescribeSecurityGroups: { SecurityGroups: ec2.SecurityGroup[] };
    DescribeSecurityGroupRules: { SecurityGroupRules: ec2.SecurityGroupRule[] };
    DescribeRouteTables: { RouteTables: ec2.RouteTable[] };
    DescribeNetworkAcls: { NetworkAcls: ec2.NetworkAcl[] };
    DescribeInstances: { Reservations: { Instances: ec2.Instance[] }[] };
    DescribeNetworkInterfaces: { NetworkInterfaces: ec2.NetworkInterface[] };
}

const numbers: Readonly<Record<string, string>> = { tcp: "6", udp: "17", icmp: "1", icmpv6: "58" };
const text = (value: unknown) => value as string | undefined;
const list = (value: unknown) => (value ?? []) as string[];

export function worldOf(plan: Plan): World {
    const resources = fromPlan(plan);
    const of = (type: string) => resources.filter((resource) => resource.type === type);
    const [vpc] = of("aws:ec2/vpc:Vpc");
    const VpcId = vpc.id;
    const first = (owner: string, more: object = {}) => ({ NetworkInterfaceId: `eni-${owner}`, ...more });
    const endpoints = of("aws:ec2/vpcEndpoint:VpcEndpoint");
    const balancers = of("aws:lb/loadBalancer:LoadBalancer");
    const instances = of("aws:ec2/instance:Instance").map((one) => instanceOf(one, VpcId));
    const nats = of("aws:ec2/natGateway:NatGateway");
    const elb = balancers.flatMap(({ props, outputs }) =>
        list(props.subnets).map((SubnetId, i) => ({
            ...first(`${text(outputs.arnSuffix)?.replaceAll("/", "-")}-${i}`, { SubnetId }),
            Description: `ELB ${text(outputs.arnSuffix)}`,
            RequesterManaged: true,
            Groups: list(props.securityGroups).map((GroupId) => ({ GroupId })),
        })),
    );
    return {
        DescribeVpcs: { Vpcs: [{ VpcId, CidrBlock: text(vpc.props.cidrBlock) }] },
        DescribeVpcAttribute: { EnableDnsSupport: { Value: true } },
        DescribeSubnets: { Subnets: of("aws:ec2/subnet:Subnet").map((one) => subnetOf(one)) },
        DescribeInternetGateways: {
            InternetGateways: of("aws:ec2/internetGateway:InternetGateway").map(({ id }) => ({
                InternetGatewayId: id,
            })),
        },
        DescribeEgressOnlyInternetGateways: { EgressOnlyInternetGateways: [] },
        DescribeNatGateways: { NatGateways: nats.map(natOf) },
        DescribeVpnGateways: { VpnGateways: [] },
        DescribeTransitGatewayVpcAttachments: { TransitGatewayVpcAttachments: [] },
        DescribeVpcEndpoints: { VpcEndpoints: endpoints.map((one) => endpointOf(one, resources)) },
        DescribeVpcPeeringConnections: { VpcPeeringConnections: [] },
        DescribeSecurityGroups: {
            SecurityGroups: [
                ...of("aws:ec2/securityGroup:SecurityGroup"),
                ...of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
            ].map(({ id }) => ({ GroupId: id, VpcId })),
        },
        DescribeSecurityGroupRules: {
            SecurityGroupRules: (["Egress", "Ingress"] as const).flatMap((way) =>
                of(`aws:vpc/securityGroup${way}Rule:SecurityGroup${way}Rule`).map((one) =>
                    ruleOf(one, way === "Egress"),
                ),
            ),
        },
        DescribeRouteTables: { RouteTables: tablesOf(vpc, resources) },
        DescribeNetworkAcls: { NetworkAcls: aclsOf(resources) },
        DescribeInstances: { Reservations: instances.map((instance) => ({ Instances: [instance] })) },
        DescribeNetworkInterfaces: {
            NetworkInterfaces: [
                ...instances.map(({ InstanceId = "" }) => first(InstanceId)),
                ...endpoints.flatMap(({ id, props }) => list(props.subnetIds).map((_, i) => first(`${id}-${i}`))),
                ...nats.map(({ id }) => first(id)),
                ...elb,
            ],
        },
    };
}

function instanceOf({ id, props }: GraphResource, VpcId: string): ec2.Instance {
    const metadata = props.metadataOptions as Record<string, unknown>;
    return {
        ...{ InstanceId: id, VpcId, State: { Name: "running" }, SourceDestCheck: true },
        SubnetId: text(props.subnetId),
        PrivateIpAddress: text(props.privateIp),
        MetadataOptions: {
            State: "applied",
            HttpEndpoint: metadata.httpEndpoint as "enabled",
            HttpProtocolIpv6: metadata.httpProtocolIpv6 as "disabled",
            HttpPutResponseHopLimit: metadata.httpPutResponseHopLimit as number,
            HttpTokens: metadata.httpTokens as "required",
            InstanceMetadataTags: metadata.instanceMetadataTags as "disabled",
        },
        NetworkInterfaces: [
            {
                NetworkInterfaceId: `eni-${id}`,
                Attachment: { DeviceIndex: 0 },
                Groups: list(props.vpcSecurityGroupIds).map((GroupId) => ({ GroupId })),
                PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: text(props.privateIp) }],
            },
        ],
    };
}

const subnetOf = ({ id, props }: GraphResource): ec2.Subnet => ({
    SubnetId: id,
    CidrBlock: text(props.cidrBlock),
    AvailabilityZone: text(props.availabilityZone),
    MapPublicIpOnLaunch: props.mapPublicIpOnLaunch === true,
    AssignIpv6AddressOnCreation: false,
});

const natOf = ({ id, props }: GraphResource): ec2.NatGateway => ({
    ...{ NatGatewayId: id, State: "available", ConnectivityType: "public", SubnetId: text(props.subnetId) },
    NatGatewayAddresses: [{ IsPrimary: true, AllocationId: text(props.allocationId), NetworkInterfaceId: `eni-${id}` }],
});

function endpointOf({ id, props }: GraphResource, resources: readonly GraphResource[]): ec2.VpcEndpoint {
    const associations = resources.filter(
        (one) => /RouteTableAssociation$/.test(one.type) && one.props.vpcEndpointId === id,
    );
    return {
        ...{ VpcEndpointId: id, State: "Available", ServiceName: text(props.serviceName) },
        VpcEndpointType: props.vpcEndpointType as "Gateway",
        // AWS writes the document in its own way.
        PolicyDocument: JSON.stringify(JSON.parse(text(props.policy) ?? "{}"), undefined, 2),
        SubnetIds: list(props.subnetIds),
        Groups: list(props.securityGroupIds).map((GroupId) => ({ GroupId })),
        PrivateDnsEnabled: props.privateDnsEnabled === true,
        RouteTableIds: associations.flatMap((one) => text(one.props.routeTableId) ?? []),
        NetworkInterfaceIds: list(props.subnetIds).map((_, i) => `eni-${id}-${i}`),
    };
}

function ruleOf({ id, props }: GraphResource, IsEgress: boolean): ec2.SecurityGroupRule {
    const group = text(props.referencedSecurityGroupId);
    return {
        ...{ SecurityGroupRuleId: id, IsEgress, GroupId: text(props.securityGroupId) },
        IpProtocol: text(props.ipProtocol),
        FromPort: (props.fromPort as number | undefined) ?? -1,
        ToPort: (props.toPort as number | undefined) ?? -1,
        CidrIpv4: text(props.cidrIpv4),
        PrefixListId: text(props.prefixListId),
        ...(group && { ReferencedGroupInfo: { GroupId: group } }),
    };
}

function tablesOf(vpc: GraphResource, resources: readonly GraphResource[]): ec2.RouteTable[] {
    const local = {
        DestinationCidrBlock: text(vpc.props.cidrBlock),
        GatewayId: "local",
        Origin: "CreateRouteTable",
    } as const;
    const made = resources.filter(({ type }) => type === "aws:ec2/routeTable:RouteTable");
    const main = {
        RouteTableId: text(vpc.outputs.mainRouteTableId),
        Routes: [local],
        Associations: [{ Main: true, RouteTableAssociationId: "rtbassoc-main" }],
    };
    const within = (id: string) => (one: GraphResource) => one.props.routeTableId === id;
    return [
        main,
        ...made.map(({ id }) => {
            const its = resources.filter(within(id));
            const routes = its.filter(({ type }) => type === "aws:ec2/route:Route");
            const endpoints = its.filter(({ props }) => props.vpcEndpointId !== undefined);
            return {
                RouteTableId: id,
                Routes: [
                    local,
                    ...routes.map(({ props }) => ({
                        DestinationCidrBlock: text(props.destinationCidrBlock),
                        GatewayId: text(props.gatewayId),
                        NatGatewayId: text(props.natGatewayId),
                    })),
                    ...endpoints.map(({ props }) => ({
                        DestinationPrefixListId: "pl-63a5400a",
                        GatewayId: text(props.vpcEndpointId),
                    })),
                ],
                Associations: its
                    .filter(({ type }) => type === "aws:ec2/routeTableAssociation:RouteTableAssociation")
                    .map((one) => ({
                        Main: false,
                        RouteTableAssociationId: one.id,
                        SubnetId: text(one.props.subnetId),
                    })),
            };
        }),
    ];
}

function aclsOf(resources: readonly GraphResource[]): ec2.NetworkAcl[] {
    const refuse = { RuleNumber: 32767, Protocol: "-1", RuleAction: "deny", CidrBlock: "0.0.0.0/0" } as const;
    return resources
        .filter(({ type }) => /:(Default)?NetworkAcl$/.test(type))
        .map(({ id }) => {
            const its = resources.filter(({ props }) => props.networkAclId === id);
            return {
                NetworkAclId: id,
                Entries: [
                    ...its.filter(({ type }) => type.endsWith(":NetworkAclRule")).map(entryOf),
                    { ...refuse, Egress: true },
                    { ...refuse, Egress: false },
                ],
                Associations: its
                    .filter(({ type }) => type.endsWith(":NetworkAclAssociation"))
                    .map((one) => ({ NetworkAclAssociationId: one.id, SubnetId: text(one.props.subnetId) })),
            };
        });
}

const entryOf = ({ props }: GraphResource): ec2.NetworkAclEntry => ({
    Egress: props.egress === true,
    RuleNumber: props.ruleNumber as number,
    Protocol: numbers[text(props.protocol) ?? ""] ?? text(props.protocol),
    RuleAction: props.ruleAction as "allow",
    CidrBlock: text(props.cidrBlock),
    Ipv6CidrBlock: text(props.ipv6CidrBlock),
    ...(props.fromPort !== undefined && { PortRange: { From: props.fromPort as number, To: props.toPort as number } }),
});
