import type { World } from "./world";

/** Things that somebody makes in the console, each as EC2 shows it afterwards. */
interface ByHand {
    readonly title: string;
    readonly kind: "new" | "changed" | "gone";
    /** What the report must name, where the change does not hand it back. */
    readonly id?: string;
    readonly change: (world: World) => string | undefined | void;
    /** Claims that the model itself refutes with it. */
    readonly refutes?: readonly string[];
}

const first = ({ DescribeInstances: { Reservations } }: World) => Reservations[0].Instances[0];
const groupsOf = (world: World) => first(world).NetworkInterfaces?.[0].Groups ?? [];
/** The table of the subnet that the agent is in. */
const table = (world: World) =>
    world.DescribeRouteTables.RouteTables.find(({ Associations = [] }) =>
        Associations.some(({ SubnetId }) => SubnetId !== undefined && SubnetId === first(world).SubnetId),
    )!;
const acl = (world: World) =>
    world.DescribeNetworkAcls.NetworkAcls.find(({ Associations = [] }) =>
        Associations.some(({ SubnetId }) => SubnetId === first(world).SubnetId),
    )!;
const endpoint = (world: World) => world.DescribeVpcEndpoints.VpcEndpoints[0];

const open = { IpProtocol: "-1", CidrIpv4: "0.0.0.0/0", FromPort: -1, ToPort: -1 };

