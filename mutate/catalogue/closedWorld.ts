import { type Mutant, ofType, type Operator, short, withForeign, withInputs, withResource } from "../mutant";

type Inputs = Readonly<Record<string, unknown>>;

const ours = "arn:aws:sns:us-east-1:111122223333";
const theirs = "arn:aws:sns:us-east-1:999999999999";
const policyFor = (principal: unknown) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: principal, Action: "*", Resource: "*" }],
    });

/** Resources of packages other than the design's, and components that are not ours, by their whole type. */
const foreign: readonly (readonly [type: string, what: string, inputs: Inputs, custom?: false])[] = [
    ["aws-native:ec2:SecurityGroupIngress", "a rule of another provider", { ipProtocol: "-1", cidrIp: "0.0.0.0/0" }],
    ["aws-native:s3:BucketPolicy", "a policy of another provider", { bucket: "other" }],
    ["awscc:ec2/vpcEndpoint:VpcEndpoint", "an endpoint of another provider", {}],
    [
        "command:local:Command",
        "a command on the deployer's machine",
        { create: "aws ec2 authorize-security-group-ingress" },
    ],
    ["command:remote:Command", "a command on a host", { create: "iptables -F" }],
    ["pulumi-nodejs:dynamic:Resource", "a dynamic provider", { __provider: "exports.handler = …" }],
    ["pulumi-python:dynamic:Resource", "a dynamic provider of another language", {}],
    ["kubernetes:core/v1:Pod", "a pod", {}],
    ["kubernetes:helm.sh/v3:Release", "a Helm release", { chart: "other" }],
    ["docker:index/container:Container", "a container", {}],
    ["pulumi:providers:aws-native", "a provider of another package", {}],
    ["aws:cloudformation/stack:Stack", "a stack of another tool", { templateBody: "{}" }],
    ["aws:cloudcontrol/resource:Resource", "a resource of another tool", { typeName: "AWS::EC2::Route" }],
    ["acme:network:Vpc", "somebody else's component", {}, false],
    ["isolated:network:Bastion", "a component that only calls itself ours", {}, false],
    ["awsx:ec2:Vpc", "a network of another component", {}, false],
    ["eks:index:Cluster", "a cluster of another component", {}, false],
];

