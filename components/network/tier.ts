import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "../../model/intent";
import { tokens } from "../../model/tokens";
import type { AclRule } from "../../design/derive/acls";

export interface NetworkTierArgs {
    readonly tier: Tier;
    readonly vpcId: pulumi.Input<string>;
    /** One subnet a zone. */
    readonly subnets: readonly { readonly cidr: string; readonly zone: string }[];
    readonly acl: readonly AclRule[];
    /** Where 0.0.0.0/0 of zone i leads; undefined seals the tier: its tables hold the local route and no other. */
    readonly defaultRoute?: (zone: number) => DefaultRoute;
}

export type DefaultRoute =
    { readonly gatewayId: pulumi.Input<string> } | { readonly natGatewayId: pulumi.Input<string> };

/** The subnets of one tier, a route table for each, and the one network ACL that separates the tier from the others. */
export class NetworkTier extends pulumi.ComponentResource {
    readonly subnets: readonly { readonly id: pulumi.Output<string>; readonly cidr: string }[];
    readonly subnetIds: pulumi.Output<string>[];
    readonly routeTableIds: pulumi.Output<string>[];

    constructor(name: string, args: NetworkTierArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.networkTier, name, args, opts);
        const child = { parent: this };
        const { vpcId } = args;

        const subnets = args.subnets.map(
            ({ cidr, zone }, i) =>
                new aws.ec2.Subnet(
                    `${name}-${i}`,
                    {
                        vpcId,
                        cidrBlock: cidr,
                        availabilityZone: zone,
                        // No tier gives addresses away: a load balancer and a NAT gateway bring their own.
                        mapPublicIpOnLaunch: false,
                        tags: { Name: `${args.tier}-${zone}`, Tier: args.tier },
                    },
                    child,
                ),
        );
        const tables = subnets.map((subnet, i) => this.routeTable(`${name}-${i}`, subnet, i, args));

        const acl = new aws.ec2.NetworkAcl(name, { vpcId, tags: { Name: args.tier } }, child);
        for (const rule of args.acl) {
            new aws.ec2.NetworkAclRule(`${name}-${rule.name}`, aclRuleArgs(rule, acl.id), {
                ...child,
                // A number is taken once: the old entry must go before its successor comes.
                deleteBeforeReplace: true,
            });
        }
        subnets.forEach((subnet, i) => {
            const association = { networkAclId: acl.id, subnetId: subnet.id };
            new aws.ec2.NetworkAclAssociation(`${name}-${i}`, association, child);
        });

        this.subnetIds = subnets.map((subnet) => subnet.id);
        this.subnets = args.subnets.map(({ cidr }, i) => ({ id: subnets[i].id, cidr }));
        this.routeTableIds = tables.map((table) => table.id);
        this.registerOutputs({ subnetIds: this.subnetIds, routeTableIds: this.routeTableIds });
    }

    private routeTable(name: string, subnet: aws.ec2.Subnet, zone: number, args: NetworkTierArgs): aws.ec2.RouteTable {
        const child = { parent: this };
        const table = new aws.ec2.RouteTable(
            name,
            { vpcId: args.vpcId, tags: { Name: `${args.tier}-${args.subnets[zone].zone}` } },
            child,
        );
        new aws.ec2.RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: table.id }, child);
        if (args.defaultRoute) {
            const route = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...args.defaultRoute(zone) };
            new aws.ec2.Route(`${name}-default`, route, child);
        }
        return table;
    }
}

function aclRuleArgs(rule: AclRule, networkAclId: pulumi.Input<string>): aws.ec2.NetworkAclRuleArgs {
    return {
        networkAclId,
        egress: rule.egress,
        ruleNumber: rule.number,
        ruleAction: rule.action,
        protocol: rule.protocol,
        fromPort: rule.from,
        toPort: rule.to,
        cidrBlock: rule.cidr,
        ipv6CidrBlock: rule.ipv6Cidr,
    };
}
