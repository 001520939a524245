import * as z from "zod";

import { openaiResponsesAnswers } from "../answers/openaiResponses";
import { dataUrl, jsonSchema, listed } from "./common";
import type { Allowed, Dialect } from "./dialect";
import {
    detail,
    flatGrammar,
    jsonFormat,
    openaiError,
    optionalFlag,
    optionalText,
    positive,
    reasoningEffort,
    steering,
    verbosity,
} from "./openai";
import { responsesCitation, responsesSearchCall, responsesSearchTool } from "./serverTools";

const inputText = z.strictObject({ type: z.literal("input_text"), text: z.string() });
const inputImage = z.strictObject({
    type: z.literal("input_image"),
    image_url: dataUrl,
    detail: detail.nullable().optional(),
    file_id: z.null().optional(),
});
const logProbability = { token: z.string(), bytes: z.array(z.number()).nullable().optional(), logprob: z.number() };
const outputTextOf = (search: boolean) =>
    z.strictObject({
        type: z.literal("output_text"),
        text: z.string(),
        // Annotations are citations of what the provider's tools read, or files that they made.
        annotations: z.array(search ? responsesCitation : z.never()).optional(),
        logprobs: z
            .array(z.strictObject({ ...logProbability, top_logprobs: z.array(z.strictObject(logProbability)) }))
            .optional(),
    });
const refusal = z.strictObject({ type: z.literal("refusal"), refusal: z.string() });

/** What the provider gave an item that its client sends back. */
const echoed = {
    id: optionalText,
    status: z.enum(["in_progress", "completed", "incomplete"]).nullable().optional(),
};
/** Called by the model itself, not by a program that runs at the provider. */
const caller = z
    .strictObject({ type: z.literal("direct") })
    .nullable()
    .optional();
const messageOf = (search: boolean) =>
    z.strictObject({
        ...echoed,
        // Absent too: but then an item without role and content is a reference to a stored one, and refused.
        type: z.literal("message").optional(),
        role: z.enum(["user", "system", "developer", "assistant"]),
        content: z.union([
            z.string(),
            z.array(z.discriminatedUnion("type", [inputText, inputImage, outputTextOf(search), refusal])),
        ]),
        phase: z.enum(["commentary", "final_answer"]).nullable().optional(),
    });
const reasoning = z.strictObject({
    ...echoed,
    type: z.literal("reasoning"),
    summary: z.array(z.strictObject({ type: z.literal("summary_text"), text: z.string() })),
    content: z
        .array(z.strictObject({ type: z.literal("reasoning_text"), text: z.string() }))
        .nullable()
        .optional(),
    encrypted_content: optionalText,
});
const called = { ...echoed, call_id: z.string(), name: z.string(), caller };
const output = z.union([z.string(), z.array(z.discriminatedUnion("type", [inputText, inputImage]))]);
const result = { ...echoed, call_id: z.string(), output, caller };
const itemOf = (search: boolean) =>
    z.discriminatedUnion("type", [
        messageOf(search),
        reasoning,
        ...(search ? [responsesSearchCall] : []),
        z.strictObject({ ...called, type: z.literal("function_call"), arguments: z.string() }),
        z.strictObject({ ...called, type: z.literal("custom_tool_call"), input: z.string() }),
        z.strictObject({ ...result, type: z.literal("function_call_output") }),
        z.strictObject({ ...result, type: z.literal("custom_tool_call_output") }),
    ]);

const tool = z.discriminatedUnion("type", [
    z.strictObject({
        type: z.literal("function"),
        name: z.string(),
        description: optionalText,
        parameters: jsonSchema.nullable().optional(),
        strict: optionalFlag,
    }),
    z.strictObject({
        type: z.literal("custom"),
        name: z.string(),
        description: z.string().optional(),
        format: flatGrammar.optional(),
    }),
]);
const chosen = z.strictObject({ type: z.enum(["function", "custom"]), name: z.string() });
const toolChoice = z.union([
    z.enum(["none", "auto", "required"]),
    z.discriminatedUnion("type", [
        chosen,
        z.strictObject({
            type: z.literal("allowed_tools"),
            mode: z.enum(["auto", "required"]),
            tools: z.array(chosen),
        }),
    ]),
]);
const format = z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["text", "json_object"]) }),
    z.strictObject({ type: z.literal("json_schema"), ...jsonFormat }),
]);

export const openaiResponses: Dialect = {
    schema(allowed: Allowed) {
        const search = allowed.allowServerTools.includes("web_search");
        return z.strictObject({
            ...steering,
            model: listed(allowed.models, "a model of this endpoint"),
            input: z.union([z.string(), z.array(itemOf(search))]),
            instructions: optionalText,
            tools: z.array(search ? z.discriminatedUnion("type", [tool, responsesSearchTool]) : tool).optional(),
            tool_choice: toolChoice.optional(),
            max_output_tokens: positive.nullable().optional(),
            reasoning: z
                .strictObject({
                    effort: reasoningEffort,
                    summary: z.enum(["auto", "concise", "detailed"]).nullable().optional(),
                })
                .nullable()
                .optional(),
            text: z.strictObject({ format: format.optional(), verbosity }).optional(),
            include: z.array(z.literal("reasoning.encrypted_content")).nullable().optional(),
            truncation: z.enum(["auto", "disabled"]).nullable().optional(),
        });
    },
    // Absent means stored at the provider.
    write(body) {
        delete body.user;
        delete body.safety_identifier;
        body.service_tier = "default";
        body.store = false;
    },
    error: openaiError,
    headers: { accept: "application/json, text/event-stream" },
    answers: openaiResponsesAnswers,
};
