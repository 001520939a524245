import * as z from "zod";

import { anthropicAnswers } from "../answers/anthropic";
import { base64, cacheControl, imageType, jsonSchema, listed, dataObject } from "./common";
import type { Allowed, Dialect } from "./dialect";
import { anthropicSearchCitation, anthropicSearchResult, anthropicSearchTool, anthropicSearchUse } from "./serverTools";

/** What an answer cites of the documents that its client sent, sent back: never of a search or a file of the provider. */
const cited = {
    cited_text: z.string(),
    document_index: z.number().int(),
    document_title: z.string().nullable().optional(),
    file_id: z.null().optional(),
};
const place = z.number().int();
const citations = [
    z.strictObject({ type: z.literal("char_location"), ...cited, start_char_index: place, end_char_index: place }),
    z.strictObject({ type: z.literal("page_location"), ...cited, start_page_number: place, end_page_number: place }),
    z.strictObject({
        type: z.literal("content_block_location"),
        ...cited,
        start_block_index: place,
        end_block_index: place,
    }),
] as const;
const textOf = (search: boolean) =>
    z.strictObject({
        type: z.literal("text"),
        text: z.string(),
        cache_control: cacheControl,
        citations: z
            .array(z.discriminatedUnion("type", [...citations, ...(search ? [anthropicSearchCitation] : [])]))
            .nullable()
            .optional(),
    });
const text = textOf(false);
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
    citations: z.strictObject({ enabled: z.boolean().optional() }).nullable().optional(),
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
    input: dataObject,
    cache_control: cacheControl,
    // Called by the model itself, not by a program that runs at the provider.
    caller: z.strictObject({ type: z.literal("direct") }).optional(),
    toolset_name: z.null().optional(),
});
export const thinking = z.strictObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() });
export const redactedThinking = z.strictObject({ type: z.literal("redacted_thinking"), data: z.string() });
const blocks = [image, document, toolUse, toolResult, thinking, redactedThinking] as const;
const messageOf = (search: boolean) => {
    const searched = search ? [anthropicSearchUse, anthropicSearchResult] : [];
    const block = z.discriminatedUnion("type", [textOf(search), ...blocks, ...searched]);
    return z.strictObject({ role: z.enum(["user", "assistant"]), content: z.union([z.string(), z.array(block)]) });
};

const functionTool = {
    name: z.string(),
    description: z.string().optional(),
    input_schema: jsonSchema,
    cache_control: cacheControl,
    strict: z.boolean().optional(),
};
const positive = z.number().int().positive();
const dated = { cache_control: cacheControl, strict: z.boolean().optional() };
const screen = {
    display_width_px: positive,
    display_height_px: positive,
    display_number: z.number().int().nullable().optional(),
};
/** Run by the client. By exact name: `bash_*` as a pattern also matches a tool that runs at the provider. */
export const tool = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("custom").nullable().optional(), ...functionTool }),
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
            ...screen,
            ...dated,
        }),
    ),
    z.strictObject({ type: z.literal("memory_20250818"), name: z.literal("memory"), ...dated }),
]);
const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoice = z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["auto", "any"]), ...parallel }),
    z.strictObject({ type: z.literal("tool"), name: z.string(), ...parallel }),
    z.strictObject({ type: z.literal("none") }),
]);

const display = z.enum(["summarized", "omitted"]).nullable().optional();
export const thinkingConfig = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("enabled"), budget_tokens: positive, display }),
    z.strictObject({ type: z.literal("adaptive"), display }),
    z.strictObject({ type: z.literal("disabled") }),
]);
export const effort = z.enum(["low", "medium", "high", "xhigh", "max"]).nullable().optional();
export const samplingTopK = z.number().int().optional();
/** A client's unproved word about its user: dropped. */
export const metadata = z.strictObject({ user_id: z.string().nullable().optional() }).optional();

/** Everything but the members that name the model and the stream: Bedrock's InvokeModel has those elsewhere. */
export const messagesMembers = (search: boolean) => ({
    messages: z.array(messageOf(search)),
    system: z.union([z.string(), z.array(text)]).optional(),
    max_tokens: positive,
    stop_sequences: z.array(z.string()).optional(),
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    top_k: samplingTopK,
    tools: z.array(search ? z.discriminatedUnion("type", [tool, anthropicSearchTool]) : tool).optional(),
    tool_choice: toolChoice.optional(),
    thinking: thinkingConfig.optional(),
    output_config: z
        .strictObject({
            effort,
            format: z
                .strictObject({ type: z.literal("json_schema"), schema: jsonSchema })
                .nullable()
                .optional(),
        })
        .optional(),
});

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
            metadata,
            service_tier: z.enum(["auto", "standard_only"]).optional(),
            cache_control: cacheControl,
            ...messagesMembers(allowed.allowServerTools.includes("web_search")),
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
    headers: { accept: "application/json, text/event-stream", "anthropic-version": "2023-06-01" },
    answers: anthropicAnswers,
};
