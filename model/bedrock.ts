import type { Naming } from "./naming";

/** Converse and its stream map onto these two (Bedrock: inference-profile prerequisites). */
export const bedrockActions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] as const;

/**
 * A plain model has one ARN. An inference profile ("us.anthropic.…") needs its own ARN and the model's in every region
 * it may route to, hence the `*` for the region of the foundation model.
 */
export function bedrockModelArns(model: string, naming: Naming): string[] {
    const profile = profileOf(model);
    if (!profile) return [`arn:${naming.partition}:bedrock:${naming.region}::foundation-model/${model}`];
    return [
        naming.arn("bedrock", `inference-profile/${model}`),
        `arn:${naming.partition}:bedrock:*::foundation-model/${profile}`,
    ];
}

/**
 * The model behind a cross-region inference profile: AWS puts a geography ("us", "jp", "apac", "global", …) before the model's id, which
 * begins with its provider. No provider has a name of two letters
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html).
 */
function profileOf(model: string): string | undefined {
    return /^(?:[a-z]{2}|apac|global|us-gov)\.([a-z0-9-]+\..+)$/.exec(model)?.[1];
}
