import { all } from "../answers/everyDialect";
import * as real from "../../src/server";
import { Bench } from "../server/harness";
import { anthropic, chat, converse, inChunk, inFrame, named, responses } from "./answers";

/** A gateway before a fake endpoint of every provider, for clients that know neither. */
export async function everyProvider(): Promise<Bench> {
    const bench = await Bench.start(real, all as never);
    bench.reply = (call, answer, text) => {
        const body = JSON.parse(text) as Record<string, unknown>;
        const path = call.url ?? "";
        const { plain, events } = of(path)(body);
        const [type, encode] = path.endsWith("-stream")
            ? ["application/vnd.amazon.eventstream", path.includes("invoke") ? inChunk : inFrame]
            : ["text/event-stream", named];
        if (body.stream !== true && !path.endsWith("-stream")) {
            answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(plain));
            return;
        }
        answer.writeHead(200, { "content-type": type });
        for (const event of events) answer.write(encode(event));
        answer.end(path.endsWith("/completions") ? "data: [DONE]\n\n" : undefined);
    };
    return bench;
}

function of(path: string): typeof chat {
    if (path.endsWith("/messages") || path.includes("/invoke")) return anthropic;
    if (path.endsWith("/chat/completions")) return chat;
    return path.endsWith("/responses") ? responses : converse;
}

export const weather = {
    name: "get_weather",
    description: "The weather in a city",
    schema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] },
};
export const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
