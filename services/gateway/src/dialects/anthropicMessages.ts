import { z } from "zod";

import { base64, cacheControl, imageType, jsonSchema, listed, opaque } from "./common";
import type { Allowed, Dialect } from "./dialect";

const text = z.strictObject({
    type: z.literal("text"),
    text: z.string(),
    cache_control: cacheControl,
    citations: z.null().optional(),
});
const image = z.strictObject({
    type: z.literal("image"),
    source: z.strictObject({ type: z.literal("base64"), media_type: imageType, data: base64 }),
    cache_control: cacheControl,
});
const document = z.strictObject({
    type: z.literal("document"),
    source: z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("base64"), media_type: z.literal("application/pdf"), data: base64 }),
        z.strictObject({ type: z.literal("text"), media_type: z.literal("text/plain"), data: z.string() }),
    ]),
    title: z.string().nullable().optional(),
    context: z.string().nullable().optional(),
    citations: z.strictObject({ enabled: z.boolean() }).nullable().optional(),
    cache_control: cacheControl,
});
const toolResult = z.strictObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.discriminatedUnion("type", [text, image, document]))]).optional(),
    is_error: z.boolean().optional(),
    cache_control: cacheControl,
});
const toolUse = z.strictObject({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: opaque,
    cache_control: cacheControl,
});
export const thinking = z.strictObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() });
export const redactedThinking = z.strictObject({ type: z.literal("redacted_thinking"), data: z.string() });
const block = z.discriminatedUnion("type", [text, image, document, toolUse, toolResult, thinking, redactedThinking]);
const message = z.strictObject({
    role: z.enum(["user", "assistant"]),
    content: z.union([z.string(), z.array(block)]),
});

const functionTool = {
    name: z.string(),
    description: z.string().optional(),
    input_schema: jsonSchema,
    cache_control: cacheControl,
    strict: z.boolean().optional(),
};
const positive = z.number().int().positive();
const dated = { cache_control: cacheControl, strict: z.boolean().optional() };
const display = {
    display_width_px: positive,
    display_height_px: positive,
    display_number: z.number().int().nullable().optional(),
};
/** Run by the client. By exact name: `bash_*` as a pattern also matches a tool that runs at the provider. */
const clientTools = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("custom"), ...functionTool }),
    z.strictObject({ type: z.literal("bash_20250124"), name: z.literal("bash"), ...dated }),
    z.strictObject({ type: z.literal("text_editor_20250124"), name: z.literal("str_replace_editor"), ...dated }),
    ...(["text_editor_20250429", "text_editor_20250728"] as const).map((type) =>
        z.strictObject({
            type: z.literal(type),
            name: z.literal("str_replace_based_edit_tool"),
            max_characters: positive.nullable().optional(),
            ...dated,
        }),
    ),
    ...(["computer_20250124", "computer_20251124"] as const).map((type) =>
        z.strictObject({
            type: z.literal(type),
            name: z.literal("computer"),
            enable_zoom: z.boolean().optional(),
            ...display,
            ...dated,
        }),
    ),
    z.strictObject({ type: z.literal("memory_20250818"), name: z.literal("memory"), ...dated }),
]);
const untyped = z.strictObject(functionTool);
const tool = z.unknown().superRefine((value, context) => {
    const typed = value !== null && typeof value === "object" && "type" in value;
    const judged = (typed ? clientTools : untyped).safeParse(value);
    for (const issue of judged.error?.issues ?? []) context.addIssue({ ...issue } as never);
});

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoice = z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["auto", "any"]), ...parallel }),
    z.strictObject({ type: z.literal("tool"), name: z.string(), ...parallel }),
    z.strictObject({ type: z.literal("none") }),
]);

/** Everything but the members that name the model and the stream: Bedrock's InvokeModel has those elsewhere. */
export const messagesMembers = {
    messages: z.array(message),
    system: z.union([z.string(), z.array(text)]).optional(),
    max_tokens: positive,
    stop_sequences: z.array(z.string()).optional(),
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    top_k: z.number().int().optional(),
    tools: z.array(tool).optional(),
    tool_choice: toolChoice.optional(),
    thinking: z
        .discriminatedUnion("type", [
            z.strictObject({ type: z.literal("enabled"), budget_tokens: positive, display: z.string().optional() }),
            z.strictObject({ type: z.literal("adaptive"), display: z.string().optional() }),
            z.strictObject({ type: z.literal("disabled") }),
        ])
        .optional(),
    output_config: z.strictObject({ effort: z.enum(["low", "medium", "high", "max"]).optional() }).optional(),
};

const errorTypes: Readonly<Record<number, string>> = {
    400: "invalid_request_error",
    403: "permission_error",
    413: "request_too_large",
    429: "rate_limit_error",
};

export const anthropicMessages: Dialect = {
    schema: (allowed: Allowed) =>
        z.strictObject({
            model: listed(allowed.models, "a model of this endpoint"),
            stream: z.boolean().optional(),
            metadata: z.strictObject({ user_id: z.string().nullable().optional() }).optional(),
            service_tier: z.enum(["auto", "standard_only"]).optional(),
            cache_control: cacheControl,
            ...messagesMembers,
        }),
    // `auto` may choose a paid tier, and a user id is a client's unproved word.
    write(body) {
        delete body.metadata;
        body.service_tier = "standard_only";
    },
    error: (status, rule, message) => ({
        type: "error",
        error: {
            type: errorTypes[status] ?? (status < 500 ? "invalid_request_error" : "api_error"),
            message: `${rule}: ${message}`,
        },
    }),
    providerRun: (type) =>
        type === "server_tool_use" ||
        type === "mcp_tool_use" ||
        type === "container_upload" ||
        (type.endsWith("_tool_result") && type !== "tool_result"),
};
