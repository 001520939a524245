import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../../model/tokens";
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
        const path = naming.path("flow-logs");

        const group = new aws.cloudwatch.LogGroup(
            name,
            { name: path, kmsKeyId: args.logKeyArn, retentionInDays: args.logRetentionDays },
            child,
        );
        const role = new aws.iam.Role(
            name,
            {
                name: naming.name("openhands-flow-logs"),
                description: "Lets VPC Flow Logs write to their log group",
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                            Action: "sts:AssumeRole",
                            // Nobody else's flow log may borrow the role (AWS: confused deputy).
                            Condition: { StringEquals: { "aws:SourceAccount": naming.account } },
                        },
                    ],
                }),
            },
            child,
        );
        const write = new aws.iam.RolePolicy(
            name,
            {
                role: role.name,
                policy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                            Resource: naming.arn("logs", `log-group:${path}:*`),
                        },
                    ],
                }),
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
