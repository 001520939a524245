import { selfReachingModel, serverTools } from "@isolated-openhands/gateway/rules";
import type { LlmConfig, LlmEndpoint } from "../../model/config";
import { modelName } from "../../model/llmEndpoints";
import { didYouMean } from "../../model/config/didYouMean";
import type { Problem } from "./raw";

/** What several keys of an endpoint decide together about the gateway in front of it. */
export function gatewayProblems(llm: LlmConfig): Problem[] {
    return llm.endpoints.flatMap((endpoint, i) => {
        const place = `llm.endpoints[${i}]`;
        return [...reachingModels(endpoint, place, llm), ...unpriced(endpoint, place)];
    });
}

/** The gateway looks at requests; where a model goes by itself, no request shows. */
function reachingModels(endpoint: LlmEndpoint, place: string, llm: LlmConfig): Problem[] {
    const exempted = endpoint.kind === "https" && endpoint.allowServerTools.length > 0;
    if (exempted) return [];
    const exemption =
        endpoint.kind === "https" ? `, or allowServerTools: [${serverTools.join(", ")}], which gives up the claim` : "";
    const fix = `reaches out by itself (search, research or routing), so its provider would fetch for the agent: write another model${exemption}`;
    return endpoint.models.flatMap((model, j) => {
        if (!selfReachingModel(model)) return [];
        const isDefault = endpoint.name === llm.default.endpoint && model === modelName(llm.default.model);
        return [{ key: isDefault ? "llm.default.model" : `${place}.models[${j}]`, value: model, fix }];
    });
}

/** Money is counted by prices, and a price of no model counts nothing. */
function unpriced({ models, prices, limits }: LlmEndpoint, place: string): Problem[] {
    const outsiders = Object.keys(prices)
        .filter((model) => !models.includes(model))
        .map((model) => ({
            key: `${place}.prices["${model}"]`,
            value: prices[model],
            fix: `is of no model of the endpoint: ${didYouMean(model, models, "models")}`,
        }));
    const missing = models.filter((model) => !Object.hasOwn(prices, model));
    if (limits.usdPerDay === undefined || missing.length === 0) return outsiders;
    const fix = `cannot be counted without a price: write prices of ${missing.join(", ")}`;
    return [...outsiders, { key: `${place}.limits.usdPerDay`, value: limits.usdPerDay, fix }];
}
