import type { Allowlist } from "../../model/allowlist";
import type { LlmConfig } from "../../model/config";
import type { GatewayPolicy } from "../../model/gatewayPolicy";

/**
 * What the LLM gateway on the edge forwards: one fixed upstream an endpoint, named by the first path segment. `addressesOf` gives the
 * planned addresses of an interface endpoint by its service.
 */
export function gatewayPolicy(
    list: Allowlist,
    llm: LlmConfig,
    addressesOf: (service: string) => readonly string[],
): GatewayPolicy {
    return {
        endpoints: list.flatMap(({ name, host, port, service, gateway }) =>
            gateway === undefined
                ? []
                : [{ name, host, port, ...gateway, ...(service && { addresses: addressesOf(service) }) }],
        ),
        default: llm.default.endpoint,
        maxBodyMb: llm.maxBodyMb,
        promptAudit: llm.promptAudit,
    };
}

/** The mirrors that the package gateway forwards GET and HEAD to. */
export function packageUpstreams(list: Allowlist): string[] {
    return list.filter(({ purpose }) => purpose === "package").map(({ host }) => host);
}
