/** What an auditor asks, and which rules and claims answer it. What no rule can answer is said beside it, so that nobody takes it for answered. */
export interface Question {
    readonly id: string;
    readonly text: string;
    /** Rules of both packs, and claims, by id. */
    readonly by: readonly string[];
    /** Those without which the question is not answered, however many others are kept. */
    readonly needs?: readonly string[];
    /** What a plan does not show, and who has to. */
    readonly notShown: string;
}

/** Rules against something that must not be there: where nothing of it is, they are kept. */
export const prohibitions: ReadonlySet<string> = new Set([
    "set-once",
    "known-network",
    "no-other-gateway",
    "iam-known",
    "own-vpc",
]);

/** https://docs.aws.amazon.com/wellarchitected/latest/framework/a-security.html */
export const securityPillar: readonly Question[] = [
    {
        id: "SEC 1",
        text: "How do you securely operate your workload?",
        by: [
            "provider-settings",
            "provider-pinned",
            "known-types",
            "known-inputs",
            "set-once",
            "changes-not-ignored",
            "account-guarded",
            "intent-configured",
            "own-vpc",
            "group-described",
            "group-one-form",
            "group-used",
            "address-used",
        ],
        notShown: "how accounts are separated in the organization, and who protects its root user",
    },
    {
        id: "SEC 2",
        text: "How do you manage authentication for people and machines?",
        by: ["iam-known", "host-has-role", "host-own-role", "secret-rotates", "user-data-no-secret"],
        notShown: "passwords and second factors of people, which the sign-in host checks",
    },
    {
        id: "SEC 3",
        text: "How do you manage permissions for people and machines?",
        by: [
            "role-designed",
            "role-grants-designed",
            "role-denials-designed",
            "host-credentials-bound",
            "role-trust-designed",
            "resource-policies-own",
            "role-cannot-open-network",
            "role-reads-own-parameters",
            "policy-least-privilege",
            "trust-named",
            "no-managed-administrator",
            "document-private",
            "topic-private",
            "endpoint-service-asks",
        ],
        notShown: "what people of the account may do besides the stack's roles",
    },
    {
        id: "SEC 4",
        text: "How do you detect and investigate security events?",
        by: ["flow-logs-on", "log-group-there", "log-policy-named", "log-group-kept", "trail-complete"],
        needs: ["trail-complete"],
        notShown: "who reads alarms, and how fast they act",
    },
    {
        id: "SEC 5",
        text: "How do you protect your network resources?",
        by: [
            "no-public-address",
            "doors-only",
            "agent-egress-only",
            "verifier-egress-only",
            "web-proxy-egress-only",
            "gateway-forwards-only",
            "workloads-apart",
            "no-dns-exfiltration",
            "allowed-paths-work",
            "no-public-ip",
            "instance-no-public-ip",
            "subnet-no-public-ip",
            "host-no-elastic-ip",
            "ingress-authorized-only",
            "egress-approved-only",
            "edge-egress",
            "internet-https-only",
            "group-rules-designed",
            "default-group-unused",
            "one-group-each",
            "acl-scoped",
            "acl-attached",
            "acl-deny-effective",
            "default-acl-closed",
            "sealed-tiers",
            "tier-residents",
            "doors-served",
            "known-network",
            "no-other-gateway",
            "endpoint-own-account",
            "endpoint-policy-designed",
            "endpoints-complete",
            "endpoint-groups",
            "dns-firewall-complete",
            "address-as-designed",
            "network-firewall-protected",
            "network-firewall-strict",
        ],
        notShown: "whether packets do what the plan says: the twin's part of this archive",
    },
    {
        id: "SEC 6",
        text: "How do you protect your compute resources?",
        by: ["session-manager-only", "imds-token-one-hop", "source-dest-check", "host-commands-designed"],
        notShown: "updates of the running hosts, and the firewalls on them",
    },
    {
        id: "SEC 7",
        text: "How do you classify your data?",
        by: ["bucket-kept", "bucket-writers-named"],
        notShown: "what users write into prompts and labels",
    },
    {
        id: "SEC 8",
        text: "How do you protect your data at rest?",
        by: [
            "disk-encrypted",
            "store-encrypted",
            "key-safe",
            "bucket-closed",
            "bucket-protected",
            "protected-kept",
            "parameter-no-secret",
            "plain-no-secret",
            "deliveries-own",
            "ids-own",
        ],
        notShown: "copies that people make by hand",
    },
    {
        id: "SEC 9",
        text: "How do you protect your data in transit?",
        by: ["listener-tls", "bucket-policy", "balancer-hardened"],
        notShown: "TLS between hosts, whose certificates are pinned on the hosts",
    },
    {
        id: "SEC 10",
        text: "How do you anticipate, respond to, and recover from incidents?",
        by: ["balancer-protected", "targets-checked", "scaling-checked"],
        notShown: "runbooks and rehearsals, which docs has and no plan shows",
    },
    {
        id: "SEC 11",
        text: "How do you incorporate and validate the security properties of applications throughout the design, development, and deployment lifecycle?",
        by: [],
        notShown:
            "by a plan; this archive is that: the rules and the proof are asked before each deployment, and the twin is attacked",
    },
];

/** Controls of CIS AWS Foundations Benchmark 3.0.0 by their numbers; titles are shortened (https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html). */
export const cisControls: readonly Question[] = [
    control("1.15", "Users receive permissions only through groups", ["iam-known"], "users outside the stack"),
    control(
        "1.16",
        "No policy with full administrative privileges is attached",
        ["policy-least-privilege", "no-managed-administrator"],
        "policies outside the stack",
    ),
    control("1.18", "Instances use roles for AWS resource access", ["host-has-role"], "instances outside the stack"),
    control("2.1.1", "Bucket policies deny HTTP requests", ["bucket-policy"], "buckets outside the stack"),
    control("2.1.4", "Buckets block public access", ["bucket-closed"], "the account's own block"),
    control("2.2.1", "EBS volumes are encrypted", ["disk-encrypted"], "the region's encryption by default"),
    control("3.1", "CloudTrail is enabled in all regions", ["trail-complete"], "a trail of the organization"),
    control("3.2", "CloudTrail log file validation is enabled", ["trail-complete"], "a trail of the organization"),
    control("3.5", "CloudTrail logs are encrypted with KMS", ["trail-complete", "store-encrypted"], "other trails"),
    control("3.6", "Customer created symmetric keys rotate", ["key-safe"], "keys outside the stack"),
    control("3.7", "VPC flow logging is enabled in all VPCs", ["flow-logs-on"], "VPCs outside the stack"),
    control(
        "5.1",
        "No network ACL admits 0.0.0.0/0 to administration ports",
        ["acl-scoped", "default-acl-closed"],
        "VPCs outside the stack",
    ),
    control(
        "5.2",
        "No security group admits 0.0.0.0/0 to administration ports",
        ["ingress-authorized-only", "session-manager-only"],
        "VPCs outside the stack",
    ),
    control(
        "5.3",
        "No security group admits ::/0 to administration ports",
        ["ingress-authorized-only", "session-manager-only"],
        "VPCs outside the stack",
    ),
    control(
        "5.4",
        "The default security group of every VPC restricts all traffic",
        ["default-group-unused"],
        "VPCs outside the stack",
    ),
    control("5.6", "Instance metadata needs IMDSv2", ["imds-token-one-hop"], "instances outside the stack"),
];

function control(id: string, text: string, by: readonly string[], notShown: string): Question {
    return { id: `CIS ${id}`, text, by, notShown };
}
