import * as z from "zod";

import { openaiChatAnswers } from "../answers/openaiChat";
import type { JsonObject } from "../json/read";
import { redactedThinking, thinking } from "./anthropicMessages";
import { cacheControl, dataUrl, jsonSchema, listed, opaque } from "./common";
import type { Allowed, Dialect } from "./dialect";
import {
    detail,
    jsonFormat,
    nestedGrammar,
    openaiError,
    optionalFlag,
    optionalNumber,
    optionalText,
    positive,
    reasoningEffort,
    steering,
    verbosity,
} from "./openai";
import { chatCitation, chatSearchOptions } from "./serverTools";

const text = z.strictObject({ type: z.literal("text"), text: z.string(), cache_control: cacheControl });
const refusal = z.strictObject({ type: z.literal("refusal"), refusal: z.string() });
const image = z.strictObject({
    type: z.literal("image_url"),
    image_url: z.strictObject({ url: dataUrl, detail: detail.optional() }),
    cache_control: cacheControl,
});
const parts = <T extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]>(...kinds: T) =>
    z.union([z.string(), z.array(z.discriminatedUnion("type", kinds))]);

const named = { name: z.string().optional(), cache_control: cacheControl };
/** What OpenAI's SDK has read of an answer's text stands beside it when the answer is sent back: dropped. */
const readBySdk = opaque.optional();
const functionCall = z.strictObject({ name: z.string(), arguments: z.string(), parsed_arguments: readBySdk });
const toolCall = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("function"), id: z.string(), function: functionCall }),
    z.strictObject({
        type: z.literal("custom"),
        id: z.string(),
        custom: z.strictObject({ name: z.string(), input: z.string() }),
    }),
]);
/** What a model said: with the empty members that SDKs send back as they came. */
const assistantOf = (search: boolean) =>
    z.strictObject({
        role: z.literal("assistant"),
        ...named,
        content: parts(text, refusal).nullable().optional(),
        refusal: optionalText,
        tool_calls: z.array(toolCall).nullable().optional(),
        annotations: z.array(search ? chatCitation : z.never()).optional(),
        audio: z.null().optional(),
        function_call: z.null().optional(),
        reasoning_content: optionalText,
        parsed: readBySdk,
        thinking_blocks: z.array(z.discriminatedUnion("type", [thinking, redactedThinking])).optional(),
    });
const messageOf = (search: boolean) =>
    z.discriminatedUnion("role", [
        z.strictObject({ role: z.enum(["system", "developer"]), ...named, content: parts(text) }),
        z.strictObject({ role: z.literal("user"), ...named, content: parts(text, image) }),
        assistantOf(search),
        // Litellm's tools answer with images too.
        z.strictObject({ role: z.literal("tool"), ...named, tool_call_id: z.string(), content: parts(text, image) }),
    ]);

const tool = z.discriminatedUnion("type", [
    z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({
            name: z.string(),
            description: z.string().optional(),
            parameters: jsonSchema.optional(),
            strict: optionalFlag,
        }),
        cache_control: cacheControl,
    }),
    z.strictObject({
        type: z.literal("custom"),
        custom: z.strictObject({
            name: z.string(),
            description: z.string().optional(),
            format: nestedGrammar.optional(),
        }),
    }),
]);
const name = z.strictObject({ name: z.string() });
const chosen = z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("function"), function: name }),
    z.strictObject({ type: z.literal("custom"), custom: name }),
]);
const toolChoice = z.union([
    z.enum(["none", "auto", "required"]),
    z.discriminatedUnion("type", [
        ...chosen.options,
        z.strictObject({
            type: z.literal("allowed_tools"),
            allowed_tools: z.strictObject({ mode: z.enum(["auto", "required"]), tools: z.array(chosen) }),
        }),
    ]),
]);

const responseFormat = z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["text", "json_object"]) }),
    z.strictObject({ type: z.literal("json_schema"), json_schema: z.strictObject(jsonFormat) }),
]);

const callsOf = (said: JsonObject): JsonObject[] => (said.tool_calls ?? []) as JsonObject[];
const holdsWhatSdkRead = (said: JsonObject): boolean =>
    "parsed" in said || callsOf(said).some((call) => "parsed_arguments" in ((call.function ?? {}) as JsonObject));

/** A new one: what is written is known by not being what was read. A message holds no number but in what is dropped. */
function withoutWhatSdkRead(said: JsonObject): JsonObject {
    const calls = callsOf(said).map((call) =>
        call.function ? { ...call, function: without(call.function as JsonObject, "parsed_arguments") } : call,
    );
    return { ...without(said, "parsed"), ...(calls.length > 0 && { tool_calls: calls }) };
}

function without(object: JsonObject, name: string): JsonObject {
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

export const openaiChat: Dialect = {
    schema(allowed: Allowed) {
        const search = allowed.allowServerTools.includes("web_search");
        return z.strictObject({
            ...steering,
            model: listed(allowed.models, "a model of this endpoint"),
            messages: z.array(messageOf(search)),
            ...(search && { web_search_options: chatSearchOptions.optional() }),
            tools: z.array(tool).optional(),
            tool_choice: toolChoice.optional(),
            stream_options: z
                .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
                .nullable()
                .optional(),
            max_tokens: positive.nullable().optional(),
            max_completion_tokens: positive.nullable().optional(),
            stop: z
                .union([z.string(), z.array(z.string())])
                .nullable()
                .optional(),
            seed: z.number().int().nullable().optional(),
            presence_penalty: optionalNumber,
            frequency_penalty: optionalNumber,
            logit_bias: z.record(z.string().regex(/^\d+$/), z.number()).nullable().optional(),
            logprobs: optionalFlag,
            top_logprobs: z.number().int().min(0).max(20).nullable().optional(),
            reasoning_effort: reasoningEffort,
            verbosity,
            response_format: responseFormat.optional(),
            modalities: z.array(z.literal("text")).nullable().optional(),
            // More answers to one question cost more than the limits have counted.
            n: z.literal(1).nullable().optional(),
        });
    },
    // Usage is what the limits are settled by; absent means stored on new accounts.
    write(body) {
        const messages = body.messages as JsonObject[];
        if (messages.some(holdsWhatSdkRead)) body.messages = messages.map(withoutWhatSdkRead);
        delete body.user;
        delete body.safety_identifier;
        body.service_tier = "default";
        body.store = false;
        if (body.stream !== true) delete body.stream_options;
        else body.stream_options = { ...(body.stream_options as JsonObject | undefined), include_usage: true };
    },
    error: openaiError,
    headers: { accept: "application/json, text/event-stream" },
    answers: openaiChatAnswers,
};
