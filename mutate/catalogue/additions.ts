import { type Mutant, ofType, type Operator, type VariantOperator, withResource } from "../mutant";
import type { Family } from "../families";
import type { Plan } from "../../model/plan";

type Inputs = Readonly<Record<string, unknown>>;

/** A resource that somebody puts beside the stack's own, made well; and each of the ways of making it badly that are rows of the list. */
interface Addition {
    readonly type: string;
    readonly family: Family;
    readonly well: Inputs | ((plan: Plan) => Inputs);
    /** Without it the resource is made badly too. */
    readonly companion?: readonly [type: string, inputs: Readonly<Record<string, unknown>>];
    readonly alone?: readonly [row: number, what: string];
    /** The design has no place for it (`known-types`): no variant that is benign, however well it is made. */
    readonly external?: true;
    readonly badly: readonly (readonly [row: number, what: string, inputs: Readonly<Record<string, unknown>>])[];
}

const key = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000";
/** Somebody's key of the same account is not the stack's (`ids-own`). */
const keyOf = (plan: Plan) => ofType(plan, "kms/key:Key")[0]?.outputs.arn;
const open = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});
const disk = { deviceName: "/dev/sda1", ebs: { encrypted: "true" } };
const metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: 1 };

const strict = {
    statelessDefaultActions: ["aws:forward_to_sfe"],
    statelessFragmentDefaultActions: ["aws:forward_to_sfe"],
    statefulEngineOptions: { ruleOrder: "STRICT_ORDER" },
    statefulDefaultActions: ["aws:drop_established"],
    statefulRuleGroupReferences: [
        { resourceArn: "arn:aws:network-firewall:us-east-1:111122223333:stateful-rulegroup/allow", priority: 1 },
    ],
};

