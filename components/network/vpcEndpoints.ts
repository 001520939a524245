import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../model/policyDocument";
import { tokens } from "../../model/tokens";
import { endpointAddress } from "../../design/addresses";

export interface VpcEndpointsArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly region: string;
    readonly groupName: string;
    /** Interface endpoints: one fixed address in each of these subnets (7.30 a month each). */
    readonly subnets: readonly { readonly id: pulumi.Input<string>; readonly cidr: string }[];
    /** By AWS's service name ("ssm"), with the policy of each: without one AWS gives full access to every account. */
    readonly interfaces: readonly { readonly service: string; readonly policy: PolicyDocument }[];
    /** Tables that get the route to S3. */
    readonly routeTableIds: readonly pulumi.Input<string>[];
    readonly s3Policy: PolicyDocument;
}

/** The only ways from sealed subnets to AWS: interface endpoints behind a group of their own, and S3's gateway endpoint. */
export class VpcEndpoints extends pulumi.ComponentResource {
    /** A host that needs an endpoint allows a flow to this group (parts/flow.ts). */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.vpcEndpoints, name, args, opts);
        const child = { parent: this };
        const { vpcId, region } = args;

        const group = new aws.ec2.SecurityGroup(
            name,
            {
                name: args.groupName,
                description: "Interface endpoints: hosts on 443, nothing out",
                vpcId,
                tags: { Name: args.groupName },
            },
            child,
        );
        for (const { service, policy } of args.interfaces) {
            new aws.ec2.VpcEndpoint(
                `${name}-${service}`,
                {
                    vpcId,
                    serviceName: `com.amazonaws.${region}.${service}`,
                    vpcEndpointType: "Interface",
                    privateDnsEnabled: true,
                    subnetIds: args.subnets.map(({ id }) => id),
                    subnetConfigurations: args.subnets.map(({ id, cidr }) => ({
                        subnetId: id,
                        ipv4: endpointAddress(cidr, service),
                    })),
                    securityGroupIds: [group.id],
                    policy: JSON.stringify(policy),
                    tags: { Name: service },
                },
                child,
            );
        }
        const s3 = new aws.ec2.VpcEndpoint(
            `${name}-s3`,
            {
                vpcId,
                serviceName: `com.amazonaws.${region}.s3`,
                vpcEndpointType: "Gateway",
                policy: JSON.stringify(args.s3Policy),
                tags: { Name: "s3" },
            },
            child,
        );
        args.routeTableIds.forEach((routeTableId, i) => {
            const association = { vpcEndpointId: s3.id, routeTableId };
            new aws.ec2.VpcEndpointRouteTableAssociation(`${name}-s3-${i}`, association, child);
        });

        this.securityGroupId = group.id;
        this.registerOutputs({ securityGroupId: this.securityGroupId });
    }
}
