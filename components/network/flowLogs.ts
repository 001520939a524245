import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../../model/tokens";
import { flowLogsStatements, flowLogsTrust } from "../../model/flowLogsGrants";
import type { Naming } from "../../model/naming";

export interface FlowLogsArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly naming: Naming;
    readonly logKeyArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
}

/** Every packet's header, accepted and rejected, aggregated over a minute (AWS: VPC Flow Logs). */
export class FlowLogs extends pulumi.ComponentResource {
    constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.flowLogs, name, args, opts);
        const child = { parent: this };
        const { naming } = args;
        const path = naming.flowLogGroup;

        const group = new aws.cloudwatch.LogGroup(
            name,
            { name: path, kmsKeyId: args.logKeyArn, retentionInDays: args.logRetentionDays },
            child,
        );
        const role = new aws.iam.Role(
            name,
            {
                name: naming.flowLogsRole,
                description: "Lets VPC Flow Logs write to their log group",
                assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [flowLogsTrust(naming)] }),
            },
            child,
        );
        const write = new aws.iam.RolePolicy(
            name,
            {
                role: role.name,
                policy: JSON.stringify({ Version: "2012-10-17", Statement: flowLogsStatements(naming) }),
            },
            child,
        );
        new aws.ec2.FlowLog(
            name,
            {
                vpcId: args.vpcId,
                trafficType: "ALL",
                logDestinationType: "cloud-watch-logs",
                logDestination: group.arn,
                iamRoleArn: role.arn,
                maxAggregationInterval: 60,
                tags: { Name: naming.name("openhands") },
            },
            { ...child, dependsOn: [write] },
        );
        this.registerOutputs({});
    }
}
