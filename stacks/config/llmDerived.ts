import type { LlmConfig } from "../../model/config";
import { modelsOf, pathsOf, type WrittenPath } from "../../model/llmEndpoints";
import type { WrittenLlm } from "./llmSchema";

/** What the section `llm` means: each path with its dialect, each endpoint with its models. */
export function llmOf({ endpoints, ...written }: WrittenLlm): LlmConfig {
    return {
        ...written,
        endpoints: endpoints.map((endpoint) =>
            endpoint.kind === "bedrock"
                ? endpoint
                : {
                      ...endpoint,
                      paths: pathsOf(endpoint.paths as readonly WrittenPath[]),
                      models: modelsOf(endpoint.models, written.default.model),
                  },
        ),
    };
}
