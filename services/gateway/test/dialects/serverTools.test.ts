import { expect } from "chai";

import { holdsProviderRun } from "../../src/answers/providerRun";
import { parseConfig } from "../../src/config";
import { dialects } from "../../src/dialects/index";
import type { Json } from "../../src/json/read";
import { judge } from "../../src/judge";

const allowed = (...allowServerTools: string[]) => ({ models: ["m"], betas: [], allowServerTools, secretScan: false });
const passes = (dialect: string, body: object, ...tools: string[]): boolean => {
    try {
        judge(Buffer.from(JSON.stringify(body)), dialects[dialect]!, allowed(...tools));
        return true;
    } catch {
        return false;
    }
};
const ran = (dialect: string, answer: object, ...tools: string[]): boolean =>
    holdsProviderRun(answer as Json, dialects[dialect]!.answers(tools));

const message = { model: "m", max_tokens: 5, messages: [{ role: "user", content: "a" }] };
const use = { type: "server_tool_use", id: "s", name: "web_search", input: { query: "a", type: "mcp_tool_use" } };
const hit = { type: "web_search_result", url: "https://a.test", title: "a", encrypted_content: "AAAA", page_age: null };
const cited = {
    type: "web_search_result_location",
    cited_text: "a",
    encrypted_index: "A",
    title: "a",
    url: "https://a.test",
};
const blocks = [
    use,
    { type: "web_search_tool_result", tool_use_id: "s", content: [hit] },
    {
        type: "web_search_tool_result",
        tool_use_id: "s",
        content: { type: "web_search_tool_result_error", error_code: "a" },
    },
    { type: "text", text: "a", citations: [cited] },
];
const call = { type: "web_search_call", id: "w", status: "completed", action: { type: "search", query: "a" } };
const place = { url: "https://a.test", title: "a", start_index: 0, end_index: 1 };
const output = [
    call,
    {
        type: "message",
        role: "assistant",
        content: [{ type: "output_text", text: "a", annotations: [{ type: "url_citation", ...place }] }],
    },
];
const said = { role: "assistant", content: "a", annotations: [{ type: "url_citation", url_citation: place }] };

/** A request with the tool, one that sends the answer back, and the answer. */
const searches: Record<string, readonly [ask: object, back: object, answer: object]> = {
    "anthropic-messages": [
        {
            ...message,
            tools: [{ type: "web_search_20250305", name: "web_search", max_uses: 5, allowed_domains: ["a.test"] }],
        },
        { ...message, messages: [{ role: "assistant", content: blocks }] },
        { content: blocks, usage: { server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 } } },
    ],
    "openai-responses": [
        { model: "m", input: "a", tools: [{ type: "web_search", search_context_size: "low" }] },
        { model: "m", input: output },
        { object: "response", output },
    ],
    "openai-chat": [
        { model: "m", messages: [], web_search_options: { search_context_size: "low" } },
        { model: "m", messages: [said] },
        { choices: [{ message: said }] },
    ],
};

/** What the exemption for a search does not open. */
const still: readonly (readonly [string, object])[] = [
    ...["web_fetch_20250910", "web_search_20260209", "code_execution_20250825"].map(
        (type) => ["anthropic-messages", { ...message, tools: [{ type, name: "web_search" }] }] as const,
    ),
    ["anthropic-messages", { ...message, messages: [{ role: "assistant", content: [{ ...use, name: "web_fetch" }] }] }],
    ["anthropic-messages", { ...message, mcp_servers: [] }],
    ...["mcp", "file_search", "code_interpreter", "web_search_preview"].map(
        (type) => ["openai-responses", { model: "m", input: "a", tools: [{ type }] }] as const,
    ),
    ["openai-responses", { model: "m", input: [{ type: "mcp_call", id: "x" }] }],
    ["openai-chat", { model: "m", messages: [], plugins: [] }],
    [
        "bedrock-invoke",
        {
            ...message,
            anthropic_version: "bedrock-2023-05-31",
            model: undefined,
            tools: [{ type: "web_search_20250305", name: "web_search" }],
        },
    ],
];
const stillRan: readonly (readonly [string, object])[] = [
    ["anthropic-messages", { content: [{ type: "server_tool_use", name: "web_fetch" }] }],
    ["anthropic-messages", { content: [{ type: "web_fetch_tool_result" }] }],
    ["anthropic-messages", { usage: { server_tool_use: { web_fetch_requests: 1 } } }],
    ["openai-responses", { output: [{ type: "mcp_call" }] }],
    ["openai-responses", { type: "response.code_interpreter_call.completed" }],
    ["openai-chat", { executed_tools: [{ type: "a" }] }],
    ["bedrock-invoke", { content: [use] }],
];

describe("a server tool that config allows an endpoint by name", () => {
    for (const [dialect, [ask, back, answer]] of Object.entries(searches)) {
        it(`${dialect}: passes in the request, the history and the answer, and nowhere without the name`, () => {
            for (const body of [ask, back]) {
                expect(passes(dialect, body, "web_search"), JSON.stringify(body)).to.equal(true);
                expect(passes(dialect, body), JSON.stringify(body)).to.equal(false);
            }
            expect(ran(dialect, answer, "web_search")).to.equal(false);
            expect(ran(dialect, answer)).to.equal(true);
        });
    }

    it("opens nothing else", () => {
        for (const [dialect, body] of still)
            expect(passes(dialect, body, "web_search"), JSON.stringify(body)).to.equal(false);
        for (const [dialect, answer] of stillRan)
            expect(ran(dialect, answer, "web_search"), JSON.stringify(answer)).to.equal(true);
    });

    it("is refused in config when the gateway does not know it, or it runs nowhere at the endpoint", () => {
        const problems = (tool: string, path: string, dialect: string): string => {
            const endpoint = {
                name: "a",
                kind: "https",
                host: "api.a.test",
                keyFile: "k",
                authHeader: "authorization",
            };
            const routed = {
                ...endpoint,
                models: ["m"],
                allowServerTools: [tool],
                routes: [{ method: "POST", path, dialect }],
            };
            const parsed = parseConfig(JSON.stringify({ listen: "127.0.0.1:0", auditFile: "a", endpoints: [routed] }));
            return "problems" in parsed ? parsed.problems.join("\n") : "";
        };
        expect(problems("web_search", "/v1/messages", "anthropic-messages")).to.equal("");
        expect(problems("code_execution", "/v1/messages", "anthropic-messages")).to.contain("one of web_search");
        expect(problems("web_search", "/model/{model}/invoke", "bedrock-invoke")).to.contain("does not run at Bedrock");
    });
});
