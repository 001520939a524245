import { added, at, gone, restates, set, states, unkept } from "./fixtures";
import { allowAll, type Kill, killsOfServices, openDocument } from "./killsOfServices";

const [bucket, block, owner, versioning, lifecycle] = [
    "s3/bucket:Bucket",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "s3/bucketOwnershipControls:BucketOwnershipControls",
    "s3/bucketVersioning:BucketVersioning",
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
];
const bucketPolicy = "s3/bucketPolicy:BucketPolicy";
const logPolicy = "cloudwatch/logResourcePolicy:LogResourcePolicy";
const encryption = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const [instance, template] = ["ec2/instance:Instance", "ec2/launchTemplate:LaunchTemplate"];
const [group, ingressRule] = [
    "ec2/securityGroup:SecurityGroup",
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];
const [balancer, listener] = ["lb/loadBalancer:LoadBalancer", "lb/listener:Listener"];
const [rolePolicy, role] = ["iam/rolePolicy:RolePolicy", "iam/role:Role"];
const [logGroup, key, flowLog] = ["cloudwatch/logGroup:LogGroup", "kms/key:Key", "ec2/flowLog:FlowLog"];

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
        [
            "old versions for a day",
            at(lifecycle, "release", ["rules", 0, "noncurrentVersionExpiration", "noncurrentDays"], 1),
            /within 30 days/,
        ],
        ["the rule for leftovers off", at(lifecycle, "release", ["rules", 0, "status"], "Disabled"), /old versions/],
        [
            "the rule for leftovers narrowed",
            at(lifecycle, "release", ["rules", 0, "filter", "prefix"], "tmp/"),
            /uploads/,
        ],
    ],
    "bucket-policy": [
        ["no policy", gone(bucketPolicy, "artifacts"), /does not refuse plain HTTP/],
        ["everybody", states(bucketPolicy, "artifacts", "policy", allowAll), /admits everybody/],
        [
            "the load balancers' logs of every account",
            restates(bucketPolicy, "verifier-logs", "policy", (text) =>
                text.replace("/AWSLogs/111122223333/*", "/AWSLogs/*"),
            ),
            /admits logdelivery.elasticloadbalancing.amazonaws.com on behalf of any account/,
        ],
    ],
    "bucket-protected": [
        ["deleted with its objects", set(bucket, "artifacts", { forceDestroy: true }), /remove forceDestroy/],
    ],
    "protected-kept": [
        [
            "a data volume that is not",
            unkept("ebs/volume:Volume", "openhands-data"),
            /openhands-data is deleted without/,
        ],
        ["a store of artifacts that is not", unkept(bucket, "artifacts"), /artifacts is deleted without a question/],
        ["a store of releases that is not", unkept(bucket, "release"), /release is deleted without a question/],
    ],
    "bucket-writers-named": [
        [
            "no denial",
            restates(bucketPolicy, "artifacts", "policy", (text) => text.replace("ArnNotEquals", "ArnEquals")),
            /does not deny s3:GetObject, s3:GetObjectVersion, s3:PutObject/,
        ],
        [
            "a denial of reading only",
            restates(bucketPolicy, "artifacts", "policy", (text) => text.replace('"s3:DeleteObject*",', "")),
            /does not deny s3:DeleteObject, s3:DeleteObjectVersion to/,
        ],
        [
            "an outsider's role",
            restates(bucketPolicy, "artifacts", "policy", (text) =>
                text.replace(
                    ":role/openhands-verifier-host",
                    ':role/openhands-verifier-host","arn:aws:iam::444455556666:role/x',
                ),
            ),
            /names arn:aws:iam::444455556666:role\/x/,
        ],
        [
            "any role",
            restates(bucketPolicy, "artifacts", "policy", (text) =>
                text.replace("role/openhands-verifier-host", "role/*"),
            ),
            /names arn:aws:iam::111122223333:role\/\*/,
        ],
        [
            "a policy on another role",
            set(rolePolicy, "artifacts-operator-read", { role: "openhands-agent-host" }),
            /artifacts-operator-read grants openhands-agent-host objects of artifacts/,
        ],
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
    "plain-no-secret": [
        [
            "a tag",
            set(instance, "openhands", { tags: { Name: "openhands", ApiKey: "9f8e7d6c5b4a39281706" } }),
            /tags.ApiKey holds what looks like a key/,
        ],
        [
            "a command",
            at("ssm/association:Association", "openhands", ["parameters", "commands"], "app --token 9f8e7d6c5b4a3928"),
            /parameters.commands holds what looks like a token/,
        ],
        [
            "an environment inside a document",
            added("ecs/taskDefinition:TaskDefinition", {
                containerDefinitions: JSON.stringify([{ environment: [{ name: "API_KEY", value: "9f8e7d6c5b4a" }] }]),
            }),
            /containerDefinitions.0.environment.0.API_KEY holds what looks like a key/,
        ],
        [
            "a packed object",
            set("s3/bucketObjectv2:BucketObjectv2", "host-agent", {
                contentBase64: Buffer.from("DATABASE_URL=postgres://app:correct-horse@db/app").toString("base64"),
            }),
            /contentBase64 holds what looks like an address with a password/,
        ],
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
    "targets-checked": [
        [
            "not asked",
            at("lb/targetGroup:TargetGroup", "verifier", ["healthCheck", "enabled"], false),
            /verifier asks nobody whether they are well/,
        ],
    ],
    "host-has-role": [["none", set(instance, "openhands", { iamInstanceProfile: undefined }), /openhands has no role/]],
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
            set(flowLog, "network-flow", { logDestination: "arn:aws:s3:::outsiders" }),
            /logDestination of/,
        ],
    ],
    "log-group-there": [
        [
            "no group",
            gone(logGroup, "openhands"),
            /writes to \/isolated-openhands\/prod\/logs\/agent, which is no log group/,
        ],
        [
            "every group",
            states(rolePolicy, "openhands", "policy", { Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }),
            /writes to \*/,
        ],
    ],
    "log-policy-named": [
        [
            "everybody",
            states(logPolicy, "network-dns-queries", "policyDocument", allowAll),
            /others than services.*\n.*one aws:SourceAccount.*\n.*by pattern.*\n.*every group/,
        ],
        [
            "any account",
            restates(logPolicy, "network-dns-queries", "policyDocument", (text) =>
                text.replace(
                    '"aws:SourceAccount":"111122223333"',
                    '"aws:SourceAccount":["111122223333","444455556666"]',
                ),
            ),
            /demand one aws:SourceAccount/,
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
    "group-used": [["left over", added(group, { description: "x" }), /added is attached to nothing/]],
    "address-used": [["left over", added("ec2/eip:Eip", { domain: "vpc" }), /added is on nothing/]],
    ...killsOfServices,
};
