import { added, at, both, type Edit, gone, set, states } from "./fixtures";

type Kill = readonly [what: string, edit: Edit, message: RegExp];

const [bucket, block, owner, versioning, lifecycle] = [
    "s3/bucket:Bucket",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "s3/bucketOwnershipControls:BucketOwnershipControls",
    "s3/bucketVersioning:BucketVersioning",
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
];
const encryption = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const [instance, template] = ["ec2/instance:Instance", "ec2/launchTemplate:LaunchTemplate"];
const [group, ingressRule] = [
    "ec2/securityGroup:SecurityGroup",
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];
const [balancer, listener] = ["lb/loadBalancer:LoadBalancer", "lb/listener:Listener"];
const [rolePolicy, role] = ["iam/rolePolicy:RolePolicy", "iam/role:Role"];
const [logGroup, key, flowLog] = ["cloudwatch/logGroup:LogGroup", "kms/key:Key", "ec2/flowLog:FlowLog"];
const [topic, secret, trail] = ["sns/topic:Topic", "secretsmanager/secret:Secret", "cloudtrail/trail:Trail"];
const [firewall, firewallPolicy] = [
    "networkfirewall/firewall:Firewall",
    "networkfirewall/firewallPolicy:FirewallPolicy",
];
const allowAll = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const openDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allowAll] });

