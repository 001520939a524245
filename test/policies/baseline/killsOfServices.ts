import { added, both, type Edit } from "./fixtures";

export type Kill = readonly [what: string, edit: Edit, message: RegExp];

const template = "ec2/launchTemplate:LaunchTemplate";
const [topic, secret, trail] = ["sns/topic:Topic", "secretsmanager/secret:Secret", "cloudtrail/trail:Trail"];
const [firewall, firewallPolicy] = [
    "networkfirewall/firewall:Firewall",
    "networkfirewall/firewallPolicy:FirewallPolicy",
];

export const allowAll = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
export const openDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allowAll] });

/** Faults of services that the stacks do not use. */
export const killsOfServices: Readonly<Record<string, readonly Kill[]>> = {
    "store-encrypted": [
        ["topic", added(topic, {}), /set kmsMasterKeyId/],
        ["secret", added(secret, {}), /set kmsKeyId/],
        ["vault", added("backup/vault:Vault", {}), /set kmsKeyArn/],
        ["trail", added(trail, {}), /set kmsKeyId/],
    ],
    "secret-rotates": [["never", added(secret, { kmsKeyId: "alias/x" }), /never rotated/]],
    "topic-private": [
        ["inside", added(topic, { policy: openDocument }), /for everybody/],
        ["beside", added("sns/topicPolicy:TopicPolicy", { policy: openDocument }), /for everybody/],
    ],
    "trail-complete": [
        ["one region", added(trail, { enableLogFileValidation: true }), /set isMultiRegionTrail/],
        ["off", added(trail, { enableLogging: false }), /is off/],
        ["not validated", added(trail, {}), /enableLogFileValidation/],
        ["not watched", added(trail, {}), /cloudWatchLogsGroupArn/],
    ],
    "document-private": [
        ["public", added("ssm/document:Document", { permissions: { type: "Share", accountIds: "All" } }), /is public/],
    ],
    "scaling-checked": [
        ["EC2 only", added("autoscaling/group:Group", { targetGroupArns: ["arn:x"] }), /set healthCheckType to ELB/],
    ],
    "endpoint-service-asks": [
        [
            "everybody",
            added("ec2/vpcEndpointService:VpcEndpointService", { acceptanceRequired: false }),
            /accepts everyb/,
        ],
        [
            "by name",
            added("ec2/vpcEndpointService:VpcEndpointService", { acceptanceRequired: true, allowedPrincipals: ["*"] }),
            /is for everybody/,
        ],
    ],
    "network-firewall-protected": [
        ["does not log", added(firewall, {}), /does not log/],
        ["may be deleted", added(firewall, { subnetChangeProtection: true }), /set deleteProtection/],
        ["may be moved", added(firewall, { deleteProtection: true }), /set subnetChangeProtection/],
        ["in one zone", added(firewall, { subnetMappings: [{ subnetId: "subnet-1" }] }), /in one zone/],
        ["with AWS's key", added(firewall, {}), /encryptionConfiguration/],
    ],
    "network-firewall-strict": [
        ["AWS's order", added(firewallPolicy, { firewallPolicy: {} }), /set ruleOrder/],
        [
            "passes",
            added(firewallPolicy, { firewallPolicy: { statelessDefaultActions: ["aws:pass"] } }),
            /past its rules/,
        ],
        ["what no rule names", added(firewallPolicy, { firewallPolicy: {} }), /no rule names/],
        ["no rule group", added(firewallPolicy, { firewallPolicy: {} }), /no rule group/],
    ],
};

const strictFirewall = {
    statelessDefaultActions: ["aws:forward_to_sfe"],
    statelessFragmentDefaultActions: ["aws:forward_to_sfe"],
    statefulEngineOptions: { ruleOrder: "STRICT_ORDER" },
    statefulDefaultActions: ["aws:drop_established"],
    statefulRuleGroupReferences: [{ resourceArn: "arn:x", priority: 1 }],
};

/** What the rules about services that the stacks do not use accept. */
export const accepted: Readonly<Record<string, Edit>> = {
    "store-encrypted": added(topic, { kmsMasterKeyId: "alias/x" }),
    "secret-rotates": both(added(secret, {}), (plan) =>
        added("secretsmanager/secretRotation:SecretRotation", { secretId: "added-added" })(plan),
    ),
    "trail-complete": added(trail, {
        isMultiRegionTrail: true,
        enableLogFileValidation: true,
        cloudWatchLogsGroupArn: "arn:x",
    }),
    "topic-private": added(topic, {
        policy: JSON.stringify({
            Statement: [{ ...allowAll, Condition: { StringEquals: { "AWS:SourceAccount": "111122223333" } } }],
        }),
    }),
    "document-private": added("ssm/document:Document", { permissions: { type: "Share", accountIds: "111122223333" } }),
    "scaling-checked": added("autoscaling/group:Group", { targetGroupArns: ["arn:x"], healthCheckType: "ELB" }),
    "endpoint-service-asks": added("ec2/vpcEndpointService:VpcEndpointService", { acceptanceRequired: true }),
    "network-firewall-strict": added(firewallPolicy, { firewallPolicy: strictFirewall }),
    "network-firewall-protected": both(
        added(firewall, {
            deleteProtection: true,
            subnetChangeProtection: true,
            subnetMappings: [{ subnetId: "subnet-1" }, { subnetId: "subnet-2" }],
            encryptionConfiguration: { type: "CUSTOMER_KMS" },
        }),
        added("networkfirewall/loggingConfiguration:LoggingConfiguration", { firewallArn: "added-added" }),
    ),
    "disk-encrypted": added(template, {
        blockDeviceMappings: [{ ebs: { encrypted: "true" } }, { noDevice: "" }, { virtualName: "ephemeral0" }],
    }),
};
