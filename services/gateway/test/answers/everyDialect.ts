import type { Bench } from "../server/harness";

export const model = "model-a";
const paths: Readonly<Record<string, string>> = {
    "anthropic-messages": "/v1/messages",
    "openai-chat": "/v1/chat/completions",
    "openai-responses": "/v1/responses",
    "bedrock-converse": "/model/{model}/converse",
    "bedrock-converse-stream": "/model/{model}/converse-stream",
    "bedrock-invoke": "/model/{model}/invoke",
    "bedrock-invoke-stream": "/model/{model}/invoke-with-response-stream",
};

/** A gateway's config with a route of each dialect. */
export function all(config: object, bench: Bench, betas: readonly string[] = []): object {
    const routes = Object.entries(paths).map(([dialect, path]) => ({ method: "POST", path, dialect }));
    return { ...config, endpoints: [{ ...bench.endpoint("claude"), models: [model], betas, routes }] };
}

export const pathOf = (dialect: string): string => paths[dialect]!.replace("{model}", model);
