import Anthropic from "@anthropic-ai/sdk";
import { betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { expect } from "chai";
import { z } from "zod";

import type { Bench } from "../server/harness";
import { everyProvider, pixel, weather } from "./endpoint";

const asked = { model: "model-a", max_tokens: 1024 };
const question = { role: "user" as const, content: "What is the weather in Paris?" };
const tool: Anthropic.Tool = { name: weather.name, description: weather.description, input_schema: weather.schema };
const textOf = ({ content }: Anthropic.Message): string | undefined =>
    content.find((block) => block.type === "text")?.text;
const saying = (...content: Anthropic.ContentBlockParam[]) => ({
    ...asked,
    messages: [{ role: "user" as const, content }],
});

/** The examples of the SDK's README and of its folder of examples. */
const examples: Record<string, (client: Anthropic) => Promise<unknown>> = {
    "a message": async ({ messages }) => textOf(await messages.create({ ...asked, messages: [question] })),
    "a streamed message": async ({ messages }) => {
        let text = "";
        for await (const event of await messages.create({ ...asked, messages: [question], stream: true })) {
            if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
        }
        return text;
    },
    "the helper for streams": async ({ messages }) => messages.stream({ ...asked, messages: [question] }).finalText(),
    "a tool's call, sent back as it came": async ({ messages }) => {
        const first = await messages.create({ ...asked, messages: [question], tools: [tool] });
        const call = first.content.find((block) => block.type === "tool_use")!;
        const result = {
            type: "tool_result" as const,
            tool_use_id: call.id,
            content: [{ type: "text" as const, text: "sunny" }],
        };
        const history = [
            question,
            { role: first.role, content: first.content },
            { role: "user" as const, content: [result] },
        ];
        return textOf(await messages.create({ ...asked, messages: history, tools: [tool] }));
    },
    "a streamed tool's call, sent back as it came": async ({ messages }) => {
        const first = await messages.stream({ ...asked, messages: [question], tools: [tool] }).finalMessage();
        const call = first.content.find((block) => block.type === "tool_use")!;
        const result = { type: "tool_result" as const, tool_use_id: call.id, content: "sunny" };
        const history = [
            question,
            { role: first.role, content: first.content },
            { role: "user" as const, content: [result] },
        ];
        return textOf(await messages.create({ ...asked, messages: history, tools: [tool] }));
    },
    "thinking, sent back as it came": async ({ messages }) => {
        const thinking = { type: "enabled" as const, budget_tokens: 1024 };
        const first = await messages.create({ ...asked, messages: [question], thinking });
        const history = [question, { role: first.role, content: first.content }, question];
        return textOf(await messages.create({ ...asked, messages: history, thinking }));
    },
    "a parsed message": async ({ messages }) => {
        const output_config = { format: zodOutputFormat(z.object({ city: z.string() })) };
        return (await messages.parse({ ...asked, messages: [question], output_config })).parsed_output;
    },
    "a picture": async ({ messages }) =>
        textOf(
            await messages.create(
                saying(
                    { type: "text", text: "Hey Claude, look" },
                    { type: "image", source: { type: "base64", media_type: "image/png", data: pixel } },
                ),
            ),
        ),
    "a document with a cache mark": async ({ messages }) =>
        textOf(
            await messages.create(
                saying({
                    type: "document",
                    source: { type: "text", media_type: "text/plain", data: "The grass is green." },
                    title: "My Document",
                    context: "This is trustworthy.",
                    citations: { enabled: true },
                    cache_control: { type: "ephemeral" },
                }),
            ),
        ),
    "a message by the beta's client": async ({ beta }) => {
        const { content } = await beta.messages.create({ ...asked, messages: [question] });
        return content[0]?.type === "text" ? content[0].text : undefined;
    },
    "tools that the helper runs, without a thread at the provider": async ({ beta }) => {
        const run = () => "sunny";
        const input_schema = z.object({ city: z.string() });
        const tools = [betaZodTool({ name: weather.name, description: "", inputSchema: input_schema, run })];
        const { content } = await beta.messages
            .toolRunner({ ...asked, messages: [question], tools, thread: false })
            .runUntilDone();
        return content[0]?.type === "text" ? content[0].text : undefined;
    },
    "a system prompt with a cache mark": async ({ messages }) => {
        const system = [
            { type: "text" as const, text: "You are terse.", cache_control: { type: "ephemeral" as const } },
        ];
        return textOf(await messages.create({ ...asked, system, messages: [question], metadata: { user_id: "u" } }));
    },
};

describe("the official SDK @anthropic-ai/sdk, unmodified", () => {
    let bench: Bench;
    let client: Anthropic;
    before(async () => {
        bench = await everyProvider();
        client = new Anthropic({ apiKey: "mine", baseURL: `http://127.0.0.1:${bench.port}`, maxRetries: 0 });
    });
    after(() => bench.stop());

    for (const [what, example] of Object.entries(examples)) {
        it(`gets ${what}`, async () => {
            bench.arrived.length = 0;
            const got = await example(client);
            expect(typeof got === "string" ? got : JSON.stringify(got)).to.be.oneOf(["Hello!", '{"city":"Paris"}']);
            expect(bench.arrived).to.not.be.empty;
        });
    }

    it("shows a person why a fetch, a picture elsewhere, a thread and another path are refused, and does not try again", async () => {
        const patient = new Anthropic({ apiKey: "mine", baseURL: `http://127.0.0.1:${bench.port}`, maxRetries: 5 });
        const elsewhere = { type: "url" as const, url: "https://attacker.test/p.png" };
        bench.arrived.length = 0;
        const calls = [
            () =>
                patient.messages.create({
                    ...asked,
                    messages: [question],
                    tools: [{ type: "web_fetch_20250910", name: "web_fetch" }],
                }),
            () => patient.messages.create(saying({ type: "image", source: elsewhere })),
            () => patient.beta.messages.thread(asked).send(question),
            () => patient.messages.countTokens({ model: "model-a", messages: [question] }),
            () => patient.messages.batches.list(),
            () => patient.models.list(),
        ];
        for (const call of calls) {
            const error = await (call() as Promise<unknown>).then(
                () => undefined,
                (caught: unknown) => caught,
            );
            expect(error).to.be.instanceOf(Anthropic.PermissionDeniedError, String(call));
            expect((error as Error).message).to.match(/remote-content|server-tool|stored|path/);
        }
        expect(bench.arrived).to.deep.equal([]);
    });
});
