import { bedrockStatements } from "./bedrock";
import { type HostName, roleOfHost, verifierNames } from "./hosts";
import type { Acme, EdgeUses, NetworkMode } from "./intent";
import type { HostRole, Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/**
 * What the roles of hosts may do. Components write these statements into the plan, and the rules of the isolation pack hold the plan
 * against them: a statement that is not made here is refused.
 */

export const hostTrust: PolicyStatement = {
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
};

/** The SSM agent's own actions on no resource that a policy could name (AWS: service authorization reference of Systems Manager). */
const agentActions = [
    "ssm:UpdateInstanceInformation",
    "ssm:ListInstanceAssociations",
    "ssm:ListAssociations",
    "ssm:DescribeAssociation",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:PutComplianceItems",
    "ssm:PutInventory",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
] as const;

/** What an SSM agent before 3.3.40 speaks besides (AWS: Systems Manager message API reference). */
const legacyAgentActions = [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
] as const;

/** Whose certificate a host pins: the agent and the verifier have nothing to say to each other, not by way of a parameter either. */
const peersOf = (host: HostName, verifierZones: number): readonly HostName[] =>
    host === "edge" ? ["agent", ...verifierNames(verifierZones)] : ["edge"];

export interface HostGrants {
    readonly legacySsmAgent: boolean;
    /** In how many zones a verifier stands. */
    readonly verifierZones: number;
}

/** What every host does, and no more. AmazonSSMManagedInstanceCore would be shorter and reads every parameter of the account. */
export function everyHostStatements(
    naming: Naming,
    host: HostName,
    { legacySsmAgent, verifierZones }: HostGrants,
): PolicyStatement[] {
    const certificate = (of: HostName) => naming.parameterArn(naming.certificateParameter(of));
    const role = roleOfHost(host);
    const release = naming.bucketArn(naming.releaseBucket);
    return [
        {
            Sid: "SessionManagerAndAssociations",
            Effect: "Allow",
            Action: [...agentActions, ...(legacySsmAgent ? legacyAgentActions : [])],
            Resource: "*",
        },
        {
            // A document that another account shares with everybody would be a way in for its orders. AWS's own belong to no account.
            Sid: "OwnAndAwsDocuments",
            Effect: "Allow",
            Action: ["ssm:GetDocument", "ssm:DescribeDocument"],
            Resource: [naming.arn("ssm", "document/*"), naming.arn("ssm", "document/*", { account: "" })],
        },
        {
            Sid: "OwnParameterAndPeersCertificates",
            Effect: "Allow",
            Action: "ssm:GetParameter",
            Resource: [
                naming.parameterArn(naming.hostParameter(host)),
                certificate(host),
                ...peersOf(host, verifierZones).map(certificate),
            ],
        },
        {
            Sid: "OwnCertificate",
            Effect: "Allow",
            Action: "ssm:PutParameter",
            Resource: certificate(host),
        },
        {
            Sid: "OwnRelease",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: [`${release}/host/${role}/*`, `${release}/images/${role}/*`],
        },
        {
            Sid: "OwnLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: naming.arn("logs", `log-group:${naming.hostLogGroup(host)}:*`),
        },
    ];
}

/** What only the edge may do: read the LLM keys, call the approved Bedrock models, renew its own certificate. */
export function edgeStatements(naming: Naming, uses: EdgeUses): PolicyStatement[] {
    const { secretNames, models, certificateSecretArn, acme } = uses;
    // AWS appends a hyphen and six random characters to a secret's name.
    const secrets = secretNames.map((secret) => naming.arn("secretsmanager", `secret:${secret}-??????`));
    const read = [...secrets, ...(certificateSecretArn === undefined ? [] : [certificateSecretArn])];
    const statements: PolicyStatement[] = [];
    if (read.length > 0) {
        statements.push({
            Sid: "LlmKeys",
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: read,
        });
    }
    if (models.length > 0) statements.push(...bedrockStatements(models, naming), shortTermKeysOnly);
    if (acme !== undefined) statements.push(...acmeStatements(naming, acme));
    return statements;
}

/** The LLM gateway calls Bedrock with keys that the key fetcher makes from the role; a long-term key would outlive it (Bedrock user guide: API keys). */
const shortTermKeysOnly: PolicyStatement = {
    Sid: "ShortTermKeysOnly",
    Effect: "Allow",
    Action: "bedrock:CallWithBearerToken",
    Resource: "*",
    Condition: { StringEquals: { "bedrock:bearerTokenType": "SHORT_TERM" } },
};

/**
 * The one record of the challenge, and no other of the zone: whoever holds the edge cannot point a name elsewhere. ForAllValues is true of
 * nothing at all, hence Null (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html).
 */
function acmeStatements({ partition }: Naming, { hostedZoneId, host }: Acme): PolicyStatement[] {
    const key = (name: string) => `route53:ChangeResourceRecordSets${name}`;
    return [
        {
            Sid: "AcmeChallenge",
            Effect: "Allow",
            Action: "route53:ChangeResourceRecordSets",
            Resource: `arn:${partition}:route53:::hostedzone/${hostedZoneId}`,
            Condition: {
                "ForAllValues:StringEquals": {
                    [key("NormalizedRecordNames")]: `_acme-challenge.${host}`,
                    [key("RecordTypes")]: "TXT",
                },
                Null: { [key("NormalizedRecordNames")]: "false", [key("RecordTypes")]: "false" },
            },
        },
        { Sid: "AcmeZones", Effect: "Allow", Action: "route53:ListHostedZones", Resource: "*" },
        {
            Sid: "AcmeChange",
            Effect: "Allow",
            Action: "route53:GetChange",
            Resource: `arn:${partition}:route53:::change/*`,
        },
    ];
}

/** What the edge asks of AWS through NAT, because no endpoint pays for it: these requests carry no VPC. */
const throughNat = [
    "secretsmanager:GetSecretValue",
    "route53:ChangeResourceRecordSets",
    "route53:ListHostedZones",
    "route53:GetChange",
] as const;

/**
 * In a sealed network the credentials of a host work from its own VPC and its own address only: who carries them away has nothing. Two
 * statements, since conditions of one must all hold. Both sides of the comparison come with the request; a request without the
 * left one is refused (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-ec2-instance-source-vpc).
 * What AWS does itself on behalf of the role (Systems Manager reading a key) is spared.
 */
export function boundToHost(role: HostRole): PolicyStatement[] {
    const scope: Pick<PolicyStatement, "Action" | "NotAction"> =
        role === "edge" ? { NotAction: throughNat } : { Action: "*" };
    const only = (Sid: string, key: string, value: string): PolicyStatement => ({
        Sid,
        Effect: "Deny",
        ...scope,
        Resource: "*",
        Condition: {
            StringNotEquals: { [key]: value },
            Null: { "ec2:SourceInstanceARN": "false" },
            BoolIfExists: { "aws:ViaAWSService": "false" },
        },
    });
    return [
        only("OnlyFromThisVpc", "aws:SourceVpc", "${aws:EC2InstanceSourceVPC}"),
        only("OnlyFromThisHost", "aws:VpcSourceIp", "${aws:EC2InstanceSourcePrivateIPv4}"),
    ];
}

/**
 * A key of Bedrock is a bearer token: nobody documents that a call by it says which instance it came from, so the edge's planned address
 * stands here in full.
 */
export const onlyFromEdge = ({ models, address }: EdgeUses): PolicyStatement[] =>
    models.length === 0
        ? []
        : [
              {
                  Sid: "BedrockOnlyFromEdge",
                  Effect: "Deny",
                  Action: "bedrock:*",
                  Resource: "*",
                  Condition: { StringNotEquals: { "aws:VpcSourceIp": address } },
              },
          ];

/** What a host asks of AWS through NAT: in mode nat everything, in a default VPC nothing, since there is no NAT. */
export const natActions = (role: HostRole, mode: NetworkMode): readonly string[] =>
    mode === "nat" ? ["*"] : mode === "nat-endpoints" && role === "edge" ? throughNat : [];

/** What goes through NAT is refused from any other address than the NAT gateways'. */
export const onlyFromNat = (actions: readonly string[], addresses: readonly string[]): PolicyStatement => ({
    Sid: "OnlyFromNat",
    Effect: "Deny",
    Action: actions,
    Resource: "*",
    Condition: {
        NotIpAddress: { "aws:SourceIp": addresses.map((address) => `${address}/32`) },
        BoolIfExists: { "aws:ViaAWSService": "false" },
    },
});

/** What only the verifier's host may do: fetch models, read its API token. */
export function verifierStatements(naming: Naming): PolicyStatement[] {
    return [
        {
            Sid: "Models",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: `${naming.bucketArn(naming.releaseBucket)}/models/*`,
        },
        {
            Sid: "ApiToken",
            Effect: "Allow",
            Action: "ssm:GetParameter",
            Resource: naming.parameterArn(naming.path("verifier", "token")),
        },
    ];
}
