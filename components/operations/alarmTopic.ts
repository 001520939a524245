import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../model/naming";
import type { PolicyStatement } from "../../model/policyDocument";
import { tokens } from "../../model/tokens";

export interface AlarmTopicArgs {
    readonly naming: Naming;
    /** Whom alarms are mailed to, once the address has confirmed. Left out: nobody, until somebody subscribes by hand. */
    readonly email?: string;
}

/**
 * Where every alarm of the stack goes: a topic under a key of its own, on which nobody but CloudWatch's alarms of this account publishes
 * (AWS: encrypted topics and alarms; confused deputy).
 */
export class AlarmTopic extends pulumi.ComponentResource {
    /** Known before the topic exists. */
    readonly arn: string;

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.alarmTopic, name, args, opts);
        const { naming, email } = args;
        const child = { parent: this };
        this.arn = naming.arn("sns", naming.alarmTopic);
        const key = new aws.kms.Key(
            name,
            {
                description: `Alarms of isolated-openhands ${naming.stack}`,
                enableKeyRotation: true,
                deletionWindowInDays: 30,
                policy: JSON.stringify({ Version: "2012-10-17", Statement: keyStatements(naming) }),
            },
            child,
        );
        new aws.kms.Alias(name, { name: `alias/${naming.alarmTopic}`, targetKeyId: key.keyId }, child);
        const topic = new aws.sns.Topic(
            name,
            { name: naming.alarmTopic, displayName: naming.name("openhands"), kmsMasterKeyId: key.arn },
            child,
        );
        const existing = { ...child, dependsOn: [topic] };
        new aws.sns.TopicPolicy(
            name,
            {
                arn: this.arn,
                policy: JSON.stringify({ Version: "2012-10-17", Statement: topicStatements(naming, this.arn) }),
            },
            existing,
        );
        if (email !== undefined)
            new aws.sns.TopicSubscription(name, { topic: this.arn, protocol: "email", endpoint: email }, existing);
        this.registerOutputs({ arn: this.arn, told: email === undefined ? [] : [email] });
    }
}

const alarmsOnly = (naming: Naming) =>
    ({
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": naming.account } },
    }) as const;

const keyStatements = (naming: Naming): PolicyStatement[] => [
    {
        // Without it nobody could ever change the key again (AWS: default key policy).
        Sid: "AccountAdministers",
        Effect: "Allow",
        Principal: { AWS: `arn:${naming.partition}:iam::${naming.account}:root` },
        Action: "kms:*",
        Resource: "*",
    },
    {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        ...alarmsOnly(naming),
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
    },
];

const topicStatements = (naming: Naming, topic: string): PolicyStatement[] => [
    { Sid: "AlarmsOfThisAccount", Effect: "Allow", ...alarmsOnly(naming), Action: "sns:Publish", Resource: topic },
];
