import type { Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** Converse and its stream map onto these two (Bedrock: inference-profile prerequisites). */
export const bedrockActions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] as const;

/**
 * What it takes to call approved models, and no others. A cross-region inference profile ("us.anthropic.…") calls the model in every
 * region that it may route to: there by way of the profile only, so that another region's endpoint is not open to a plain call
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html).
 */
export function bedrockStatements(models: readonly string[], naming: Naming): PolicyStatement[] {
    if (models.length === 0) return [];
    const profiles = models.flatMap((model) => profileOf(model, naming) ?? []);
    const plain = models
        .filter((model) => profileOf(model, naming) === undefined)
        .map((model) => `arn:${naming.partition}:bedrock:${naming.region}::foundation-model/${model}`);
    return [
        {
            Sid: "ApprovedModels",
            Effect: "Allow",
            Action: bedrockActions,
            Resource: [...plain, ...profiles.map(({ arn }) => arn)],
        },
        ...(profiles.length === 0 ? [] : [behind(profiles, naming)]),
    ];
}

/** One statement for all: a profile leads to its own model only, whichever others stand beside it. */
const behind = (profiles: readonly Profile[], { partition }: Naming): PolicyStatement => ({
    Sid: "ModelsOfProfiles",
    Effect: "Allow",
    Action: bedrockActions,
    Resource: [...new Set(profiles.map(({ model }) => `arn:${partition}:bedrock:*::foundation-model/${model}`))],
    Condition: { StringEquals: { "bedrock:InferenceProfileArn": profiles.map(({ arn }) => arn) } },
});

interface Profile {
    readonly arn: string;
    /** Of the model behind it; "*" behind an application's own profile, which names it in the account and not in its ARN. */
    readonly model: string;
}

const providers =
    "ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot|nvidia|openai|qwen|stability|twelvelabs|writer|zai";

/** "us", "jp", "apac", "global", "us-gov", or a geography that AWS adds, before a provider that is known. */
const crossRegion = new RegExp(
    `^(?:[a-z]{2}\\.|apac\\.|global\\.|us-gov\\.|[a-z-]+\\.(?=(?:${providers})\\.))(.+\\..+)$`,
);

/**
 * The profile that a model's name stands for: AWS puts a geography before the model's id, which begins with its provider, and no provider
 * has a name of two letters (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html). A profile
 * that an application made for itself is named by its ARN.
 */
function profileOf(name: string, naming: Naming): Profile | undefined {
    if (name.startsWith("arn:")) return { arn: name, model: "*" };
    const model = crossRegion.exec(name)?.[1];
    return model === undefined ? undefined : { arn: naming.arn("bedrock", `inference-profile/${name}`), model };
}

/** What config may name: a model, an inference profile, or the ARN of an application's own profile. */
export const bedrockModel =
    /^(?:(?:[a-z]+(?:-[a-z]+)?\.)?[a-z][a-z0-9]{2,}\.[a-z0-9][a-z0-9.:-]*|arn:aws:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile\/[a-z0-9]+)$/;