/** Resources that carry nothing by themselves, and tell or let in somebody else. Addresses are compared with the configuration, which no plan holds: knownTypes.test.ts tries them. */
const strangers: readonly (readonly [type: string, what: string, inputs: Inputs])[] = [
    [
        "sns/topicSubscription:TopicSubscription",
        "for a URL",
        { protocol: "https", endpoint: "https://collector.example.net/in", topic: `${ours}:alarms` },
    ],
    [
        "sns/topicSubscription:TopicSubscription",
        "for a queue that is not ours",
        { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:999999999999:in", topic: `${ours}:alarms` },
    ],
    [
        "sns/topicPolicy:TopicPolicy",
        "for another account",
        { arn: `${ours}:alarms`, policy: policyFor({ AWS: "arn:aws:iam::999999999999:root" }) },
    ],
    [
        "cloudwatch/metricAlarm:MetricAlarm",
        "that tells another account's topic",
        { alarmActions: [`${theirs}:alarms`] },
    ],
    [
        "cloudwatch/metricAlarm:MetricAlarm",
        "that starts a function that is not ours",
        { alarmActions: ["arn:aws:lambda:us-east-1:111122223333:function:other"] },
    ],
    [
        "backup/plan:Plan",
        "that copies to another account",
        {
            rules: [
                { copyActions: [{ destinationVaultArn: "arn:aws:backup:us-east-1:999999999999:backup-vault:theirs" }] },
            ],
        },
    ],
    ["backup/vaultPolicy:VaultPolicy", "for everybody", { backupVaultName: "other", policy: policyFor("*") }],
    ["cloudtrail/trail:Trail", "into a bucket that is not ours", { s3BucketName: "collector-of-somebody" }],
    [
        "secretsmanager/secret:Secret",
        "with a policy for another account",
        { policy: policyFor({ AWS: "999999999999" }) },
    ],
    ["route53/zone:Zone", "that answers inside the VPC", { name: "api.anthropic.com", vpcs: [{ vpcId: "vpc-1" }] }],
];

/** What sets something of something else, once more beside itself: AWS keeps one of the two, and nobody knows which. */
const doubled = [
    "s3/bucketPolicy:BucketPolicy",
    "s3/bucketVersioning:BucketVersioning",
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "s3/bucketOwnershipControls:BucketOwnershipControls",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "route53/resolverFirewallConfig:ResolverFirewallConfig",
    "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
    "ec2/routeTableAssociation:RouteTableAssociation",
    "ec2/networkAclAssociation:NetworkAclAssociation",
    "ec2/route:Route",
    "ec2/networkAclRule:NetworkAclRule",
    "ssm/parameter:Parameter",
    "cloudwatch/logResourcePolicy:LogResourcePolicy",
];

/** Settings of the whole account or region, each with a value that protects nobody. */
const unguarded: readonly (readonly [type: string, what: string, inputs: Inputs])[] = [
    ["ec2/serialConsoleAccess:SerialConsoleAccess", "switched on", { enabled: true }],
    ["ec2/serialConsoleAccess:SerialConsoleAccess", "left at its default", {}],
    ["ec2/imageBlockPublicAccess:ImageBlockPublicAccess", "off", { state: "unblocked" }],
    ["ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "without tokens", { httpTokens: "optional" }],
    ["ec2/allowedImagesSettings:AllowedImagesSettings", "that only watches", { state: "audit-mode" }],
    ["ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "off", { state: "unblocked" }],
    ["s3/accountPublicAccessBlock:AccountPublicAccessBlock", "left at its defaults", {}],
    ["guardduty/detector:Detector", "suspended", { enable: false }],
    [
        "ssm/serviceSetting:ServiceSetting",
        "that lets documents be public",
        { settingId: "/ssm/documents/console/public-sharing-permission", settingValue: "Enable" },
    ],
    [
        "ssm/serviceSetting:ServiceSetting",
        "that gives every instance a role",
        {
            settingId: "/ssm/managed-instance/default-ec2-instance-management-role",
            settingValue: "service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole",
        },
    ],
];

export const closedWorld: Operator = (plan) => {
    const mutant = (row: number, id: string, mutated: Mutant["plan"]): Mutant => ({
        id,
        family: "closed",
        rows: [row],
        plan: mutated,
    });
    return [
        ...foreign.map(([type, what, inputs, custom = true]) => {
            const row = type.startsWith("aws:") ? 120 : 121;
            return mutant(row, `${type} added (${what})`, withForeign(plan, type, "added", inputs, custom));
        }),
        ...doubled.flatMap((type) =>
            ofType(plan, type).map((one) =>
                mutant(123, `${short(one)} doubled`, withResource(plan, type, `${one.name}-again`, one.props)),
            ),
        ),
        ...ofType(plan, "ec2/vpcEndpoint:VpcEndpoint").map((one) =>
            mutant(
                123,
                `${short(one)} has a second policy`,
                withResource(plan, "ec2/vpcEndpointPolicy:VpcEndpointPolicy", "added", {
                    vpcEndpointId: one.id,
                    policy: one.props.policy,
                }),
            ),
        ),
        ...ofType(plan, "s3/bucket:Bucket").map((one) =>
            mutant(
                123,
                `${short(one)} says versioning itself too`,
                withInputs(plan, one, { versioning: { enabled: false } }),
            ),
        ),
        ...unguarded.map(([type, what, inputs]) =>
            mutant(124, `${type.split(":")[1]} added, ${what}`, withResource(plan, type, "added", inputs)),
        ),
        ...strangers.map(([type, what, inputs]) =>
            mutant(122, `${type.split(":")[1]} added, ${what}`, withResource(plan, type, "added", inputs)),
        ),
    ];
};
