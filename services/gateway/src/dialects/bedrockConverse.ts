import * as z from "zod";

import { converseAnswers } from "../answers/converse";
import { effort, samplingTopK, thinkingConfig, tool as anthropicTool } from "./anthropicMessages";
import { bedrockError, betas, bytes, cachePoint, eventStream, oneOf, schemaText } from "./bedrock";
import { base64, dataObject, jsonSchema } from "./common";
import type { Allowed, Dialect } from "./dialect";

const text = z.string();
const image = z.strictObject({ format: z.enum(["png", "jpeg", "gif", "webp"]), source: bytes });
const document = z.strictObject({
    format: z.enum(["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"]).optional(),
    name: text,
    source: oneOf({ bytes: base64, text, content: z.array(oneOf({ text })) }),
    context: text.optional(),
    citations: z.strictObject({ enabled: z.boolean() }).optional(),
});
// Both have a member `type` for what the provider's own tools did; it is not known here.
const toolUse = z.strictObject({ toolUseId: text, name: text, input: dataObject });
const toolResult = z.strictObject({
    toolUseId: text,
    content: z.array(oneOf({ text, json: dataObject, image, document })),
    status: z.enum(["success", "error"]).optional(),
});
const reasoningContent = oneOf({
    reasoningText: z.strictObject({ text, signature: text.optional() }),
    redactedContent: base64,
});
const message = z.strictObject({
    role: z.enum(["user", "assistant"]),
    content: z.array(oneOf({ text, image, document, toolUse, toolResult, reasoningContent, cachePoint })),
});

const toolSpec = z.strictObject({
    name: text,
    description: text.optional(),
    inputSchema: oneOf({ json: jsonSchema }),
    strict: z.boolean().optional(),
});
const nothing = z.strictObject({});
const toolConfig = z.strictObject({
    tools: z.array(oneOf({ toolSpec, cachePoint })),
    toolChoice: oneOf({ auto: nothing, any: nothing, tool: z.strictObject({ name: text }) }).optional(),
});

/** Goes to the model as it stands, past everything that Converse checks: so it is closed like a body of its own. */
const additional = (allowed: Allowed) =>
    z.strictObject({
        thinking: thinkingConfig.optional(),
        output_config: z.strictObject({ effort }).optional(),
        anthropic_beta: betas(allowed),
        top_k: samplingTopK,
        tools: z.array(anthropicTool).optional(),
        tool_choice: z
            .strictObject({
                type: z.enum(["auto", "any", "tool", "none"]),
                name: text.optional(),
                disable_parallel_tool_use: z.boolean().optional(),
            })
            .optional(),
    });

export const bedrockConverse: Dialect = {
    schema: (allowed: Allowed) =>
        z.strictObject({
            messages: z.array(message),
            system: z.array(oneOf({ text, cachePoint })).optional(),
            inferenceConfig: z
                .strictObject({
                    maxTokens: z.number().int().positive().optional(),
                    temperature: z.number().optional(),
                    topP: z.number().optional(),
                    stopSequences: z.array(text).optional(),
                })
                .optional(),
            toolConfig: toolConfig.optional(),
            additionalModelRequestFields: additional(allowed).optional(),
            additionalModelResponseFieldPaths: z.array(z.literal("/stop_sequence")).optional(),
            outputConfig: z
                .strictObject({
                    effort: z.enum(["low", "medium", "high", "max"]).optional(),
                    textFormat: z
                        .strictObject({
                            type: z.literal("json_schema"),
                            structure: oneOf({
                                jsonSchema: z.strictObject({
                                    schema: schemaText,
                                    name: text.optional(),
                                    description: text.optional(),
                                }),
                            }),
                        })
                        .optional(),
                })
                .optional(),
            serviceTier: z.strictObject({ type: z.literal("default") }).optional(),
        }),
    // The default tier is the standard one.
    write: () => undefined,
    error: bedrockError,
    headers: { accept: "application/json" },
    answers: converseAnswers,
};

export const bedrockConverseStream: Dialect = { ...bedrockConverse, headers: { accept: eventStream } };
