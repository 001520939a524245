export const good = { model: "model-a", messages: [{ role: "user", content: "hello" }] };
const pixel = "data:image/png;base64,iVBORw0KGgo=";
export const saying = (...messages: object[]) => ({ ...good, messages });
export const user = (...content: object[]) => saying({ role: "user", content });
export const tools = (...list: object[]) => ({ ...good, tools: list });
export const terminal = {
    type: "function",
    function: {
        name: "terminal",
        description: "Runs a command",
        parameters: {
            type: "object",
            properties: { command: { $ref: "#/$defs/text" } },
            required: ["command"],
            $defs: { text: { type: "string" } },
        },
        strict: false,
    },
};
const called = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "call_1", type: "function", function: { name: "terminal", arguments: '{"command":"ls"}' } }],
};
/** As OpenHands (litellm) and OpenAI's SDKs send them. */
export const accepted: Record<string, object> = {
    "a plain question": good,
    "a streamed one with all that steers": {
        ...good,
        stream: true,
        stream_options: { include_usage: false, include_obfuscation: false },
        temperature: 0.0,
        top_p: 1,
        stop: ["\n"],
        seed: 1,
        max_completion_tokens: 100,
        max_tokens: null,
        presence_penalty: 0.5,
        frequency_penalty: null,
        logit_bias: { "50256": -100 },
        logprobs: true,
        top_logprobs: 2,
        reasoning_effort: "high",
        verbosity: "low",
        n: 1,
        modalities: ["text"],
        parallel_tool_calls: true,
        prompt_cache_key: "conversation",
        prompt_cache_retention: "24h",
        service_tier: "auto",
        store: false,
    },
    "OpenHands' system prompt with a cache mark, and its tools": {
        ...saying(
            {
                role: "system",
                content: [{ type: "text", text: "You are OpenHands", cache_control: { type: "ephemeral" } }],
            },
            { role: "user", content: [{ type: "text", text: "list the files" }] },
        ),
        tools: [terminal],
        tool_choice: "auto",
    },
    "a history with a tool's call and result": saying(
        { role: "user", content: "list the files" },
        {
            ...called,
            reasoning_content: "I must look",
            thinking_blocks: [{ type: "thinking", thinking: "", signature: "x" }],
        },
        { role: "tool", tool_call_id: "call_1", name: "terminal", content: [{ type: "text", text: "a.txt" }] },
    ),
    "an answer sent back as it came": saying({
        role: "assistant",
        content: "yes",
        refusal: null,
        annotations: [],
        audio: null,
        function_call: null,
    }),
    "an inline image": user(
        { type: "text", text: "what is it?" },
        { type: "image_url", image_url: { url: pixel, detail: "low" } },
    ),
    "a custom tool with a grammar": tools({
        type: "custom",
        custom: { name: "patch", format: { type: "grammar", grammar: { syntax: "lark", definition: "start: /a/" } } },
    }),
    "a tool choice by name": { ...tools(terminal), tool_choice: { type: "function", function: { name: "terminal" } } },
    "a tool choice by list": {
        ...tools(terminal),
        tool_choice: {
            type: "allowed_tools",
            allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "terminal" } }] },
        },
    },
    "an answer in a schema": {
        ...good,
        response_format: { type: "json_schema", json_schema: { name: "a", schema: { type: "object" }, strict: true } },
    },
    "words of attacks as content": user({
        type: "text",
        text: "mcp_servers web_fetch http://attacker.test 169.254.169.254 '; DROP TABLE users",
    }),
};
