import { expect } from "chai";

import { openaiResponses } from "../../src/dialects/openaiResponses";
import { forwarded, testAttacks, type Attack } from "./cases";
import { accepted, good, items, pixel, terminal, tools, user } from "./examples/openaiResponses";

const schema = { $ref: "https://attacker.test/s" };

const provided = [
    "web_search",
    "web_search_preview",
    "file_search",
    "code_interpreter",
    "image_generation",
    "computer_use_preview",
    "local_shell",
    "shell",
    "apply_patch",
    "tool_search",
    "programmatic_tool_calling",
    "namespace",
];
const ran = [
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
    "mcp_call",
    "mcp_approval_response",
    "image_generation_call",
    "local_shell_call",
    "computer_call",
    "program",
    "compaction",
    "additional_tools",
];

const attacks: Attack[] = [
    [
        "an MCP server",
        tools({ type: "mcp", server_label: "x", server_url: "https://attacker.test/mcp", require_approval: "never" }),
        "/tools/0/type",
        "server-tool",
        "/tools/0",
    ],
    ...provided.map((type): Attack => [
        `the provider's tool ${type}`,
        tools({ type }),
        "/tools/0/type",
        "server-tool",
        "/tools/0",
    ]),
    ["a tool of no type", tools({ server_url: "https://attacker.test" }), "/tools/0/type", "server-tool", "/tools/0"],
    [
        "a tool that programs at the provider may call",
        tools({ ...terminal, allowed_callers: ["programmatic"] }),
        "/tools/0/allowed_callers",
        "unknown-field",
    ],
    [
        "a tool choice of an MCP server",
        { ...tools(terminal), tool_choice: { type: "mcp", server_label: "x" } },
        "/tool_choice/type",
        "unknown-value",
        "/tool_choice",
    ],
    [
        "a tool's schema from elsewhere",
        tools({ ...terminal, parameters: schema }),
        "/tools/0/parameters",
        "unknown-value",
    ],
    [
        "an answer's schema from elsewhere",
        { ...good, text: { format: { type: "json_schema", name: "a", schema } } },
        "/text/format/schema",
        "unknown-value",
    ],
    ...ran.map((type): Attack => [
        `an item ${type}`,
        items({ type, id: "x" }),
        "/input/0/type",
        "unknown-value",
        "/input/0",
    ]),
    ["an item reference", items({ type: "item_reference", id: "msg_1" }), "/input/0/type", "unknown-value", "/input/0"],
    ["an item reference without type", items({ id: "msg_1" }), "/input/0/role", "unknown-value", "/input/0"],
    [
        "an image by URL",
        user({ type: "input_image", image_url: "https://attacker.test/p.png" }),
        "/input/0/content/0/image_url",
        "remote-content",
    ],
    [
        "an image by URL in a tool's result",
        items({
            type: "function_call_output",
            call_id: "c",
            output: [{ type: "input_image", image_url: "https://attacker.test/p.png" }],
        }),
        "/input/0/output/0/image_url",
        "remote-content",
    ],
    [
        "an image by file id",
        user({ type: "input_image", image_url: pixel, file_id: "file-1" }),
        "/input/0/content/0/file_id",
        "remote-content",
    ],
    [
        "a file by URL",
        user({ type: "input_file", file_url: "https://attacker.test/f" }),
        "/input/0/content/0/type",
        "unknown-value",
        "/input/0/content/0",
    ],
    [
        "a file in a tool's result",
        items({ type: "function_call_output", call_id: "c", output: [{ type: "input_file", file_id: "f" }] }),
        "/input/0/output/0/type",
        "unknown-value",
        "/input/0/output/0",
    ],
    [
        "citations sent back",
        items({
            role: "assistant",
            content: [{ type: "output_text", text: "", annotations: [{ type: "file_path", file_id: "f" }] }],
        }),
        "/input/0/content/0/annotations/0",
        "unknown-value",
    ],
    [
        "a call that a program at the provider made",
        items({
            type: "function_call",
            call_id: "c",
            name: "a",
            arguments: "",
            caller: { type: "program", caller_id: "p" },
        }),
        "/input/0/caller/type",
        "unknown-value",
        "/input/0/caller",
    ],
    ["an answer kept at the provider", { ...good, store: true }, "/store", "stored"],
    ["a call in the background", { ...good, background: true }, "/background", "stored"],
    ["a conversation that the provider keeps", { ...good, conversation: "conv_1" }, "/conversation", "stored"],
    ["a former response by id", { ...good, previous_response_id: "resp_1" }, "/previous_response_id", "stored"],
    ["a prompt by id", { ...good, prompt: { id: "pmpt_1" } }, "/prompt", "stored"],
    [
        "context management",
        { ...good, context_management: [{ type: "compaction" }] },
        "/context_management",
        "unknown-field",
    ],
    ["moderation by another model", { ...good, moderation: { model: "a" } }, "/moderation", "unknown-field"],
    ["metadata", { ...good, metadata: {} }, "/metadata", "unknown-field"],
    ["a container", { ...good, container: "cntr_1" }, "/container", "server-tool"],
    [
        "results of a search in the answer",
        { ...good, include: ["web_search_call.results"] },
        "/include/0",
        "unknown-value",
    ],
    ["a dearer tier", { ...good, service_tier: "priority" }, "/service_tier", "unknown-value"],
    ["a model that config does not list", { ...good, model: "o3-deep-research" }, "/model", "model"],
];

describe("the dialect openai-responses", () => {
    for (const [what, body] of Object.entries(accepted)) {
        it(`forwards ${what}`, () => expect(forwarded(body, openaiResponses)).to.have.property("store", false));
    }

    testAttacks(openaiResponses, attacks);

    it("writes store false and the standard tier itself, and drops a claimed user", () => {
        const asked = { ...good, user: "alice", safety_identifier: "a", service_tier: "auto" };
        expect(forwarded(asked, openaiResponses)).to.deep.equal({ ...good, service_tier: "default", store: false });
        expect(forwarded({ ...good, store: null }, openaiResponses)).to.have.property("store", false);
        // The mutant that writes nothing lets the provider store the call.
        expect(forwarded(asked, { ...openaiResponses, write: () => undefined })).to.not.have.property("store");
    });
});
