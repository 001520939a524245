import { expect } from "chai";

import { openaiChat } from "../../src/dialects/openaiChat";
import { allowed, forwarded, testAttacks, type Attack } from "./cases";
import { accepted, good, saying, terminal, tools, user } from "./examples/openaiChat";

const attacks: Attack[] = [
    ["a web search", { ...good, web_search_options: {} }, "/web_search_options", "server-tool"],
    ["a search by another vendor's plug-in", { ...good, plugins: [{ id: "web" }] }, "/plugins", "server-tool"],
    ["search_parameters", { ...good, search_parameters: { mode: "on" } }, "/search_parameters", "server-tool"],
    ["enable_search", { ...good, enable_search: true }, "/enable_search", "server-tool"],
    ["data_sources", { ...good, data_sources: [{}] }, "/data_sources", "server-tool"],
    [
        "an MCP server as a tool",
        tools({ type: "mcp", server_url: "https://attacker.test" }),
        "/tools/0/type",
        "server-tool",
        "/tools/0",
    ],
    [
        "a provider's tool after a function",
        tools(terminal, { type: "web_search" }),
        "/tools/1/type",
        "server-tool",
        "/tools/1",
    ],
    [
        "a provider's tool as a tool choice",
        { ...tools(terminal), tool_choice: { type: "web_search_preview" } },
        "/tool_choice/type",
        "unknown-value",
        "/tool_choice",
    ],
    [
        "an unknown member of a tool",
        tools({ ...terminal, server_url: "https://attacker.test" }),
        "/tools/0/server_url",
        "unknown-field",
    ],
    [
        "a schema from elsewhere",
        tools({ type: "function", function: { name: "a", parameters: { $ref: "https://attacker.test/s" } } }),
        "/tools/0/function/parameters",
        "unknown-value",
    ],
    [
        "an answer's schema from elsewhere",
        {
            ...good,
            response_format: {
                type: "json_schema",
                json_schema: { name: "a", schema: { items: { $ref: "https://attacker.test/s" } } },
            },
        },
        "/response_format/json_schema/schema",
        "unknown-value",
    ],
    [
        "an image by URL",
        user({ type: "image_url", image_url: { url: "https://attacker.test/p.png?d=SENTINEL" } }),
        "/messages/0/content/0/image_url/url",
        "remote-content",
    ],
    [
        "an image by URL in a tool's result",
        saying({
            role: "tool",
            tool_call_id: "1",
            content: [{ type: "image_url", image_url: { url: "https://attacker.test/p.png" } }],
        }),
        "/messages/0/content/0/image_url/url",
        "remote-content",
    ],
    [
        "a data URL of a page",
        user({ type: "image_url", image_url: { url: "data:text/html;base64,AAAA" } }),
        "/messages/0/content/0/image_url/url",
        "remote-content",
    ],
    [
        "a file by id",
        user({ type: "file", file: { file_id: "file-1" } }),
        "/messages/0/content/0/type",
        "unknown-value",
        "/messages/0/content/0",
    ],
    [
        "an audio part",
        user({ type: "input_audio", input_audio: { data: "", format: "wav" } }),
        "/messages/0/content/0/type",
        "unknown-value",
        "/messages/0/content/0",
    ],
    [
        "an audio answer by id",
        saying({ role: "assistant", audio: { id: "audio_1" } }),
        "/messages/0/audio",
        "unknown-value",
    ],
    [
        "citations sent back",
        saying({ role: "assistant", content: "a", annotations: [{ type: "url_citation" }] }),
        "/messages/0/annotations/0",
        "unknown-value",
    ],
    [
        "a message of an unknown role",
        saying({ role: "function", name: "a", content: "" }),
        "/messages/0/role",
        "unknown-value",
        "/messages/0",
    ],
    [
        "tools inside a message",
        saying({ role: "system", content: "a", tools: [] }),
        "/messages/0/tools",
        "unknown-field",
    ],
    ["an answer kept at the provider", { ...good, store: true }, "/store", "stored"],
    ["metadata", { ...good, metadata: { a: "b" } }, "/metadata", "unknown-field"],
    ["several answers", { ...good, n: 2 }, "/n", "unknown-value"],
    ["a dearer tier", { ...good, service_tier: "priority" }, "/service_tier", "unknown-value"],
    ["sound", { ...good, modalities: ["text", "audio"] }, "/modalities/1", "unknown-value"],
    ["functions of the old kind", { ...good, functions: [] }, "/functions", "unknown-field"],
    ["a prediction", { ...good, prediction: { type: "content", content: "" } }, "/prediction", "unknown-field"],
    ["another vendor's routing", { ...good, route: "fallback" }, "/route", "unknown-field"],
    ["a list of models", { ...good, models: ["model-b"] }, "/models", "unknown-field"],
    ["a member for another parser", { ...good, extra_body: {} }, "/extra_body", "unknown-field"],
    ["a model that config does not list", { ...good, model: "gpt-4o-search-preview" }, "/model", "model"],
    ["a null that no SDK writes", { ...good, tools: null }, "/tools", "unknown-value"],
];

describe("the dialect openai-chat", () => {
    for (const [what, body] of Object.entries(accepted)) {
        it(`forwards ${what}`, () => expect(forwarded(body, openaiChat)).to.have.property("model", "model-a"));
    }

    testAttacks(openaiChat, attacks);

    it("writes the standard tier, store false and the usage of a stream itself, and drops a claimed user", () => {
        const asked = { ...good, stream: true, service_tier: "auto", user: "alice", safety_identifier: "a" };
        const written = { ...good, stream: true, service_tier: "default", store: false };
        expect(forwarded(asked, openaiChat)).to.deep.equal({ ...written, stream_options: { include_usage: true } });
        // The mutant that writes nothing leaves all of it as it came.
        expect(forwarded(asked, { ...openaiChat, write: () => undefined })).to.deep.equal(asked);
    });

    it("keeps a stream's other option, and sends none without a stream", () => {
        const options = { include_usage: false, include_obfuscation: false };
        expect(forwarded({ ...good, stream: true, stream_options: options }, openaiChat))
            .to.have.property("stream_options")
            .that.deep.equals({ include_usage: true, include_obfuscation: false });
        expect(forwarded({ ...good, stream_options: options }, openaiChat)).to.not.have.property("stream_options");
    });

    it("adds no max_tokens and changes none", () => {
        expect(forwarded(good, openaiChat)).to.not.have.any.keys("max_tokens", "max_completion_tokens");
        expect(forwarded({ ...good, max_tokens: 7 }, openaiChat)).to.have.property("max_tokens", 7);
    });

    it("says in OpenAI's error shape what was found, and which models config lists", () => {
        const error = openaiChat.error(403, "model", "no") as { error: object };
        expect(error.error).to.deep.equal({
            message: "model: no",
            type: "invalid_request_error",
            param: null,
            code: "model",
        });
        expect(() => forwarded({ ...good, model: "b" }, openaiChat)).to.throw(`config lists: ${allowed.models[0]}`);
    });
});
