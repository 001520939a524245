import * as ec2 from "@aws-sdk/client-ec2";
import type { Seen } from "../../analysis/drift/seen";
import { all, filter, type Reader, seen } from "./ask";

/** What lets packets through or leads them: groups, route tables, network ACLs. */

export const groups: Reader = async (client, vpcId) => {
    const pages = await all(ec2.paginateDescribeSecurityGroups({ client }, filter("vpc-id", vpcId)));
    const found = pages.flatMap(({ SecurityGroups = [] }) => SecurityGroups);
    const ids = found.flatMap(({ GroupId }) => GroupId ?? []);
    const rules = ids.length === 0 ? [] : await rulesOf(client, ids);
    return [
        ...ids.map((id) => seen("aws:ec2/securityGroup:SecurityGroup", id, { vpcId })),
        ...rules.flatMap(({ SecurityGroupRules = [] }) => SecurityGroupRules).map(rule),
    ];
};

/** AWS: a filter takes 200 values. */
async function rulesOf(client: ec2.EC2Client, ids: readonly string[]): Promise<ec2.DescribeSecurityGroupRulesResult[]> {
    const first = all(ec2.paginateDescribeSecurityGroupRules({ client }, filter("group-id", ...ids.slice(0, 200))));
    return ids.length > 200 ? [...(await first), ...(await rulesOf(client, ids.slice(200)))] : first;
}

function rule(one: ec2.SecurityGroupRule): Seen {
    const direction = one.IsEgress ? "Egress" : "Ingress";
    // AWS answers -1 for the ports of a rule that has none.
    const port = (value: number | undefined) => (one.IpProtocol === "-1" ? undefined : value);
    return seen(`aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`, one.SecurityGroupRuleId, {
        securityGroupId: one.GroupId,
        ipProtocol: one.IpProtocol,
        fromPort: port(one.FromPort),
        toPort: port(one.ToPort),
        cidrIpv4: one.CidrIpv4,
        cidrIpv6: one.CidrIpv6,
        prefixListId: one.PrefixListId,
        referencedSecurityGroupId: one.ReferencedGroupInfo?.GroupId,
    });
}

export const tables: Reader = async (client, vpcId) => {
    const pages = await all(ec2.paginateDescribeRouteTables({ client }, filter("vpc-id", vpcId)));
    return pages.flatMap(({ RouteTables = [] }) => RouteTables).flatMap((table) => tableOf(table, vpcId));
};

function tableOf({ RouteTableId = "", Routes = [], Associations = [] }: ec2.RouteTable, vpcId: string): Seen[] {
    const routes = Routes.filter(({ GatewayId = "", DestinationPrefixListId }) => {
        // The VPC's own route, and those that a gateway endpoint's association brings.
        return GatewayId !== "local" && !(GatewayId.startsWith("vpce-") && DestinationPrefixListId !== undefined);
    });
    const main = Associations.some(({ Main }) => Main === true);
    return [
        seen("aws:ec2/routeTable:RouteTable", RouteTableId, { vpcId }),
        ...(main
            ? [
                  seen(
                      "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
                      `main route table ${RouteTableId}`,
                      { vpcId, routeTableId: RouteTableId },
                  ),
              ]
            : []),
        ...routes.map((route) => routeOf(RouteTableId, route)),
        ...Associations.filter(
            ({ Main, AssociationState }) => !Main && AssociationState?.State !== "disassociated",
        ).map(({ RouteTableAssociationId, SubnetId, GatewayId }) =>
            seen(
                "aws:ec2/routeTableAssociation:RouteTableAssociation",
                RouteTableAssociationId,
                { routeTableId: RouteTableId, subnetId: SubnetId, gatewayId: GatewayId },
                ...["subnetId", "gatewayId"],
            ),
        ),
    ];
}

const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;

function routeOf(routeTableId: string, route: ec2.Route): Seen {
    const { GatewayId = "" } = route;
    const endpoint = GatewayId.startsWith("vpce-");
    const props = {
        routeTableId,
        destinationCidrBlock: route.DestinationCidrBlock,
        destinationIpv6CidrBlock: route.DestinationIpv6CidrBlock,
        destinationPrefixListId: route.DestinationPrefixListId,
        gatewayId: endpoint ? undefined : route.GatewayId,
        vpcEndpointId: endpoint ? GatewayId : undefined,
        natGatewayId: route.NatGatewayId,
        networkInterfaceId: route.NetworkInterfaceId,
        vpcPeeringConnectionId: route.VpcPeeringConnectionId,
        transitGatewayId: route.TransitGatewayId,
        egressOnlyGatewayId: route.EgressOnlyInternetGatewayId,
        carrierGatewayId: route.CarrierGatewayId,
        localGatewayId: route.LocalGatewayId,
        coreNetworkArn: route.CoreNetworkArn,
    };
    const destination = destinations.map((name) => props[name]).find((value) => value !== undefined);
    return seen("aws:ec2/route:Route", `${routeTableId} ${destination}`, props, "routeTableId", ...destinations);
}

/** The last entry of every ACL, which refuses; AWS lets nobody change it. */
const lastEntry = 32767;

export const acls: Reader = async (client, vpcId) => {
    const pages = await all(ec2.paginateDescribeNetworkAcls({ client }, filter("vpc-id", vpcId)));
    return pages
        .flatMap(({ NetworkAcls = [] }) => NetworkAcls)
        .flatMap(({ NetworkAclId = "", Entries = [], Associations = [] }) => [
            seen("aws:ec2/networkAcl:NetworkAcl", NetworkAclId, { vpcId }),
            ...Entries.filter(({ RuleNumber = 0 }) => RuleNumber < lastEntry).map((entry) =>
                entryOf(NetworkAclId, entry),
            ),
            ...Associations.map(({ NetworkAclAssociationId, SubnetId }) =>
                seen(
                    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
                    NetworkAclAssociationId,
                    { networkAclId: NetworkAclId, subnetId: SubnetId },
                    "subnetId",
                ),
            ),
        ]);
};

function entryOf(networkAclId: string, entry: ec2.NetworkAclEntry): Seen {
    const direction = entry.Egress ? "egress" : "ingress";
    const props = {
        networkAclId,
        egress: entry.Egress ?? false,
        ruleNumber: entry.RuleNumber,
        protocol: entry.Protocol,
        ruleAction: entry.RuleAction,
        cidrBlock: entry.CidrBlock,
        ipv6CidrBlock: entry.Ipv6CidrBlock,
        fromPort: entry.PortRange?.From,
        toPort: entry.PortRange?.To,
        icmpType: entry.IcmpTypeCode?.Type,
        icmpCode: entry.IcmpTypeCode?.Code,
    };
    const id = `${networkAclId} ${direction} ${entry.RuleNumber}`;
    return seen("aws:ec2/networkAclRule:NetworkAclRule", id, props, "networkAclId", "egress", "ruleNumber");
}
