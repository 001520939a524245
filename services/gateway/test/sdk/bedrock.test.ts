import {
    BedrockRuntimeClient,
    ConverseCommand,
    ConverseStreamCommand,
    InvokeModelCommand,
    InvokeModelWithResponseStreamCommand,
    type ContentBlock,
    type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect } from "chai";

import type { Bench } from "../server/harness";
import { everyProvider, pixel, weather } from "./endpoint";

const modelId = "model-a";
const question: Message = { role: "user", content: [{ text: "What is the weather in Paris?" }] };
const inferenceConfig = { maxTokens: 512, temperature: 0.5, topP: 0.9 };
const body = JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 512,
    messages: [{ role: "user", content: "Hi" }],
});
const toolConfig = {
    tools: [
        { toolSpec: { name: weather.name, description: weather.description, inputSchema: { json: weather.schema } } },
    ],
};
const textOf = (content: ContentBlock[] = []): string | undefined =>
    content.find((block) => block.text !== undefined)?.text;

const examples: Record<string, (client: BedrockRuntimeClient) => Promise<unknown>> = {
    "a conversation": async (client) => {
        const { output } = await client.send(new ConverseCommand({ modelId, messages: [question], inferenceConfig }));
        return textOf(output?.message?.content);
    },
    "a streamed conversation": async (client) => {
        const { stream } = await client.send(
            new ConverseStreamCommand({ modelId, messages: [question], inferenceConfig }),
        );
        let text = "";
        for await (const event of stream!) text += event.contentBlockDelta?.delta?.text ?? "";
        return text;
    },
    "a tool's call, sent back as it came": async (client) => {
        const first = await client.send(new ConverseCommand({ modelId, messages: [question], toolConfig }));
        const { message } = first.output!;
        const { toolUseId } = message!.content![0]!.toolUse!;
        const result: Message = {
            role: "user",
            content: [{ toolResult: { toolUseId, content: [{ json: { sky: "sunny" } }] } }],
        };
        const second = await client.send(
            new ConverseCommand({ modelId, messages: [question, message!, result], toolConfig }),
        );
        return textOf(second.output?.message?.content);
    },
    "a picture and a document": async (client) => {
        const image = { format: "png" as const, source: { bytes: Buffer.from(pixel, "base64") } };
        const document = { format: "txt" as const, name: "notes", source: { bytes: Buffer.from("a") } };
        const content = [{ text: "Look" }, { image }, { document }];
        const { output } = await client.send(new ConverseCommand({ modelId, messages: [{ role: "user", content }] }));
        return textOf(output?.message?.content);
    },
    "an invoked model": async (client) => {
        const { body: answer } = await client.send(
            new InvokeModelCommand({ modelId, body, contentType: "application/json" }),
        );
        return (JSON.parse(answer.transformToString()) as { content: { text: string }[] }).content[0]!.text;
    },
    "an invoked model's stream": async (client) => {
        const command = new InvokeModelWithResponseStreamCommand({ modelId, body, contentType: "application/json" });
        let text = "";
        for await (const { chunk } of (await client.send(command)).body!) {
            const event = JSON.parse(Buffer.from(chunk!.bytes!).toString()) as { delta?: { text?: string } };
            text += event.delta?.text ?? "";
        }
        return text;
    },
};

describe("the official SDK @aws-sdk/client-bedrock-runtime, unmodified", () => {
    let bench: Bench;
    let client: BedrockRuntimeClient;
    before(async () => {
        bench = await everyProvider();
        client = new BedrockRuntimeClient({
            region: "us-east-1",
            endpoint: `http://127.0.0.1:${bench.port}`,
            token: { token: "mine" },
            authSchemePreference: ["httpBearerAuth"],
            requestHandler: new NodeHttpHandler(),
            maxAttempts: 1,
        });
    });
    after(() => bench.stop());

    for (const [what, example] of Object.entries(examples)) {
        it(`gets ${what}`, async () => {
            bench.arrived.length = 0;
            expect(await example(client)).to.equal("Hello!");
            expect(bench.arrived).to.not.be.empty;
        });
    }

    it("shows a person why an image in S3 and a search of the provider are refused", async () => {
        const s3 = { s3Location: { uri: "s3://somebody/else" } };
        const image: Message = { role: "user", content: [{ image: { format: "png", source: s3 } }] };
        const search = { tools: [{ systemTool: { name: "nova_grounding" } }] };
        bench.arrived.length = 0;
        for (const call of [{ messages: [image] }, { messages: [question], toolConfig: search }]) {
            const sent = client.send(new ConverseCommand({ modelId, ...call }));
            const error = await sent.then(
                () => undefined,
                (caught: unknown) => caught as Error,
            );
            expect(error?.name).to.equal("AccessDeniedException");
            expect(error?.message).to.match(/remote-content|server-tool/);
        }
        expect(bench.arrived).to.deep.equal([]);
    });
});
