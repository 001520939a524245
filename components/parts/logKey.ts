import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../model/naming";
import { tokens } from "../../model/tokens";

export interface LogKeyArgs {
    readonly naming: Naming;
}

/**
 * The key of every log group of the stack. CloudWatch Logs may use it for groups under `/isolated-openhands/<stack>/` and
 * for nothing else (AWS: encrypt log data with KMS, condition on the encryption context).
 */
export class LogKey extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: LogKeyArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.logKey, name, args, opts);
        const { naming } = args;
        const key = new aws.kms.Key(
            name,
            {
                description: `Log groups of isolated-openhands ${naming.stack}`,
                enableKeyRotation: true,
                deletionWindowInDays: 30,
                policy: JSON.stringify(keyPolicy(naming)),
            },
            { parent: this },
        );
        new aws.kms.Alias(
            name,
            { name: `alias/isolated-openhands-${naming.stack}-logs`, targetKeyId: key.keyId },
            { parent: this },
        );
        this.arn = key.arn;
        this.registerOutputs({ arn: this.arn });
    }
}

function keyPolicy(naming: Naming) {
    const groups = naming.arn("logs", `log-group:${naming.path("*")}`);
    return {
        Version: "2012-10-17",
        Statement: [
            {
                // Without it nobody could ever change the key again (AWS: default key policy).
                Sid: "AccountAdministers",
                Effect: "Allow",
                Principal: { AWS: `arn:${naming.partition}:iam::${naming.account}:root` },
                Action: "kms:*",
                Resource: "*",
            },
            {
                Sid: "LogsOfThisStack",
                Effect: "Allow",
                Principal: { Service: `logs.${naming.region}.amazonaws.com` },
                Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                Resource: "*",
                Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": groups } },
            },
        ],
    };
}
