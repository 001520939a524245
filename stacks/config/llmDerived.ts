import type { LlmConfig, WrittenLlm } from "../../model/config";
import { modelsOf, pathsOf } from "../../model/llmEndpoints";

/** What the section `llm` means: each path with its dialect, each endpoint with its models. */
export function llmOf({ endpoints, ...written }: WrittenLlm): LlmConfig {
    return {
        ...written,
        endpoints: endpoints.map((endpoint) =>
            endpoint.kind === "bedrock"
                ? endpoint
                : {
                      ...endpoint,
                      paths: pathsOf(endpoint.paths),
                      models: modelsOf(endpoint.models, written.default.model),
                  },
        ),
    };
}
