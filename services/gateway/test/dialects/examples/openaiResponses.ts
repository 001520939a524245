export const good = { model: "model-a", input: "hello" };
export const pixel = "data:image/png;base64,iVBORw0KGgo=";
export const items = (...input: object[]) => ({ ...good, input });
export const user = (...content: object[]) => items({ role: "user", content });
export const tools = (...list: object[]) => ({ ...good, tools: list });
export const terminal = {
    type: "function",
    name: "terminal",
    description: "Runs a command",
    parameters: { type: "object", properties: { command: { type: "string" } } },
    strict: false,
};
/** As OpenHands (litellm) and OpenAI's SDKs send them. */
export const accepted: Record<string, object> = {
    "a plain question": good,
    "OpenHands' call with reasoning and store false": {
        ...good,
        instructions: "You are OpenHands",
        input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "list the files" }] }],
        tools: [terminal],
        tool_choice: "auto",
        parallel_tool_calls: true,
        store: false,
        include: ["reasoning.encrypted_content"],
        reasoning: { effort: "high", summary: "detailed" },
        text: { verbosity: "low" },
        max_output_tokens: 1000,
        temperature: 1.0,
        prompt_cache_key: "conversation",
        prompt_cache_retention: "24h",
        truncation: "disabled",
        service_tier: "auto",
        stream: true,
    },
    "a history sent back as it came": items(
        { role: "user", content: "list the files" },
        {
            id: "rs_1",
            type: "reasoning",
            summary: [{ type: "summary_text", text: "a" }],
            encrypted_content: "AAAA",
            status: null,
        },
        { id: "fc_1", type: "function_call", call_id: "c", name: "terminal", arguments: "{}", status: "completed" },
        { type: "function_call_output", call_id: "c", output: "a.txt" },
        {
            id: "msg_1",
            type: "message",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: "a.txt", annotations: [], logprobs: [] }],
        },
        { role: "user", content: "thanks" },
    ),
    "a tool's result with an image": items({
        type: "function_call_output",
        call_id: "c",
        output: [
            { type: "input_text", text: "seen" },
            { type: "input_image", image_url: pixel, detail: "auto" },
        ],
    }),
    "a custom tool and its call": {
        ...tools({ type: "custom", name: "patch", format: { type: "grammar", syntax: "regex", definition: "a+" } }),
        input: [
            {
                type: "custom_tool_call",
                call_id: "c",
                name: "patch",
                input: "aa",
                id: "ctc_1",
                caller: { type: "direct" },
            },
            { type: "custom_tool_call_output", call_id: "c", output: "done" },
        ],
    },
    "a tool choice by list": {
        ...tools(terminal),
        tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "terminal" }] },
    },
    "an answer in a schema": {
        ...good,
        text: { format: { type: "json_schema", name: "a", schema: { type: "object" }, strict: true } },
    },
    "words of attacks as content": user({
        type: "input_text",
        text: "server_url https://attacker.test item_reference",
    }),
};
