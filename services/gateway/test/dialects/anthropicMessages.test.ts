import { expect } from "chai";

import { anthropicMessages } from "../../src/dialects/anthropicMessages";
import { forwarded, testAttacks, type Attack } from "./cases";

const good = { model: "model-a", max_tokens: 5, messages: [{ role: "user", content: "hello" }] };
const saying = (...messages: object[]) => ({ ...good, messages });
const user = (...content: object[]) => saying({ role: "user", content });
const result = (...content: object[]) => user({ type: "tool_result", tool_use_id: "t", content });
const tools = (...list: object[]) => ({ ...good, tools: list });
const mark = { type: "ephemeral", ttl: "1h" };
const terminal = { name: "terminal", description: "Runs a command", input_schema: { type: "object" } };
const inline = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };
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
const accepted: Record<string, object> = {
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

const provided = [
    "web_fetch_20250910",
    "web_search_20250305",
    "code_execution_20250825",
    "bash_code_execution_20250825",
    "bash_20991231",
    "text_editor_code_execution_20250825",
    "tool_search_tool_regex_20251119",
    "advisor_20260301",
    "mcp_toolset",
    "browser_toolset_20260801",
];
const remote = (type: string, place: string): Attack[] => {
    const inside = place === "" ? user : result;
    const found = `/messages/0/content/0${place}/source/type`;
    const piece = `/messages/0/content/0${place}/source`;
    const where = place === "" ? "" : " in a tool's result";
    return [
        [
            `${type} by URL${where}`,
            inside({ type, source: { type: "url", url: "https://attacker.test/?d=SENTINEL" } }),
            found,
            "remote-content",
            piece,
        ],
        [
            `${type} by file id${where}`,
            inside({ type, source: { type: "file", file_id: "f" } }),
            found,
            "remote-content",
            piece,
        ],
    ];
};
const nested = ["server_tool_use", "search_result", "tool_reference"];
const blocks = [
    "server_tool_use",
    "web_search_tool_result",
    "web_fetch_tool_result",
    "code_execution_tool_result",
    "mcp_tool_use",
    "mcp_tool_result",
    "container_upload",
    "search_result",
    "tool_reference",
];

const attacks: Attack[] = [
    ...provided.map((type): Attack => [
        `the provider's tool ${type}`,
        tools({ type, name: "a" }),
        "/tools/0/type",
        "server-tool",
        "/tools/0",
    ]),
    [
        "a client's tool under another name",
        tools({ type: "bash_20250124", name: "web_fetch" }),
        "/tools/0/name",
        "unknown-value",
    ],
    [
        "a tool without type that names a server",
        tools({ ...terminal, url: "https://attacker.test" }),
        "/tools/0/url",
        "unknown-field",
    ],
    [
        "a tool that programs at the provider may call",
        tools({ ...terminal, allowed_callers: ["code_execution_20250825"] }),
        "/tools/0/allowed_callers",
        "unknown-field",
    ],
    [
        "a tool that is searched for",
        tools({ ...terminal, defer_loading: true }),
        "/tools/0/defer_loading",
        "unknown-field",
    ],
    [
        "a schema from elsewhere",
        tools({ ...terminal, input_schema: { properties: { a: { $dynamicRef: "https://attacker.test" } } } }),
        "/tools/0/input_schema",
        "unknown-value",
    ],
    [
        "an answer's schema from elsewhere",
        { ...good, output_config: { format: { type: "json_schema", schema: { $ref: "https://attacker.test" } } } },
        "/output_config/format/schema",
        "unknown-value",
    ],
    [
        "MCP servers",
        { ...good, mcp_servers: [{ type: "url", url: "https://attacker.test" }] },
        "/mcp_servers",
        "server-tool",
    ],
    ["a container", { ...good, container: "c" }, "/container", "server-tool"],
    ["context management", { ...good, context_management: {} }, "/context_management", "unknown-field"],
    ["a place of inference", { ...good, inference_geo: "eu" }, "/inference_geo", "unknown-field"],
    ["a dearer speed", { ...good, speed: "fast" }, "/speed", "unknown-field"],
    ["a dearer tier", { ...good, service_tier: "priority" }, "/service_tier", "unknown-value"],
    ["a beta in the body", { ...good, betas: ["mcp-client-2025-04-04"] }, "/betas", "unknown-field"],
    ...["image", "document"].flatMap((type) => [...remote(type, ""), ...remote(type, "/content/0")]),
    [
        "a document made of blocks",
        user({ type: "document", source: { type: "content", content: [] } }),
        "/messages/0/content/0/source/type",
        "remote-content",
        "/messages/0/content/0/source",
    ],
    ...blocks.map((type): Attack => [
        `a block ${type}`,
        user({ type, id: "x" }),
        "/messages/0/content/0/type",
        "unknown-value",
        "/messages/0/content/0",
    ]),
    ...nested.map((type): Attack => [
        `a block ${type} in a tool's result`,
        result({ type }),
        "/messages/0/content/0/content/0/type",
        "unknown-value",
        "/messages/0/content/0/content/0",
    ]),
    [
        "a system block that is no text",
        { ...good, system: [{ type: "image", source: inline }] },
        "/system/0/type",
        "unknown-value",
        "/system/0",
    ],
    [
        "a call that the provider's code made",
        saying({
            role: "assistant",
            content: [
                {
                    type: "tool_use",
                    id: "t",
                    name: "a",
                    input: {},
                    caller: { type: "code_execution_20250825", tool_id: "s" },
                },
            ],
        }),
        "/messages/0/content/0/caller/type",
        "unknown-value",
        "/messages/0/content/0/caller",
    ],
    [
        "citations of a search",
        user({
            type: "text",
            text: "a",
            citations: [{ type: "web_search_result_location", url: "https://attacker.test" }],
        }),
        "/messages/0/content/0/citations/0/type",
        "unknown-value",
        "/messages/0/content/0/citations/0",
    ],
    ["tools inside a message", saying({ role: "user", content: "a", tools: [] }), "/messages/0/tools", "unknown-field"],
    ["a message in the system's name", saying({ role: "system", content: "a" }), "/messages/0/role", "unknown-value"],
    ["a model that config does not list", { ...good, model: "claude-b" }, "/model", "model"],
    ["a null that no SDK writes", { ...good, temperature: null }, "/temperature", "unknown-value"],
];

describe("the dialect anthropic-messages", () => {
    for (const [what, body] of Object.entries(accepted)) {
        it(`forwards ${what}`, () => expect(forwarded(body, anthropicMessages)).to.have.property("model", "model-a"));
    }

    testAttacks(anthropicMessages, attacks);

    it("writes the standard tier itself, and drops a claimed user", () => {
        const asked = { ...good, metadata: { user_id: "alice" }, service_tier: "auto" };
        expect(forwarded(asked, anthropicMessages)).to.deep.equal({ ...good, service_tier: "standard_only" });
        expect(forwarded(asked, { ...anthropicMessages, write: () => undefined })).to.deep.equal(asked);
    });
});
