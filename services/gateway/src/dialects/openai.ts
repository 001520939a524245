import * as z from "zod";

import { jsonSchema } from "./common";

/** What OpenAI's two request formats have in common. A null stands where OpenAI's own SDKs declare one. */
export const positive = z.number().int().positive();
export const optionalNumber = z.number().nullable().optional();
export const optionalText = z.string().nullable().optional();
export const optionalFlag = z.boolean().nullable().optional();

export const reasoningEffort = z
    .enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
    .nullable()
    .optional();
export const verbosity = z.enum(["low", "medium", "high"]).nullable().optional();
export const detail = z.enum(["auto", "low", "high", "original"]);

/** A response's own schema, or no schema at all. */
export const jsonFormat = {
    name: z.string(),
    description: z.string().optional(),
    schema: jsonSchema.optional(),
    strict: optionalFlag,
};

/** How the text of a custom tool looks; the client runs the tool. */
const syntax = z.enum(["lark", "regex"]);
export const flatGrammar = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("text") }),
    z.strictObject({ type: z.literal("grammar"), definition: z.string(), syntax }),
]);
export const nestedGrammar = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("text") }),
    z.strictObject({ type: z.literal("grammar"), grammar: z.strictObject({ definition: z.string(), syntax }) }),
]);

/** Members of both formats that only steer the model. */
export const steering = {
    stream: optionalFlag,
    temperature: optionalNumber,
    top_p: optionalNumber,
    parallel_tool_calls: optionalFlag,
    prompt_cache_key: optionalText,
    prompt_cache_retention: z.enum(["in_memory", "in-memory", "24h"]).nullable().optional(),
    // Whatever tier arrives, the standard one is written; a tier that costs more is refused, so that nobody counts on it.
    service_tier: z.enum(["auto", "default"]).nullable().optional(),
    // True keeps the conversation at the provider.
    store: z.literal(false).nullable().optional(),
    // A client's unproved word about its user: dropped.
    user: z.string().optional(),
    safety_identifier: optionalText,
};

/** An error as OpenAI's SDKs and litellm read it. */
export function openaiError(status: number, rule: string, message: string): object {
    const quota = rule === "insufficient_quota" ? rule : "rate_limit_error";
    const type = status === 429 ? quota : status < 500 ? "invalid_request_error" : "server_error";
    return { error: { message: `${rule}: ${message}`, type, param: null, code: rule } };
}