/** Rows of what the stacks do not use: 16 to 24, 57, 69, 105 to 119. */
const additions: readonly Addition[] = [
    {
        type: "ebs/volume:Volume",
        family: "host",
        well: { availabilityZone: "us-east-1a", size: 8, encrypted: true },
        badly: [[16, "not encrypted", { encrypted: false }]],
    },
    {
        type: "ebs/encryptionByDefault:EncryptionByDefault",
        family: "host",
        well: { enabled: true },
        badly: [[17, "switched off", { enabled: false }]],
    },
    {
        type: "ec2/launchTemplate:LaunchTemplate",
        family: "host",
        well: {
            metadataOptions,
            blockDeviceMappings: [disk],
            networkInterfaces: [{ associatePublicIpAddress: "false" }],
        },
        external: true,
        badly: [
            [19, "with a public interface (text)", { networkInterfaces: [{ associatePublicIpAddress: "true" }] }],
            [
                19,
                "with a public second interface",
                { networkInterfaces: [{ associatePublicIpAddress: "false" }, { associatePublicIpAddress: true }] },
            ],
            [20, "without tokens", { metadataOptions: { ...metadataOptions, httpTokens: "optional" } }],
            [20, "silent on metadata", { metadataOptions: undefined }],
            [21, "with a plain disk", { blockDeviceMappings: [{ ...disk, ebs: { encrypted: "false" } }] }],
            [
                22,
                "with a secret in its user data",
                {
                    userData: Buffer.from(
                        "#!/bin/sh\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    ).toString("base64"),
                },
            ],
        ],
    },
    {
        type: "ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
        family: "route",
        well: { internetGatewayBlockMode: "block-bidirectional" },
        external: true,
        badly: [[57, "off", { internetGatewayBlockMode: "off" }]],
    },
    {
        type: "ec2/vpcEndpointService:VpcEndpointService",
        family: "endpoint",
        well: { acceptanceRequired: true },
        external: true,
        badly: [[69, "that accepts by itself", { acceptanceRequired: false }]],
    },
    {
        type: "autoscaling/group:Group",
        family: "host",
        well: { targetGroupArns: ["arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/other/1"] },
        external: true,
        badly: [[24, "that trusts EC2's own check", { healthCheckType: "EC2" }]],
    },
    {
        type: "networkfirewall/firewallPolicy:FirewallPolicy",
        family: "firewall",
        well: { firewallPolicy: strict },
        external: true,
        badly: [
            [114, "that passes", { firewallPolicy: { ...strict, statelessDefaultActions: ["aws:pass"] } }],
            [114, "without rules", { firewallPolicy: { ...strict, statefulRuleGroupReferences: [] } }],
            [
                116,
                "in AWS's order",
                { firewallPolicy: { ...strict, statefulEngineOptions: { ruleOrder: "DEFAULT_ACTION_ORDER" } } },
            ],
            [116, "that drops nothing by default", { firewallPolicy: { ...strict, statefulDefaultActions: [] } }],
        ],
    },
    {
        type: "networkfirewall/firewall:Firewall",
        family: "firewall",
        well: {
            deleteProtection: true,
            subnetChangeProtection: true,
            subnetMappings: [{ subnetId: "subnet-1" }, { subnetId: "subnet-2" }],
            encryptionConfiguration: { type: "CUSTOMER_KMS", keyId: key },
        },
        external: true,
        companion: ["networkfirewall/loggingConfiguration:LoggingConfiguration", { firewallArn: "added-added" }],
        alone: [113, "that does not log"],
        badly: [
            [115, "that may be deleted", { deleteProtection: false }],
            [115, "that may be moved", { subnetChangeProtection: false }],
            [115, "in one zone", { subnetMappings: [{ subnetId: "subnet-1" }] }],
            [115, "with AWS's key", { encryptionConfiguration: undefined }],
        ],
    },
    {
        type: "cloudtrail/trail:Trail",
        family: "logging",
        well: (plan) => ({
            s3BucketName: ofType(plan, "s3/bucket:Bucket").find(({ name }) => name === "verifier-logs")?.props.bucket,
            isMultiRegionTrail: true,
            enableLogFileValidation: true,
            kmsKeyId: keyOf(plan),
            cloudWatchLogsGroupArn: `arn:aws:logs:us-east-1:111122223333:log-group:${String(ofType(plan, "cloudwatch/logGroup:LogGroup")[0]?.props.name)}:*`,
            cloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/trail",
        }),
        badly: [
            [105, "of one region", { isMultiRegionTrail: false }],
            [105, "switched off", { enableLogging: false }],
            [106, "not validated", { enableLogFileValidation: false }],
            [106, "with AWS's key", { kmsKeyId: undefined }],
            [106, "that nobody watches", { cloudWatchLogsGroupArn: undefined, cloudWatchLogsRoleArn: undefined }],
        ],
    },
    {
        type: "sns/topic:Topic",
        family: "logging",
        well: (plan) => ({ kmsMasterKeyId: keyOf(plan) }),
        badly: [
            [108, "not encrypted", { kmsMasterKeyId: undefined }],
            [109, "for everybody", { policy: open }],
        ],
    },
    {
        type: "secretsmanager/secret:Secret",
        family: "logging",
        well: (plan) => ({ kmsKeyId: keyOf(plan) }),
        companion: ["secretsmanager/secretRotation:SecretRotation", { secretId: "added-added" }],
        alone: [110, "never rotated"],
        badly: [[110, "with AWS's key", { kmsKeyId: undefined }]],
    },
    {
        type: "ssm/parameter:Parameter",
        family: "logging",
        well: { name: "/other/colour", type: "String", value: "blue" },
        badly: [[111, "that holds a password in the open", { name: "/other/db-password", value: "correct-horse" }]],
    },
    {
        type: "ssm/document:Document",
        family: "logging",
        well: { documentType: "Command", content: "{}" },
        badly: [[112, "for everybody", { permissions: { type: "Share", accountIds: "All" } }]],
    },
    {
        type: "backup/vault:Vault",
        family: "logging",
        well: (plan) => ({ name: "other", kmsKeyArn: keyOf(plan) }),
        badly: [[119, "with AWS's key", { kmsKeyArn: undefined }]],
    },
];

export const badAdditions: Operator = (plan) =>
    additions.flatMap((addition): Mutant[] => {
        const mutant = (row: number, what: string, mutated: Plan): Mutant => ({
            id: `${titleOf(addition.type)} added, ${what}`,
            family: addition.family,
            rows: [row],
            plan: mutated,
        });
        const { badly, alone } = addition;
        const well = wellOf(addition, plan);
        return [
            ...badly.map(([row, what, inputs]) =>
                mutant(row, what, besides(plan, addition, { ...well, ...inputs }, true)),
            ),
            ...(alone ? [mutant(...alone, besides(plan, addition, well, false))] : []),
        ];
    });

/** The same made well: no rule may complain. */
export const goodAdditions: VariantOperator = (plan) =>
    additions
        .filter(({ external }) => !external)
        .map((addition) => ({
            id: `${titleOf(addition.type)} added`,
            plan: besides(plan, addition, wellOf(addition, plan), true),
        }));

const wellOf = ({ well }: Addition, plan: Plan): Inputs => (typeof well === "function" ? well(plan) : well);

const titleOf = (type: string) => type.split(":")[1];

function besides(plan: Plan, { type, companion }: Addition, inputs: Inputs, accompanied: boolean): Plan {
    const said = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
    const added = withResource(plan, type, "added", said, "added-added");
    return companion && accompanied ? withResource(added, companion[0], "added", companion[1]) : added;
}
