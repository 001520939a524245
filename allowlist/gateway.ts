import type { Allowlist, GatewayRule } from "../model/allowlist";

/** What the LLM gateway on the edge forwards: one fixed upstream an endpoint, named by the first path segment. */
export interface LlmUpstream {
    readonly name: string;
    readonly host: string;
    readonly rule: GatewayRule;
}

export function llmUpstreams(list: Allowlist): LlmUpstream[] {
    return list.flatMap(({ name, host, gateway }) => (gateway ? [{ name, host, rule: gateway }] : []));
}

/** The mirrors that the package gateway forwards GET and HEAD to. */
export function packageUpstreams(list: Allowlist): string[] {
    return list.filter(({ purpose }) => purpose === "package").map(({ host }) => host);
}
