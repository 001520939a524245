import { awsType } from "./design";
import { kinds } from "./kinds";
import { inputNames, providerTypes } from "./schema";

/** Names of inputs by which a resource is put into a network, delivers to somebody, or lets somebody in. */
const power =
    /subnet|vpc|securityGroup|networkInterface|(^|[a-z])Actions$|principal|grant|policy|permission|account|externalId|role(Arn)?$|destination|target|url|endpoint|email|address|subscriber|subscription|topic|lambda|firehose|stream|bucket|replica|copy/i;

/** Inputs of that sound that say how, not to whom. */
const plain = new Set(
    (
        "addresses addressFields allowUnassociatedTargets blockPublicPolicy emailField evaluateTargetHealth expectedBucketOwner fifoTopic " +
        "filterPolicyScope firehoseSuccessFeedbackSampleRate forceOverwriteReplicaSecret globalEndpointTokenVersion httpEndpoint " +
        "includeOtherSubscription includeSubscription ipAddress ipAddressVersion multivalueAnswerRoutingPolicy muteTargets policyName policyType " +
        "restrictPublicBuckets targetStorageClass targetType targetVaultName urlPath"
    ).split(" "),
);

export interface Harmless {
    readonly reason: string;
    readonly types: readonly string[];
}

/** What is dropped, and the inputs that speak against it. */
export interface Dropped {
    readonly type: string;
    readonly inputs: readonly string[];
}

export function sorted(): { readonly harmless: readonly Harmless[]; readonly dropped: readonly Dropped[] } {
    const known = new Set(providerTypes());
    const dropped: Dropped[] = [];
    const harmless = kinds.map(({ reason, types, judged = [] }) => {
        const all = Object.entries(types).flatMap(([module, names]) =>
            names.split(" ").map((name) => awsType(module, name)),
        );
        const unjudged = (type: string) =>
            [...inputNames(type)].filter((name) => power.test(name) && !plain.has(name) && !judged.includes(name));
        const kept = all.filter((type) => {
            const inputs = known.has(type) ? unjudged(type) : ["the provider has no such type"];
            if (inputs.length > 0) dropped.push({ type, inputs });
            return inputs.length === 0;
        });
        return { reason, types: kept.sort() };
    });
    return { harmless, dropped };
}

/** `harmless.ts` as it must be: `npm run -s types` prints it. */
export function harmlessFile(): string {
    const groups = sorted().harmless.map(
        ({ reason, types }) =>
            `    {\n        reason: ${JSON.stringify(reason)},\n        types: [\n${types.map((type) => `            ${JSON.stringify(type)},\n`).join("")}        ],\n    },\n`,
    );
    return [
        "/** Generated from `kinds.ts` and the provider's schema: `npm run -s types > policies/isolation/types/harmless.ts`. */",
        "export const harmless: readonly { readonly reason: string; readonly types: readonly string[] }[] = [",
        `${groups.join("")}];`,
        "",
    ].join("\n");
}

if (require.main === module) {
    process.stdout.write(harmlessFile());
    for (const { type, inputs } of sorted().dropped)
        process.stderr.write(`${type} is not on the list for ${inputs.join(", ")}\n`);
}