/** For each rule of the pack edits of the valid prod plan that this very rule must refuse, and what it says. */
export const kills: Readonly<Record<string, readonly Kill[]>> = {
    "bucket-closed": [
        ["no block", gone(block, "artifacts"), /artifacts does not block.*restrictPublicBuckets/],
        ["one of four ways open", set(block, "release", { ignorePublicAcls: false }), /set ignorePublicAcls to true/],
        ["one of four ways left out", set(block, "release", { blockPublicAcls: undefined }), /set blockPublicAcls/],
        ["ACLs taken", at(owner, "artifacts", ["rule", "objectOwnership"], "ObjectWriter"), /takes ACLs/],
        ["an ACL inside the bucket", set(bucket, "artifacts", { acl: "public-read" }), /has an ACL/],
        [
            "an ACL of its own resource",
            added("s3/bucketAclV2:BucketAclV2", { bucket: "ttb-verifier-artifacts-111122223333", acl: "private" }),
            /has an ACL/,
        ],
    ],
    "bucket-kept": [
        ["no versions", gone(versioning, "artifacts"), /is not versioned/],
        [
            "versions suspended",
            at(versioning, "artifacts", ["versioningConfiguration", "status"], "Suspended"),
            /is not versioned/,
        ],
        ["nothing said about encryption", gone(encryption, "release"), /says nothing about encryption/],
        ["the rule for leftovers off", at(lifecycle, "release", ["rules", 0, "status"], "Disabled"), /old versions/],
        [
            "the rule for leftovers narrowed",
            at(lifecycle, "release", ["rules", 0, "filter", "prefix"], "tmp/"),
            /uploads/,
        ],
    ],
    "bucket-policy": [
        ["no policy", gone("s3/bucketPolicy:BucketPolicy", "artifacts"), /does not refuse plain HTTP/],
        ["everybody", states("s3/bucketPolicy:BucketPolicy", "artifacts", "policy", allowAll), /admits everybody/],
    ],
    "disk-encrypted": [
        ["volume", set("ebs/volume:Volume", "openhands-data", { encrypted: undefined }), /openhands-data is not enc/],
        ["root disk", at(instance, "openhands", ["rootBlockDevice", "encrypted"], false), /rootBlockDevice is not/],
        ["root disk left to the image", set(instance, "verifier", { rootBlockDevice: undefined }), /rootBlockDevice/],
        [
            "second disk",
            set(instance, "verifier", { ebsBlockDevices: [{ deviceName: "/dev/sdb" }] }),
            /ebsBlockDevices\.0/,
        ],
        ["template, text", added(template, { blockDeviceMappings: [{ ebs: { encrypted: "false" } }] }), /Mappings\.0/],
        ["template that says nothing", added(template, {}), /blockDeviceMappings is not/],
    ],
    "key-safe": [
        ["no rotation", set(key, "logs", { enableKeyRotation: undefined }), /does not rotate/],
        ["gone in a week", set(key, "logs", { deletionWindowInDays: 7 }), /gone after 7 days/],
        ["switched off", set(key, "logs", { isEnabled: false }), /is switched off/],
        ["no policy", set(key, "logs", { policy: undefined }), /no policy of its own/],
        ["everybody", states(key, "logs", "policy", allowAll), /used by everybody/],
        ["everybody, beside the key", added("kms/keyPolicy:KeyPolicy", { policy: openDocument }), /used by everybody/],
    ],
    "log-group-kept": [
        ["a month", set(logGroup, "openhands", { retentionInDays: 30 }), /30 days: set retentionInDays/],
        ["for ever", set(logGroup, "openhands", { retentionInDays: undefined }), /for ever/],
        ["AWS's key", set(logGroup, "openhands", { kmsKeyId: undefined }), /set kmsKeyId/],
    ],
    "user-data-no-secret": [
        ["password", set(instance, "openhands", { userData: "#!/bin/sh\npassword=correct-horse" }), /a password/],
    ],
    "parameter-no-secret": [
        ["name", set("ssm/parameter:Parameter", "openhands", { name: "/x/api-key" }), /by its name/],
        ["value", set("ssm/parameter:Parameter", "openhands", { insecureValue: "AKIAABCDEFGHIJKLMNOP" }), /access key/],
    ],
    "listener-tls": [
        ["HTTP that forwards", set(listener, "verifier-http", { defaultActions: [{ type: "forward" }] }), /plain HTTP/],
        ["HTTP without action", set(listener, "verifier-http", { defaultActions: [] }), /plain HTTP/],
        [
            "a redirect to whatever was asked",
            at(listener, "verifier-http", ["defaultActions", 0, "redirect", "protocol"], undefined),
            /plain HTTP/,
        ],
        [
            "TLS 1.0",
            set(listener, "verifier-https", { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" }),
            /before 1\.2/,
        ],
        ["AWS's default", set(listener, "verifier-https", { sslPolicy: undefined }), /AWS's default/],
    ],
    "balancer-hardened": [
        ["no access logs", set(balancer, "verifier-alb", { accessLogs: undefined }), /no access logs/],
        ["access logs off", at(balancer, "verifier-alb", ["accessLogs", "enabled"], false), /no access logs/],
        ["invalid headers", set(balancer, "verifier-alb", { dropInvalidHeaderFields: false }), /invalid headers/],
        ["only watching", set(balancer, "verifier-alb", { desyncMitigationMode: "monitor" }), /only watches/],
    ],
    "balancer-protected": [
        ["ALB", set(balancer, "verifier-alb", { enableDeletionProtection: undefined }), /verifier-alb can be deleted/],
        ["NLB", set(balancer, "web-proxy-nlb", { enableDeletionProtection: false }), /web-proxy-nlb can be deleted/],
    ],
    "policy-least-privilege": [
        ["everything", states(rolePolicy, "openhands", "policy", allowAll), /grants \*: name the actions/],
    ],
    "trust-named": [
        [
            "everybody",
            states(role, "openhands", "assumeRolePolicy", { ...allowAll, Resource: undefined }),
            /by everybody/,
        ],
    ],
    "no-managed-administrator": [
        [
            "attached",
            added("iam/rolePolicyAttachment:RolePolicyAttachment", {
                role: "openhands-agent-host",
                policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
            }),
            /attaches arn:aws:iam::aws:policy\/AmazonSSMManagedInstanceCore/,
        ],
        [
            "in the role",
            set(role, "openhands", { managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/PowerUserAccess"] }),
            /PowerUserAccess/,
        ],
    ],
    "flow-logs-on": [
        ["none", gone(flowLog, "network-flow"), /network has no flow log/],
        ["rejects only", set(flowLog, "network-flow", { trafficType: "REJECT" }), /trafficType of network-flow/],
        [
            "to elsewhere",
            set(flowLog, "network-flow", { logDestination: "arn:aws:s3:::strangers" }),
            /logDestination of/,
        ],
    ],
    "own-vpc": [["taken over", added("ec2/defaultVpc:DefaultVpc", {}), /account's default VPC/]],
    "group-described": [
        ["group", set(group, "openhands", { description: "Managed by Pulumi" }), /openhands has no description/],
        ["rule", set(ingressRule, "openhands-users", { description: undefined }), /openhands-users has no description/],
        [
            "rule in the group",
            set(group, "openhands", { egress: [{ protocol: "-1" }] }),
            /egress\.0 has no description/,
        ],
    ],
    "group-one-form": [
        ["two forms", set(group, "openhands", { egress: [] }), /inside the group and as SecurityGroupIng/],
    ],
    "group-used": [["left over", added(group, { description: "x" }), /added is worn by nothing/]],
    "address-used": [["left over", added("ec2/eip:Eip", { domain: "vpc" }), /added is on nothing/]],
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
    "region-defaults": [
        ["encryption", added("ebs/encryptionByDefault:EncryptionByDefault", { enabled: false }), /switches encryption/],
        [
            "gateways",
            added("ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", { internetGatewayBlockMode: "off" }),
            /be public/,
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
    "region-defaults": added("ebs/encryptionByDefault:EncryptionByDefault", { enabled: true }),
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
