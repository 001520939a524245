import type { Naming } from "./naming";

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
