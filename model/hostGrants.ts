import { bedrockActions, bedrockModelArns } from "./bedrock";
import type { EdgeUses } from "./intent";
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

/** The SSM agent's own actions know no resources (AWS: service authorization reference of Systems Manager). */
const agentActions = [
    "ssm:UpdateInstanceInformation",
    "ssm:ListInstanceAssociations",
    "ssm:ListAssociations",
    "ssm:DescribeAssociation",
    "ssm:GetDocument",
    "ssm:DescribeDocument",
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

/** What every host does, and no more. AmazonSSMManagedInstanceCore would be shorter and reads every parameter of the account. */
export function everyHostStatements(naming: Naming, role: HostRole, legacySsmAgent: boolean): PolicyStatement[] {
    const certificates = naming.path("certificates");
    const release = naming.bucketArn(naming.releaseBucket);
    return [
        {
            Sid: "SessionManagerAndAssociations",
            Effect: "Allow",
            Action: [...agentActions, ...(legacySsmAgent ? legacyAgentActions : [])],
            Resource: "*",
        },
        {
            Sid: "OwnParameterAndPeersCertificates",
            Effect: "Allow",
            Action: "ssm:GetParameter",
            Resource: [naming.parameterArn(naming.hostParameter(role)), naming.parameterArn(`${certificates}/*`)],
        },
        {
            Sid: "OwnCertificate",
            Effect: "Allow",
            Action: "ssm:PutParameter",
            Resource: naming.parameterArn(`${certificates}/${role}`),
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
            Resource: naming.arn("logs", `log-group:${naming.hostLogGroup(role)}:*`),
        },
    ];
}

/** What only the edge may do: read the LLM keys, call the approved Bedrock models, renew its own certificate. */
export function edgeStatements(naming: Naming, uses: EdgeUses): PolicyStatement[] {
    const { secretNames, models, certificateSecretArn, hostedZoneId } = uses;
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
    if (models.length > 0) {
        const arns = models.flatMap((model) => bedrockModelArns(model, naming));
        statements.push({ Sid: "ApprovedModels", Effect: "Allow", Action: bedrockActions, Resource: arns });
    }
    if (hostedZoneId !== undefined) {
        const zone = `arn:${naming.partition}:route53:::hostedzone/${hostedZoneId}`;
        statements.push(
            { Sid: "AcmeChallenge", Effect: "Allow", Action: "route53:ChangeResourceRecordSets", Resource: zone },
            {
                Sid: "AcmeLookUp",
                Effect: "Allow",
                Action: ["route53:ListHostedZones", "route53:GetChange"],
                Resource: "*",
            },
        );
    }
    return statements;
}

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
