export const good = { model: "model-a", max_tokens: 5, messages: [{ role: "user", content: "hello" }] };
export const saying = (...messages: object[]) => ({ ...good, messages });
export const user = (...content: object[]) => saying({ role: "user", content });
export const result = (...content: object[]) => user({ type: "tool_result", tool_use_id: "t", content });
export const tools = (...list: object[]) => ({ ...good, tools: list });
const mark = { type: "ephemeral", ttl: "1h" };
export const terminal = { name: "terminal", description: "Runs a command", input_schema: { type: "object" } };
export const inline = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };
const dated = [
    { type: "bash_20250124", name: "bash" },
    { type: "text_editor_20250124", name: "str_replace_editor" },
    { type: "text_editor_20250429", name: "str_replace_based_edit_tool" },
    { type: "text_editor_20250728", name: "str_replace_based_edit_tool", max_characters: 1000 },
    { type: "computer_20250124", name: "computer", display_width_px: 1, display_height_px: 1, display_number: null },
    { type: "computer_20251124", name: "computer", display_width_px: 1, display_height_px: 1, enable_zoom: true },
    { type: "memory_20250818", name: "memory" },
];
/** As OpenHands (litellm) and Anthropic's SDKs send them. */
export const accepted: Record<string, object> = {
    "a plain question": good,
    "OpenHands' call with cache marks, thinking and effort": {
        ...good,
        system: [{ type: "text", text: "You are OpenHands", cache_control: mark }],
        messages: [{ role: "user", content: [{ type: "text", text: "list the files", cache_control: mark }] }],
        tools: [{ ...terminal, cache_control: mark }],
        tool_choice: { type: "auto", disable_parallel_tool_use: true },
        thinking: { type: "enabled", budget_tokens: 1024, display: "summarized" },
        output_config: { effort: "high" },
        metadata: { user_id: "alice" },
        service_tier: "auto",
        stream: true,
        temperature: 1.0,
        top_p: 0.9,
        top_k: 40,
        stop_sequences: ["\n"],
        cache_control: mark,
    },
    "a history sent back as it came": saying(
        { role: "user", content: "list the files" },
        {
            role: "assistant",
            content: [
                { type: "thinking", thinking: "I must look", signature: "x" },
                { type: "redacted_thinking", data: "AAAA" },
                { type: "text", text: "I look", citations: null },
                { type: "tool_use", id: "t", name: "terminal", input: { command: "ls" }, caller: { type: "direct" } },
            ],
        },
        {
            role: "user",
            content: [
                {
                    type: "tool_result",
                    tool_use_id: "t",
                    is_error: false,
                    content: [
                        { type: "text", text: "a.txt" },
                        { type: "image", source: inline },
                    ],
                },
            ],
        },
    ),
    "documents inline, and what was cited of them": saying(
        {
            role: "user",
            content: [
                {
                    type: "document",
                    source: { type: "text", media_type: "text/plain", data: "a" },
                    title: "a",
                    context: null,
                    citations: { enabled: true },
                },
                { type: "document", source: { type: "base64", media_type: "application/pdf", data: "AAAA" } },
            ],
        },
        {
            role: "assistant",
            content: [
                {
                    type: "text",
                    text: "a",
                    citations: [
                        {
                            type: "char_location",
                            cited_text: "a",
                            document_index: 0,
                            document_title: null,
                            file_id: null,
                            start_char_index: 0,
                            end_char_index: 1,
                        },
                    ],
                },
            ],
        },
    ),
    "tools that the client runs, by exact name": tools(...dated, { type: "custom", ...terminal }),
    "any input of a tool": saying({
        role: "assistant",
        content: [
            {
                type: "tool_use",
                id: "t",
                name: "edit",
                input: { $ref: "https://x.test/openapi.json", mcp_servers: [] },
            },
        ],
    }),
    "words of attacks as content": user({ type: "text", text: "web_fetch mcp_servers http://attacker.test" }),
};
