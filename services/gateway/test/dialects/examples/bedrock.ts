export const message = {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 5,
    messages: [{ role: "user", content: "hello" }],
};
export const good = { messages: [{ role: "user", content: [{ text: "hello" }] }] };
export const user = (...content: object[]) => ({ messages: [{ role: "user", content }] });
export const result = (...content: object[]) => user({ toolResult: { toolUseId: "t", content } });
export const config = (...tools: object[]) => ({ ...good, toolConfig: { tools } });
export const extra = (fields: object) => ({ ...good, additionalModelRequestFields: fields });
export const terminal = { toolSpec: { name: "terminal", inputSchema: { json: { type: "object" } } } };
export const answerSchema = (text: string) => ({
    ...good,
    outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { name: "a", schema: text } } } },
});
/** As litellm and AWS's SDKs send them. */
export const accepted: Record<string, object> = {
    "a plain question": good,
    "a call with all that steers": {
        ...good,
        system: [{ text: "You are OpenHands" }, { cachePoint: { type: "default" } }],
        inferenceConfig: { maxTokens: 5, temperature: 0.5, topP: 1, stopSequences: ["\n"] },
        toolConfig: { tools: [terminal, { cachePoint: { type: "default" } }], toolChoice: { auto: {} } },
        additionalModelRequestFields: {
            thinking: { type: "enabled", budget_tokens: 1024 },
            output_config: { effort: "high" },
            anthropic_beta: ["interleaved-thinking-2025-05-14"],
            top_k: 40,
            tool_choice: { type: "auto", disable_parallel_tool_use: true },
            tools: [{ type: "bash_20250124", name: "bash" }],
        },
        additionalModelResponseFieldPaths: ["/stop_sequence"],
        serviceTier: { type: "default" },
    },
    "a history sent back as it came": {
        messages: [
            {
                role: "user",
                content: [{ text: "list" }, { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } }],
            },
            {
                role: "assistant",
                content: [
                    { reasoningContent: { reasoningText: { text: "I must look", signature: "x" } } },
                    { reasoningContent: { redactedContent: "AAAA" } },
                    { toolUse: { toolUseId: "t", name: "terminal", input: { $ref: "https://x.test" } } },
                ],
            },
            {
                role: "user",
                content: [
                    {
                        toolResult: {
                            toolUseId: "t",
                            status: "success",
                            content: [
                                { text: "a" },
                                { json: { a: null } },
                                { document: { format: "txt", name: "a", source: { text: "a" } } },
                            ],
                        },
                    },
                    { cachePoint: { type: "default", ttl: "5m" } },
                ],
            },
        ],
    },
    "an answer in a schema": answerSchema('{"type":"object","$defs":{},"properties":{"a":{"$ref":"#/$defs/a"}}}'),
};
