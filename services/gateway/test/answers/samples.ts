import { crc32 } from "node:zlib";

export const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** A frame of AWS's event stream, encoded apart from the code under test. */
export function frame(type: string, payload: object | string, message = "event"): Buffer {
    const header = (name: string, value: string): Buffer =>
        Buffer.concat([
            Buffer.from([name.length]),
            Buffer.from(name),
            Buffer.from([7, value.length >> 8, value.length & 255]),
            Buffer.from(value),
        ]);
    const headers = Buffer.concat([
        header(":event-type", type),
        header(":content-type", "application/json"),
        header(":message-type", message),
    ]);
    const body = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
    const start = Buffer.alloc(12);
    start.writeUInt32BE(16 + headers.length + body.length, 0);
    start.writeUInt32BE(headers.length, 4);
    start.writeUInt32BE(crc32(start.subarray(0, 8)), 8);
    const whole = Buffer.concat([start, headers, body]);
    const end = Buffer.alloc(4);
    end.writeUInt32BE(crc32(whole), 0);
    return Buffer.concat([whole, end]);
}
const chunk = (value: object): Buffer =>
    frame("chunk", { bytes: Buffer.from(JSON.stringify(value)).toString("base64"), p: "abc" });
const converse = (value: object): Buffer => frame(Object.keys(value)[0]!, Object.values(value)[0] as object);

export interface Sample {
    /** What the endpoint really answers. */
    readonly plain?: object;
    readonly stream?: readonly object[];
    readonly tokens: object;
    /** Answers, or events, in which the provider's own tools had a part. */
    readonly ran: readonly object[];
    readonly encode: (value: object) => string | Buffer;
}

const anthropicUsage = { input_tokens: 7, cache_read_input_tokens: 2, output_tokens: 3, server_tool_use: null };
const input = { type: "server_tool_use", content: [{ type: "web_search_tool_result" }], mcp_servers: [] };
const toolUse = { type: "tool_use", id: "t", name: "edit", input, caller: { type: "direct" } };
const anthropic: Sample = {
    plain: {
        type: "message",
        container: null,
        content: [
            { type: "thinking", thinking: "", signature: "" },
            { type: "text", text: "a", citations: null },
            toolUse,
        ],
        usage: anthropicUsage,
    },
    stream: [
        { type: "message_start", message: { content: [], usage: { ...anthropicUsage, output_tokens: 1 } } },
        { type: "ping" },
        { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
        { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "server_tool_use" } },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 3 } },
    ],
    tokens: { input: 9, output: 3 },
    ran: [
        { content: [{ type: "server_tool_use", name: "web_fetch", input: {} }] },
        { content: [{ type: "mcp_tool_use" }] },
        { content: [{ type: "code_execution_tool_result", content: {} }] },
        { content: [{ type: "container_upload", file_id: "f" }] },
        { content: [{ type: "something_new" }] },
        { content: [{ ...toolUse, caller: { type: "code_execution_20250825", tool_id: "s" } }] },
        { content: [{ type: "text", text: "a", citations: [{ type: "web_search_result_location" }] }] },
        { input: { type: "server_tool_use" } },
        { content_block: { type: "server_tool_use" } },
        { delta: { type: "something_new_delta" } },
        { message: { content: [], container: { id: "c" } } },
        { usage: { server_tool_use: { web_search_requests: 1 } } },
    ],
    encode: event,
};

const called = { id: "c", type: "function", function: { name: "edit", arguments: '{"annotations":[1]}' } };
const openaiChat: Sample = {
    plain: {
        choices: [{ message: { role: "assistant", content: "a", annotations: [], audio: null, tool_calls: [called] } }],
        usage: { prompt_tokens: 9, completion_tokens: 3 },
    },
    stream: [
        { choices: [{ delta: { content: "annotations" } }] },
        { choices: [{ delta: { tool_calls: [{ index: 0, type: null, function: { arguments: "{" } }] } }] },
        { choices: [], usage: { prompt_tokens: 9, completion_tokens: 3 } },
    ],
    tokens: { input: 9, output: 3 },
    ran: [
        {
            choices: [
                { message: { annotations: [{ type: "url_citation", url_citation: { url: "https://a.test" } }] } },
            ],
        },
        { choices: [{ delta: { tool_calls: [{ type: "builtin_function" }] } }] },
        { choices: [{ message: { executed_tools: [{ type: "search" }] } }] },
        { citations: ["https://attacker.test"] },
        { usage: { num_search_queries: 1 } },
    ],
    encode: event,
};

