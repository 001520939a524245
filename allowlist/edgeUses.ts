import type { Allowlist } from "../model/allowlist";
import type { StackConfig } from "../model/config";
import type { EdgeUses } from "../model/intent";
import { llmUpstreams } from "./gateway";

/** What the edge's role reads and calls, for the sake of the LLM gateway and of its certificate. */
export function edgeUses(list: Allowlist, { openHands }: StackConfig["access"], address: string): EdgeUses {
    const rules = llmUpstreams(list).map(({ rule }) => rule);
    const { host, certificate } = openHands;
    return {
        address,
        secretNames: rules.flatMap((rule) => (rule.kind === "https" ? [rule.secretName] : [])),
        models: rules.flatMap((rule) => (rule.kind === "bedrock" ? rule.models : [])),
        certificateSecretArn: certificate.kind === "secret" ? certificate.secretArn : undefined,
        acme: certificate.kind === "letsencrypt" ? { hostedZoneId: certificate.hostedZoneId, host } : undefined,
    };
}
