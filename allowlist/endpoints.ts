import type { Allowlist } from "../model/allowlist";
import type { Naming } from "../model/naming";

/** The interface endpoints that the list needs, by AWS's service name, sorted. */
export function endpointServices(list: Allowlist): string[] {
    return [...new Set(list.flatMap(({ service }) => service ?? []))].sort();
}

export interface PolicyDocument {
    readonly Version: "2012-10-17";
    readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
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

/** Converse and its stream map onto these two (Bedrock: inference-profile prerequisites). */
export const bedrockActions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] as const;

/**
 * A plain model has one ARN. An inference profile ("us.anthropic.…") needs its own ARN and the model's in every region
 * it may route to, hence the `*` for the region of the foundation model.
 */
export function bedrockModelArns(model: string, naming: Naming): string[] {
    const profile = /^(us|eu|apac|global|us-gov)\.(.+)$/.exec(model);
    if (!profile) return [`arn:${naming.partition}:bedrock:${naming.region}::foundation-model/${model}`];
    return [
        naming.arn("bedrock", `inference-profile/${model}`),
        `arn:${naming.partition}:bedrock:*::foundation-model/${profile[2]}`,
    ];
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