const echoed = {
    object: "response",
    instructions: "a",
    tools: [
        { type: "function", parameters: { properties: { annotations: { type: "array" }, item: { type: "object" } } } },
    ],
    text: { format: { schema: { properties: { output: { type: "string" } } } } },
};
const items = [
    { type: "reasoning", summary: [] },
    { type: "message", content: [{ type: "output_text", text: "a", annotations: [] }] },
    { type: "function_call", arguments: "{}" },
];
const openaiResponses: Sample = {
    plain: { ...echoed, output: items, usage: { input_tokens: 9, output_tokens: 3 } },
    stream: [
        { type: "response.created", response: { ...echoed, output: [] } },
        { type: "response.output_item.added", item: items[1] },
        { type: "response.output_text.delta", delta: "a" },
        { type: "response.function_call_arguments.delta", delta: "{" },
        { type: "response.reasoning_summary_text.delta", delta: "a" },
        {
            type: "response.completed",
            response: { ...echoed, output: items, usage: { input_tokens: 9, output_tokens: 3 } },
        },
    ],
    tokens: { input: 9, output: 3 },
    ran: [
        ...[
            "web_search_call",
            "file_search_call",
            "code_interpreter_call",
            "mcp_call",
            "mcp_list_tools",
            "something_new",
        ].map((type) => ({ object: "response", output: [{ type }] })),
        { type: "response.output_item.added", item: { type: "mcp_approval_request" } },
        { type: "response.web_search_call.in_progress" },
        { type: "response.output_text.annotation.added", annotation: { type: "url_citation" } },
        { output: [{ type: "function_call", caller: { type: "program" } }] },
        { output: [{ type: "message", content: [{ type: "output_text", annotations: [{ type: "file_path" }] }] }] },
    ],
    encode: event,
};

const converseTokens = { inputTokens: 7, cacheReadInputTokens: 2, outputTokens: 3 };
const converseUse = { toolUse: { toolUseId: "t", name: "edit", input: { content: [{ toolResult: {} }], type: "x" } } };
const bedrockConverse: Sample = {
    plain: { output: { message: { content: [{ text: "a" }, converseUse] } }, usage: converseTokens },
    tokens: { input: 9, output: 3 },
    ran: [
        { output: { message: { content: [{ toolResult: { toolUseId: "t" } }] } } },
        { output: { message: { content: [{ toolUse: { type: "server_tool_use" } }] } } },
        { output: { message: { content: [{ searchResult: {} }] } } },
        { output: { message: { content: [{ citationsContent: { citations: [{ location: { web: {} } }] } }] } } },
    ],
    encode: event,
};
const bedrockConverseStream: Sample = {
    stream: [
        { messageStart: { role: "assistant" } },
        { contentBlockStart: { start: { toolUse: { toolUseId: "t", name: "a" } } } },
        { contentBlockDelta: { delta: { toolUse: { input: '{"toolResult":1}' } } } },
        { metadata: { usage: converseTokens } },
    ],
    tokens: { input: 9, output: 3 },
    ran: [
        { contentBlockStart: { start: { toolResult: { toolUseId: "t" } } } },
        { contentBlockStart: { start: { toolUse: { name: "nova_grounding", type: "server_tool_use" } } } },
        { contentBlockDelta: { delta: { toolResult: [] } } },
        { contentBlockDelta: { delta: { citation: { location: { web: { url: "https://a.test" } } } } } },
    ],
    encode: converse as Sample["encode"],
};

export const samples: Readonly<Record<string, Sample>> = {
    "anthropic-messages": anthropic,
    "openai-chat": openaiChat,
    "openai-responses": openaiResponses,
    "bedrock-converse": bedrockConverse,
    "bedrock-converse-stream": bedrockConverseStream,
    "bedrock-invoke": { ...anthropic, stream: undefined },
    "bedrock-invoke-stream": { ...anthropic, plain: undefined, encode: chunk },
};
