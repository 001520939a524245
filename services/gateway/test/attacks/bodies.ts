import { expect } from "chai";

import { good } from "../server/harness";
import { asked, fetching, head, nothing, openResponses, openTools, rawNothing, said, text } from "./asking";
import type { Row } from "./row";

/** What stands in a body. */
export const bodies: Row[] = [
    {
        id: "O01",
        attempt: "a tool of Anthropic's that fetches addresses",
        answer: "403 `server-tool`",
        mutant: openTools,
        check: (bench) => nothing(bench, 403, { ...good, tools: fetching }),
    },
    {
        id: "O02",
        attempt: "its beta header alone",
        answer: "the value is dropped",
        mutant: ["headersUp.ts", "endpoint.betas.includes(beta)", "true"],
        check: async (bench) => {
            await bench.post(good, { "anthropic-beta": "web-fetch-2025-09-10" });
            expect(bench.arrived.map(({ headers }) => headers["anthropic-beta"])).to.deep.equal([undefined]);
        },
    },
    {
        id: "O03",
        attempt: "a remote MCP server of OpenAI's Responses",
        answer: "403 `server-tool`",
        mutant: openResponses,
        check: (bench) =>
            nothing(
                bench,
                403,
                { ...asked, tools: [{ type: "mcp", server_url: "https://attacker.test" }] },
                {},
                "/v1/responses",
            ),
    },
    {
        id: "O04",
        attempt: "web search, code interpreter and file search of Responses",
        answer: "403 `server-tool`",
        mutant: openResponses,
        check: async (bench) => {
            for (const type of ["web_search", "code_interpreter", "file_search"])
                await nothing(bench, 403, { ...asked, tools: [{ type }] }, {}, "/v1/responses");
        },
    },
    {
        id: "O05",
        attempt: "`web_search_options` of Chat Completions",
        answer: "403 `server-tool`",
        mutant: [
            "dialects/openaiChat.ts",
            "...(search && { web_search_options: chatSearchOptions.optional() }),",
            "web_search_options: z.any(),",
        ],
        check: (bench) => nothing(bench, 403, { ...said, web_search_options: {} }, {}, "/v1/chat/completions"),
    },
    {
        id: "O06",
        attempt: "an image by address in Chat Completions",
        answer: "403 `remote-content`",
        mutant: ["dialects/common.ts", "regex(/^data:image", "regex(/^|^data:image"],
        check: (bench) => {
            const image = { type: "image_url", image_url: { url: "https://attacker.test/p.png" } };
            return nothing(
                bench,
                403,
                { ...said, messages: [{ role: "user", content: [image] }] },
                {},
                "/v1/chat/completions",
            );
        },
    },
    {
        id: "O07",
        attempt: "an image by address in Messages",
        answer: "403 `remote-content`",
        mutant: [
            "dialects/anthropicMessages.ts",
            'source: z.strictObject({ type: z.literal("base64"), media_type: imageType, data: base64 }),',
            "source: z.any(),",
        ],
        check: (bench) => {
            const image = { type: "image", source: { type: "url", url: "https://attacker.test/p.png" } };
            return nothing(bench, 403, { ...good, messages: [{ role: "user", content: [image] }] });
        },
    },
    {
        id: "O11",
        attempt: "a model that is not listed",
        answer: "403 `model`",
        mutant: [
            "routes.ts",
            "const route = { endpoint, dialect:",
            "const route = { endpoint: { ...endpoint, models: { includes: () => true } as never }, dialect:",
        ],
        check: (bench) => nothing(bench, 403, { ...good, model: "claude-b" }),
    },
    {
        id: "O12",
        attempt: "a body over the limit, by its length and in chunks",
        answer: "413",
        mutant: ["body.ts", "if (body.length + piece.length > limit) throw tooLarge(limit);", ""],
        check: async (bench) => {
            const large = JSON.stringify({ ...good, messages: [{ role: "user", content: "a".repeat(200_000) }] });
            await nothing(bench, 413, large);
            const chunk = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
            await rawNothing(
                bench,
                `POST /v1/messages ${head}Host: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
                /^HTTP\/1\.1 413/,
            );
        },
    },
    {
        id: "O13",
        attempt: "a body with `Content-Encoding`",
        answer: "415",
        mutant: ["body.ts", "if (encoding !== undefined) throw", "if (false) throw"],
        check: (bench) => nothing(bench, 415, good, { "content-encoding": "gzip" }),
    },
    {
        id: "O14",
        attempt: "a tool under a key in another spelling",
        answer: "as in plain spelling",
        mutant: openTools,
        check: (bench) => nothing(bench, 403, text.replace("{", `{"\\u0074ools":${JSON.stringify(fetching)},`)),
    },
    {
        id: "O14b",
        attempt: "a tool forty levels deep below an unknown member",
        answer: "403 `unknown-field`",
        mutant: [
            "dialects/anthropicMessages.ts",
            "z.strictObject({\n            model:",
            "z.looseObject({\n            model:",
        ],
        check: (bench) => nothing(bench, 403, text.replace("{", `{"x":${'{"a":'.repeat(40)}1${"}".repeat(40)},`)),
    },
];
