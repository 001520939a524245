import type { InvalidReason } from "./hostNames";

/**
 * Tools that run at the provider and that config may allow an endpoint by name (`allowServerTools`). Whoever allows one lets the
 * provider go out for the agent: it is an exemption, and everything else of the policy stands.
 */
export const serverTools = ["web_search"] as const;

/** Why a tool may not be allowed at an endpoint with these dialects. What is written but not kept would be worse than an error. */
export function invalidServerTool(tool: string, dialects: readonly string[]): InvalidReason {
    if (!(serverTools as readonly string[]).includes(tool))
        return `can be allowed by no endpoint: write one of ${serverTools.join(", ")}`;
    return dialects.every((dialect) => dialect.startsWith("bedrock-"))
        ? "does not run at Bedrock: leave it out"
        : undefined;
}
