import { type Mutant, ofType, type Operator, short, withExternal, withInputs, withPath, withResource } from "../mutant";
import type { Plan } from "../../model/plan";

type Inputs = Readonly<Record<string, unknown>>;

const ours = "arn:aws:sns:us-east-1:111122223333";
const theirs = "arn:aws:sns:us-east-1:999999999999";
const policyFor = (principal: unknown) =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: principal, Action: "*", Resource: "*" }],
    });

/** Resources of packages other than the design's, and components that are not ours, by their whole type. */
const external: readonly (readonly [type: string, what: string, inputs: Inputs, custom?: false])[] = [
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

/** Resources that carry nothing by themselves, and tell or let in somebody else. Addresses are compared with the configuration, which no plan holds: deliveries.test.ts tries them. */
const outsiders: readonly (readonly [type: string, what: string, inputs: Inputs])[] = [
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

/** Deliveries of the stack's own resources, turned to somebody else. */
const turned: readonly (readonly [type: string, what: string, path: readonly string[], value: string])[] = [
    [
        "lb/loadBalancer:LoadBalancer",
        "logs into an outsider's bucket",
        ["accessLogs", "bucket"],
        "collector-of-somebody",
    ],
    ["ec2/flowLog:FlowLog", "logs into an outsider's bucket", ["logDestination"], "arn:aws:s3:::collector-of-somebody"],
    [
        "ec2/flowLog:FlowLog",
        "logs into another account",
        ["logDestination"],
        "arn:aws:logs:us-east-1:999999999999:log-group:/isolated-openhands/prod/flow-logs",
    ],
    [
        "route53/resolverQueryLogConfig:ResolverQueryLogConfig",
        "logs into a stream that is not the stack's",
        ["destinationArn"],
        "arn:aws:firehose:us-east-1:111122223333:deliverystream/other",
    ],
    [
        "ssm/association:Association",
        "puts its output into an outsider's bucket",
        ["outputLocation", "s3BucketName"],
        "collector-of-somebody",
    ],
];

/** Whom a policy of the stack's own resources lets in besides. */
const letIn: Readonly<Record<string, Inputs>> = {
    "another account": { Principal: { AWS: "arn:aws:iam::999999999999:root" } },
    "a role that nobody designed": { Principal: { AWS: "arn:aws:iam::111122223333:role/other" } },
    "its organization": {
        Principal: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": "o-0123456789" } },
    },
    "a service for anybody": { Principal: { Service: "events.amazonaws.com" } },
    "a service for another account": {
        Principal: { Service: "events.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } },
    },
};

/** Types with a policy, the input that holds it, and an action and resource that it may name. */
const policied: readonly (readonly [type: string, input: string, action: string, resource?: string])[] = [
    ["s3/bucketPolicy:BucketPolicy", "policy", "s3:GetObject"],
    ["kms/key:Key", "policy", "kms:Decrypt", "*"],
    ["cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", "logs:PutLogEvents"],
    ["ec2/vpcEndpoint:VpcEndpoint", "policy", "logs:PutLogEvents", "*"],
];

const withOutsiders = (plan: Plan): Omit<Mutant, "family">[] =>
    policied.flatMap(([type, input, Action, resource]) =>
        ofType(plan, type).flatMap((one) => {
            const document = JSON.parse(String(one.props[input])) as { Statement: readonly Inputs[] };
            const Resource = resource ?? [document.Statement[0].Resource].flat()[0];
            return Object.entries(letIn).map(([who, statement]) => ({
                id: `${short(one)} lets in ${who}`,
                rows: [122],
                plan: withInputs(plan, one, {
                    [input]: JSON.stringify({
                        ...document,
                        Statement: [...document.Statement, { Effect: "Allow", Action, Resource, ...statement }],
                    }),
                }),
            }));
        }),
    );

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

/** Inputs that the provider has and the design leaves alone: another disk, a second target, what is said in another form. */
const strangeInputs: readonly (readonly [type: string, path: readonly (string | number)[], value: unknown])[] = [
    ["ebs/volume:Volume", ["snapshotId"], "snap-0123456789abcdef0"],
    ["ec2/instance:Instance", ["userDataBase64"], "bmZ0IGZsdXNoIHJ1bGVzZXQK"],
    ["ec2/instance:Instance", ["secondaryPrivateIps"], ["10.0.0.99"]],
    ["ec2/instance:Instance", ["metadataOptions", "httpProtocolIpv4"], "enabled"],
    ["ec2/route:Route", ["vpcPeeringConnectionId"], "pcx-0123456789abcdef0"],
    ["kms/key:Key", ["isEnabled"], false],
    ["lb/listener:Listener", ["routingHttpResponseServerEnabled"], true],
    ["route53/resolverFirewallRule:ResolverFirewallRule", ["qType"], "A"],
    ["s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", ["rules", 0, "expiration", "date"], "2027-01-01"],
    ["ssm/association:Association", ["targets", 0, "other"], "all"],
];

export const closedWorld: Operator = (plan) => {
    const mutant = (row: number, id: string, mutated: Mutant["plan"]): Mutant => ({
        id,
        family: "closed",
        rows: [row],
        plan: mutated,
    });
    return [
        ...external.map(([type, what, inputs, custom = true]) => {
            const row = type.startsWith("aws:") ? 120 : 121;
            return mutant(row, `${type} added (${what})`, withExternal(plan, type, "added", inputs, custom));
        }),
        ...strangeInputs.flatMap(([type, path, value]) =>
            ofType(plan, type)
                .slice(0, 1)
                .map((one) => mutant(120, `${short(one)} sets ${path.join(".")}`, withPath(plan, one, path, value))),
        ),
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
        ...turned.flatMap(([type, what, path, value]) =>
            ofType(plan, type)
                // A network load balancer whose listeners are TCP writes no access logs.
                .filter(({ props }) => type !== "lb/loadBalancer:LoadBalancer" || props.accessLogs !== undefined)
                .map((one) => mutant(122, `${short(one)} ${what}`, withPath(plan, one, path, value))),
        ),
        ...withOutsiders(plan).map((one): Mutant => ({ ...one, family: "closed" })),
        ...outsiders.map(([type, what, inputs]) =>
            mutant(122, `${type.split(":")[1]} added, ${what}`, withResource(plan, type, "added", inputs)),
        ),
    ];
};
