import type { Allowlist } from "../model/allowlist";
import { bedrockActions, bedrockModelArns } from "../model/bedrock";
import type { Naming } from "../model/naming";
import type { PolicyDocument, PolicyStatement } from "../model/policyDocument";

/** The interface endpoints that the list needs, by AWS's service name, sorted. */
export function endpointServices(list: Allowlist): string[] {
    return [...new Set(list.flatMap(({ service }) => service ?? []))].sort();
}

/**
 * The policy of one interface endpoint: principals of our own account only, so that an attacker's own AWS keys are of no
 * use from inside. By principal alone, since AWS-owned SSM documents belong to no account (aws-traps.md). Bedrock is
 * narrowed to the approved models: the endpoint is then an LLM door, not a door to every model.
 */
export function interfaceEndpointPolicy(service: string, list: Allowlist, naming: Naming): PolicyDocument {
    const own = { StringEquals: { "aws:PrincipalAccount": naming.account } };
    const models = list.flatMap(({ gateway }) => (gateway?.kind === "bedrock" ? gateway.models : []));
    const statement: PolicyStatement =
        service === "bedrock-runtime"
            ? {
                  Sid: "OwnAccountApprovedModels",
                  Effect: "Allow",
                  Principal: "*",
                  Action: bedrockActions,
                  Resource: models.flatMap((model) => bedrockModelArns(model, naming)),
                  Condition: own,
              }
            : {
                  Sid: "OwnAccount",
                  Effect: "Allow",
                  Principal: "*",
                  Action: `${service}:*`,
                  Resource: "*",
                  Condition: own,
              };
    return { Version: "2012-10-17", Statement: [statement] };
}

/**
 * The policy of the S3 gateway endpoint: principals and buckets of our own account. Without the second condition our own
 * keys could write to anybody's bucket; without the first, anybody's keys to ours.
 */
export function s3EndpointPolicy(naming: Naming): PolicyDocument {
    const own = { "aws:PrincipalAccount": naming.account, "aws:ResourceAccount": naming.account };
    const statement: PolicyStatement = {
        Sid: "OwnAccountOwnBuckets",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: { StringEquals: own },
    };
    return { Version: "2012-10-17", Statement: [statement] };
}