export const byHand: readonly ByHand[] = [
    {
        title: "a new interface endpoint",
        kind: "new",
        id: "vpce-0bad",
        change: (world) => {
            world.DescribeVpcEndpoints.VpcEndpoints.push({
                ...endpoint(world),
                VpcEndpointId: "vpce-0bad",
                ServiceName: "com.amazonaws.us-east-1.execute-api",
                NetworkInterfaceIds: ["eni-0bad"],
            });
            world.DescribeNetworkInterfaces.NetworkInterfaces.push({ NetworkInterfaceId: "eni-0bad" });
        },
    },
    {
        title: "a new peering connection",
        kind: "new",
        id: "pcx-0bad",
        change: ({ DescribeVpcs, DescribeVpcPeeringConnections: { VpcPeeringConnections } }) =>
            void VpcPeeringConnections.push({
                VpcPeeringConnectionId: "pcx-0bad",
                Status: { Code: "active" },
                RequesterVpcInfo: { VpcId: DescribeVpcs.Vpcs[0].VpcId },
                AccepterVpcInfo: { VpcId: "vpc-0other" },
            }),
    },
    {
        title: "a second interface of a host",
        kind: "new",
        id: "eni-0bad",
        change: (world) =>
            void world.DescribeNetworkInterfaces.NetworkInterfaces.push({
                NetworkInterfaceId: "eni-0bad",
                SubnetId: world.DescribeSubnets.Subnets[0].SubnetId,
                Groups: groupsOf(world),
                SourceDestCheck: true,
                PrivateIpAddresses: [{ PrivateIpAddress: "10.0.2.99" }],
                Attachment: { InstanceId: first(world).InstanceId, DeviceIndex: 1 },
            }),
    },
    {
        title: "a policy of an endpoint that allows everything",
        kind: "changed",
        change: (world) => {
            const statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
            for (const one of world.DescribeVpcEndpoints.VpcEndpoints)
                one.PolicyDocument = JSON.stringify({ Statement: [statement] });
            return endpoint(world).VpcEndpointId;
        },
        refutes: ["agent-egress-only"],
    },
    {
        title: "a new rule of the agent's group",
        kind: "new",
        id: "sgr-0bad",
        change: (world) =>
            void world.DescribeSecurityGroupRules.SecurityGroupRules.push({
                ...open,
                SecurityGroupRuleId: "sgr-0bad",
                IsEgress: false,
                GroupId: groupsOf(world)[0].GroupId,
            }),
    },
    {
        title: "a rule that was opened and kept its id",
        kind: "changed",
        change: (world) => {
            const [rule] = world.DescribeSecurityGroupRules.SecurityGroupRules;
            Object.assign(rule, open, { ReferencedGroupInfo: undefined, PrefixListId: undefined });
            return rule.SecurityGroupRuleId;
        },
    },
    {
        title: "a route to the internet in the private tier",
        kind: "new",
        change: (world) => {
            const { Routes, RouteTableId } = table(world);
            const [gateway] = world.DescribeInternetGateways.InternetGateways;
            Routes?.push({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: gateway.InternetGatewayId });
            return `${RouteTableId} 0.0.0.0/0`;
        },
    },
    {
        title: "another table for the agent's subnet",
        kind: "changed",
        change: (world) => {
            const { Associations = [] } = table(world);
            const other = world.DescribeRouteTables.RouteTables.find(({ Routes = [] }) =>
                Routes.some(({ NatGatewayId }) => NatGatewayId !== undefined),
            )!;
            const moved = Associations.shift()!;
            other.Associations?.push(moved);
            return moved.RouteTableAssociationId;
        },
    },
    {
        title: "another main route table",
        kind: "new",
        change: (world) => {
            const [main] = world.DescribeRouteTables.RouteTables;
            const { Associations, RouteTableId } = table(world);
            Associations?.push(main.Associations!.pop()!);
            return `main route table ${RouteTableId}`;
        },
    },
    {
        title: "an entry of a network ACL",
        kind: "new",
        change: (world) => {
            const { Entries, NetworkAclId } = acl(world);
            const entry = { RuleNumber: 1, Protocol: "-1", RuleAction: "allow", CidrBlock: "0.0.0.0/0" } as const;
            Entries?.push({ ...entry, Egress: true });
            return `${NetworkAclId} egress 1`;
        },
    },
    {
        title: "a rule of a group that is gone",
        kind: "gone",
        change: ({ DescribeSecurityGroupRules: { SecurityGroupRules } }) =>
            SecurityGroupRules.shift()?.SecurityGroupRuleId,
    },
    {
        title: "another network ACL for the agent's subnet",
        kind: "changed",
        change: (world) => {
            const moved = acl(world).Associations!.shift()!;
            const other = world.DescribeNetworkAcls.NetworkAcls.find((one) => one !== acl(world))!;
            other.Associations?.push(moved);
            return moved.NetworkAclAssociationId;
        },
    },
    {
        title: "an internet gateway for IPv6",
        kind: "new",
        id: "eigw-0bad",
        change: (world) =>
            void world.DescribeEgressOnlyInternetGateways.EgressOnlyInternetGateways.push({
                EgressOnlyInternetGatewayId: "eigw-0bad",
                Attachments: [{ VpcId: world.DescribeVpcs.Vpcs[0].VpcId }],
            }),
    },
    {
        title: "a NAT gateway",
        kind: "new",
        id: "nat-0bad",
        change: (world) => {
            const { NatGateways } = world.DescribeNatGateways;
            NatGateways.push({ ...NatGateways[0], NatGatewayId: "nat-0bad" });
        },
    },
    {
        title: "a VPN gateway",
        kind: "new",
        id: "vgw-0bad",
        change: (world) => void world.DescribeVpnGateways.VpnGateways.push({ VpnGatewayId: "vgw-0bad" }),
    },
    {
        title: "an attachment of a transit gateway",
        kind: "new",
        id: "tgw-attach-0bad",
        change: (world) =>
            void world.DescribeTransitGatewayVpcAttachments.TransitGatewayVpcAttachments.push({
                TransitGatewayAttachmentId: "tgw-attach-0bad",
                State: "available",
            }),
    },
    {
        title: "another address block of the VPC",
        kind: "new",
        id: "vpc-cidr-assoc-0bad",
        change: ({ DescribeVpcs }) => {
            DescribeVpcs.Vpcs[0].CidrBlockAssociationSet = [
                { AssociationId: "vpc-cidr-assoc-0bad", CidrBlock: "10.9.0.0/16" },
            ];
        },
    },
    {
        title: "a subnet",
        kind: "new",
        id: "subnet-0bad",
        change: ({ DescribeSubnets: { Subnets } }) =>
            void Subnets.push({ ...Subnets[0], SubnetId: "subnet-0bad", CidrBlock: "10.0.200.0/24" }),
    },
    {
        title: "a host",
        kind: "new",
        id: "i-0bad",
        change: (world) =>
            void world.DescribeInstances.Reservations.push({
                Instances: [{ ...first(world), InstanceId: "i-0bad", PrivateIpAddress: "10.0.1.99" }],
            }),
    },
    {
        title: "a public address of a host",
        kind: "changed",
        change: (world) => {
            first(world).NetworkInterfaces![0].Association = { PublicIp: "203.0.113.9" };
            return first(world).InstanceId;
        },
        refutes: ["no-public-address"],
    },
    {
        title: "another group of a host",
        kind: "changed",
        change: (world) => {
            const [other] = world.DescribeSecurityGroups.SecurityGroups.slice(-1);
            groupsOf(world).push({ GroupId: other.GroupId });
            return first(world).InstanceId;
        },
    },
    {
        title: "a host that forwards for others",
        kind: "changed",
        change: (world) => {
            first(world).SourceDestCheck = false;
            return first(world).InstanceId;
        },
    },
    {
        title: "a hop limit that reaches the container",
        kind: "changed",
        change: (world) => {
            first(world).MetadataOptions!.HttpPutResponseHopLimit = 2;
            return first(world).InstanceId;
        },
    },
    {
        title: "a load balancer",
        kind: "new",
        id: "net/by-hand/0bad",
        change: (world) =>
            void world.DescribeNetworkInterfaces.NetworkInterfaces.push({
                NetworkInterfaceId: "eni-0bad",
                Description: "ELB net/by-hand/0bad",
                RequesterManaged: true,
            }),
    },
    {
        title: "an interface that is described as a load balancer's and that a person made",
        kind: "new",
        id: "eni-0bad",
        change: (world) => {
            const { NetworkInterfaces } = world.DescribeNetworkInterfaces;
            const real = NetworkInterfaces.find(({ RequesterManaged }) => RequesterManaged)!;
            NetworkInterfaces.push({ ...real, NetworkInterfaceId: "eni-0bad", RequesterManaged: false });
        },
    },
    {
        title: "another group of a load balancer",
        kind: "changed",
        change: (world) => {
            const { NetworkInterfaces } = world.DescribeNetworkInterfaces;
            const real = NetworkInterfaces.filter(({ RequesterManaged }) => RequesterManaged);
            const last = real.at(-1)!;
            for (const one of real.filter(({ Description }) => Description === last.Description))
                one.Groups = groupsOf(world);
            return last.Description?.slice("ELB ".length);
        },
    },
    {
        title: "a security group",
        kind: "new",
        id: "sg-0bad",
        change: (world) => void world.DescribeSecurityGroups.SecurityGroups.push({ GroupId: "sg-0bad" }),
    },
];
