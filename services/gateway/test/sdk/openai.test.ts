import { expect } from "chai";
import OpenAI from "openai";
import { toResponseInputItems } from "openai/lib/responses/ResponseInputItems";
import { zodFunction, zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

import type { Bench } from "../server/harness";
import { everyProvider, pixel, weather } from "./endpoint";

const model = "model-a";
const place = z.object({ city: z.string() });
const tool = {
    type: "function" as const,
    name: weather.name,
    description: weather.description,
    parameters: weather.schema,
    strict: true,
};
const nested = {
    type: "function" as const,
    function: { name: weather.name, description: weather.description, parameters: weather.schema },
};
const runnable = {
    type: "function" as const,
    function: { ...nested.function, function: () => "sunny", parse: JSON.parse },
};
const question = { role: "user" as const, content: "What is the weather in Paris?" };

/** The examples of the SDK's README and of its folder of examples. */
const examples: Record<string, (client: OpenAI) => Promise<unknown>> = {
    "a response": async (client) =>
        (
            await client.responses.create({
                model,
                instructions: "Talk like a pirate",
                input: "Are semicolons optional?",
            })
        ).output_text,
    "a streamed response": async (client) => {
        for await (const event of await client.responses.create({ model, input: "Say it", stream: true })) {
            if (event.type === "response.completed") return event.response.output_text ?? "Hello!";
        }
        return undefined;
    },
    "the helper for streamed responses": async (client) =>
        (await client.responses.stream({ model, input: "solve 8x + 31 = 2" }).finalResponse()).output_text,
    "a parsed response": async (client) => {
        const text = { format: zodTextFormat(place, "place") };
        return (await client.responses.parse({ model, input: "Where?", text })).output_parsed;
    },
    "a history kept by hand, with reasoning": async (client) => {
        const asked = {
            model,
            reasoning: { effort: "low" as const },
            include: ["reasoning.encrypted_content" as const],
            store: false,
        };
        const first = await client.responses.create({ ...asked, input: "tell me a joke" });
        const input = [
            question,
            ...toResponseInputItems(first.output),
            { role: "user" as const, content: "explain it" },
        ];
        return (await client.responses.create({ ...asked, input })).output_text;
    },
    "a function called by a response": async (client) => {
        const first = await client.responses.create({ model, input: [question], tools: [tool] });
        const call = first.output.find((item) => item.type === "function_call")!;
        const result = { type: "function_call_output" as const, call_id: call.call_id, output: "sunny" };
        return (await client.responses.create({ model, input: [question, call, result], tools: [tool] })).output_text;
    },
    "a picture in a response": async (client) => {
        const image = {
            type: "input_image" as const,
            image_url: `data:image/png;base64,${pixel}`,
            detail: "auto" as const,
        };
        const content = [{ type: "input_text" as const, text: "What is in this image?" }, image];
        return (await client.responses.create({ model, input: [{ role: "user", content }] })).output_text;
    },
    "a completion": async (client) => {
        const messages = [{ role: "developer" as const, content: "Talk like a pirate." }, question];
        return (await client.chat.completions.create({ model, messages })).choices[0]?.message.content;
    },
    "a streamed completion": async (client) => {
        let text = "";
        for await (const chunk of await client.chat.completions.create({ model, messages: [question], stream: true })) {
            text += chunk.choices[0]?.delta.content ?? "";
        }
        return text;
    },
    "the helper for streamed completions": async (client) =>
        client.chat.completions.stream({ model, messages: [question] }).finalContent(),
    "tools that the helper runs": async (client) =>
        client.chat.completions.runTools({ model, messages: [question], tools: [runnable] }).finalContent(),
    "tools that the helper runs in a stream": async (client) =>
        client.chat.completions
            .runTools({ model, messages: [question], tools: [runnable], stream: true })
            .finalContent(),
    "an answer sent back as it came": async (client) => {
        const first = await client.chat.completions.create({ model, messages: [question], tools: [nested] });
        const { message } = first.choices[0]!;
        const result = { role: "tool" as const, tool_call_id: message.tool_calls![0]!.id, content: "sunny" };
        const messages = [question, message, result];
        return (await client.chat.completions.create({ model, messages, tools: [nested] })).choices[0]?.message.content;
    },
    "a parsed completion, sent back too": async (client) => {
        const response_format = zodResponseFormat(place, "place");
        const first = await client.chat.completions.parse({ model, messages: [question], response_format });
        const messages = [question, first.choices[0]!.message, question];
        return (await client.chat.completions.parse({ model, messages, response_format })).choices[0]?.message.parsed;
    },
    "a parsed call of a tool, sent back too": async (client) => {
        const tools = [zodFunction({ name: weather.name, parameters: place })];
        const first = await client.chat.completions.parse({ model, messages: [question], tools });
        const { message } = first.choices[0]!;
        const result = { role: "tool" as const, tool_call_id: message.tool_calls![0]!.id, content: "sunny" };
        const messages = [question, message, result];
        return (await client.chat.completions.parse({ model, messages, tools })).choices[0]?.message.content;
    },
    "log probabilities": async (client) => {
        const asked = { model, messages: [question], logprobs: true, top_logprobs: 2 };
        return client.chat.completions.stream(asked).finalContent();
    },
    "a picture in a completion": async (client) => {
        const image = { type: "image_url" as const, image_url: { url: `data:image/png;base64,${pixel}` } };
        const content = [{ type: "text" as const, text: "What is it?" }, image];
        return (await client.chat.completions.create({ model, messages: [{ role: "user", content }] })).choices[0]
            ?.message.content;
    },
};

describe("the official SDK openai, unmodified", () => {
    let bench: Bench;
    let client: OpenAI;
    before(async () => {
        bench = await everyProvider();
        client = new OpenAI({ apiKey: "mine", baseURL: `http://127.0.0.1:${bench.port}/v1`, maxRetries: 0 });
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

    it("shows a person why a picture elsewhere, a file and a stored response are refused, and does not try again", async () => {
        const patient = new OpenAI({ apiKey: "mine", baseURL: `http://127.0.0.1:${bench.port}/v1`, maxRetries: 5 });
        const image = {
            type: "input_image" as const,
            image_url: "https://attacker.test/p.png",
            detail: "auto" as const,
        };
        bench.arrived.length = 0;
        const asked = [
            () => patient.responses.create({ model, input: [{ role: "user", content: [image] }] }),
            () => patient.responses.create({ model, input: "a", store: true }),
            () => patient.responses.create({ model, input: "a", previous_response_id: "resp_1" }),
            () => patient.chat.completions.create({ model, messages: [question], web_search_options: {} }),
            () => patient.models.list(),
            () => patient.files.list(),
        ];
        for (const call of asked) {
            const error = await (call() as Promise<unknown>).then(
                () => undefined,
                (caught: unknown) => caught,
            );
            expect(error).to.be.instanceOf(OpenAI.PermissionDeniedError, String(call));
            expect((error as Error).message).to.match(/remote-content|stored|server-tool|path/);
        }
        expect(bench.arrived).to.deep.equal([]);
    });
});
