import type { Allowlist } from "../../model/allowlist";
import type { StackConfig } from "../../model/config";
import type { EdgeUses } from "../../model/intent";

/** What the edge's role reads and calls, for the sake of the LLM gateway and of its certificate. */
export function edgeUses(list: Allowlist, { openHands }: StackConfig["access"], address: string): EdgeUses {
    const { host, certificate } = openHands;
    return {
        address,
        secretNames: list.flatMap(({ secretName }) => secretName ?? []),
        models: list.flatMap(({ gateway }) => (gateway?.kind === "bedrock" ? gateway.models : [])),
        certificateSecretArn: certificate.kind === "secret" ? certificate.secretArn : undefined,
        acme: certificate.kind === "letsencrypt" ? { hostedZoneId: certificate.hostedZoneId, host } : undefined,
    };
}
