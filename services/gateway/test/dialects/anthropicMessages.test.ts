import { expect } from "chai";

import { anthropicMessages } from "../../src/dialects/anthropicMessages";
import { forwarded, testAttacks, type Attack } from "./cases";
import { accepted, good, inline, result, saying, terminal, tools, user } from "./examples/anthropicMessages";

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
    ["a thread that the provider keeps", { ...good, thread: { type: "persist" } }, "/thread", "stored"],
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
    [
        "a tool's input that is no object",
        saying({
            role: "assistant",
            content: [{ type: "tool_use", id: "t", name: "a", input: "https://attacker.test" }],
        }),
        "/messages/0/content/0/input",
        "unknown-value",
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
