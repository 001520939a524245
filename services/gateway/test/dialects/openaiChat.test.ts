import { expect } from "chai";

import { openaiChat } from "../../src/dialects/openaiChat";
import { allowed, forwarded, testAttacks, type Attack } from "./cases";

const good = { model: "model-a", messages: [{ role: "user", content: "hello" }] };
const pixel = "data:image/png;base64,iVBORw0KGgo=";
const saying = (...messages: object[]) => ({ ...good, messages });
const user = (...content: object[]) => saying({ role: "user", content });
const tools = (...list: object[]) => ({ ...good, tools: list });
const terminal = {
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
const accepted: Record<string, object> = {
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
