/**
 * Kinds of AWS's resources that carry no packet and let nobody do anything: what a careful operator puts beside the stack. A type is on
 * the list only while the provider's schema bears that out: `generate.ts` drops one with an input that could place it in a network, or
 * give something away, unless it is written here who judges that input.
 */
export interface Kind {
    readonly reason: string;
    /** By module: names of types. */
    readonly types: Readonly<Record<string, string>>;
    /** Inputs that could deliver or grant, and that a rule judges: those of `known-types` are compared with the stack and its configuration. */
    readonly judged?: readonly string[];
}

export const kinds: readonly Kind[] = [
    {
        reason: "watches: reads metrics or logs, and tells topics of the stack",
        types: {
            cloudwatch:
                "AlarmMuteRule CompositeAlarm ContributorInsightRule Dashboard EventRule LogAnomalyDetector LogIndexPolicy LogMetricFilter LogStream MetricAlarm QueryDefinition",
            route53: "HealthCheck QueryLog",
            xray: "EncryptionConfig Group SamplingRule",
        },
        judged: ["alarmActions", "insufficientDataActions", "okActions", "accountId", "policyDocument", "roleArn"],
    },
    {
        reason: "tells people: topics of the account, and addresses that the configuration names",
        types: {
            budgets: "Budget",
            costexplorer: "AnomalyMonitor AnomalySubscription CostAllocationTag CostCategory",
            sns: "Topic TopicPolicy TopicSubscription",
        },
        judged: [
            ...["accountId", "address", "deliveryPolicy", "policy", "redrivePolicy", "subscribers", "topicArn"],
            ...["endpoint", "endpointAutoConfirms", "subscriptionRoleArn", "subscriberEmailAddresses"],
            ...[
                "subscriberSnsTopicArns",
                "filterPolicy",
                "replayPolicy",
                "topic",
                "Principal",
                "NotPrincipal",
                "archivePolicy",
                "splitChargeRules",
            ],
            ...["applicationSuccessFeedbackRoleArn", "applicationFailureFeedbackRoleArn"],
            ...["firehoseSuccessFeedbackRoleArn", "firehoseFailureFeedbackRoleArn"],
            ...["httpSuccessFeedbackRoleArn", "httpFailureFeedbackRoleArn"],
            ...["lambdaSuccessFeedbackRoleArn", "lambdaFailureFeedbackRoleArn", "lambdaSuccessFeedbackSampleRate"],
            ...["sqsSuccessFeedbackRoleArn", "sqsFailureFeedbackRoleArn", "targets"],
        ],
    },
    {
        reason: "names or sorts what is there",
        types: { ec2: "EipDomainName Tag", resourcegroups: "Group", secretsmanager: "Tag" },
    },
    {
        reason: "keeps what is there for longer, in a vault of the account",
        types: {
            backup: "Framework Plan RegionSettings Selection Vault VaultLockConfiguration VaultNotifications VaultPolicy",
            rbin: "Rule",
        },
        judged: [
            "copyActions",
            "destinationVaultArn",
            "iamRoleArn",
            "policy",
            "snsTopicArn",
            "targetLogicallyAirGappedBackupVaultArn",
            "scanActions",
            "scannerRoleArn",
        ],
    },
    {
        reason: "answers names of public zones: what the VPC resolves is DNS Firewall's to say",
        types: { route53: "DelegationSet HostedZoneDnsSec KeySigningKey Record Zone" },
        judged: [
            "vpcs",
            "vpcId",
            "vpcRegion",
            "cidrRoutingPolicy",
            "failoverRoutingPolicies",
            "geoproximityRoutingPolicy",
        ],
    },
    {
        reason: "a certificate: says who one is, and opens nothing",
        types: { acm: "Certificate CertificateValidation" },
        judged: ["emailAddress"],
    },
    {
        reason: "a guard or an auditor of the account or the region, judged by account-guarded",
        types: {
            accessanalyzer: "Analyzer",
            cfg: "Recorder RecorderStatus RetentionConfiguration Rule",
            cloudtrail: "Trail",
            ebs: "DefaultKmsKey EncryptionByDefault SnapshotBlockPublicAccess",
            ec2: "AllowedImagesSettings ImageBlockPublicAccess InstanceMetadataDefaults SerialConsoleAccess VpcBlockPublicAccessOptions",
            ecr: "RegistryScanningConfiguration",
            guardduty: "Detector DetectorFeature",
            iam: "AccountAlias AccountPasswordPolicy RolePoliciesExclusive SecurityTokenServicePreferences",
            inspector2: "Enabler",
            macie2: "Account",
            s3: "AccountPublicAccessBlock",
            securityhub: "Account StandardsSubscription",
            ssm: "ServiceSetting",
        },
        judged: [
            ...["accountId", "accountIds", "roleArn", "s3BucketName", "snsTopicName", "cloudWatchLogsRoleArn"],
            ...["accountAlias", "policyNames", "customPolicyDetails", "policyText", "policyRuntime", "endpointToken"],
        ],
    },
    {
        reason: "filters what comes in through an ingress point that is there",
        types: { shield: "Protection", wafv2: "IpSet RegexPatternSet RuleGroup WebAcl WebAclAssociation" },
        judged: ["oversizeHandling"],
    },
    {
        reason: "takes away rules that the program does not write",
        types: { ec2: "VpcSecurityGroupRulesExclusive" },
        judged: ["securityGroupId"],
    },
    {
        reason: "reserves room, and puts nothing there",
        types: { ec2: "CapacityReservation PlacementGroup SubnetCidrReservation", servicequotas: "ServiceQuota" },
        judged: ["subnetId"],
    },
    {
        reason: "holds something that roles must be let at by a policy",
        types: {
            ecr: "LifecyclePolicy Repository",
            s3: "BucketIntelligentTieringConfiguration BucketMetric BucketObjectLockConfiguration",
            secretsmanager: "Secret SecretRotation SecretVersion",
            ssm: "Document MaintenanceWindow",
        },
        judged: [
            "bucket",
            "accessPoint",
            "policy",
            "permissions",
            "replicas",
            "rotationLambdaArn",
            "externalSecretRotationRoleArn",
            "attachmentsSources",
        ],
    },
];
