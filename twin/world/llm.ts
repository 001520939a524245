import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Log } from "../aws/log";

const words = ["The ", "twin ", "has ", "heard ", "you."];

/** An approved LLM endpoint: Anthropic's Messages and OpenAI's chat completions, whole or streamed; it writes down what it was sent. */
export function llmListener(approved: readonly string[], log: Log) {
    return (request: IncomingMessage, response: ServerResponse) => {
        const chunks: Buffer[] = [];
        request.on("error", () => {});
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const host = (request.headers.host ?? "").replace(/:\d+$/, "");
            const name = (request.socket as TLSSocket).servername;
            const body = Buffer.concat(chunks).toString();
            const who = approved.includes(host) && approved.includes(String(name)) ? "llm" : "evil-twin";
            const { method, url, headers } = request;
            log({
                kind: who,
                from: request.socket.remoteAddress,
                name,
                method,
                url,
                headers,
                body: body.slice(0, 65_536),
            });
            if (who === "evil-twin") return void response.writeHead(200).end("another tenant of the same address\n");
            answer(url ?? "", body, String(headers["x-api-key"]), response);
        });
    };
}

/** What a hostile endpoint answers, when the question has its name in brackets: "[[redirect]]". */
const hostile: Readonly<Record<string, (response: ServerResponse, key: string) => void>> = {
    redirect: (response) => response.writeHead(307, { ...asJson, location: "https://attacker.test/" }).end("{}"),
    cookie: (response) => response.writeHead(200, { ...asJson, "set-cookie": "a=b" }).end(textOf("hello")),
    html: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<script>alert(1)</script>"),
    echo: (response, key) =>
        response
            .writeHead(401, asJson)
            .end(JSON.stringify({ type: "error", error: { type: "authentication_error", message: `no key ${key}` } })),
    "server-tool": (response) => {
        const block = {
            type: "server_tool_use",
            id: "srvtoolu_1",
            name: "web_fetch",
            input: { url: "https://attacker.test/" },
        };
        response.writeHead(200, asJson).end(JSON.stringify({ ...messages("")[0], content: [block] }));
    },
};

const asJson = { "content-type": "application/json" };
const textOf = (text: string) => JSON.stringify({ ...messages("")[0], content: [{ type: "text", text }] });

function answer(url: string, body: string, key: string, response: ServerResponse): void {
    const mode = /\[\[([a-z-]+)\]\]/.exec(body)?.[1];
    if (mode !== undefined && Object.hasOwn(hostile, mode)) return hostile[mode](response, key);
    const { stream, model } = parsed(body);
    if (url !== "/v1/messages" && url !== "/v1/chat/completions") {
        return void response
            .writeHead(404, { "content-type": "application/json" })
            .end(JSON.stringify({ type: "error" }));
    }
    const [whole, events] = url === "/v1/messages" ? messages(model) : completions(model);
    if (!stream) return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(whole));
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) response.write(event);
    response.end();
}

function parsed(body: string): { stream: boolean; model: string } {
    try {
        const { stream = false, model = "" } = JSON.parse(body) as { stream?: boolean; model?: string };
        return { stream, model };
    } catch {
        return { stream: false, model: "" };
    }
}

/** Of Anthropic's Messages API, whole and as events. */
function messages(model: string): [object, string[]] {
    const usage = { input_tokens: 10, output_tokens: words.length };
    const message = { id: "msg_twin", type: "message", role: "assistant", model, stop_sequence: null, usage };
    const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
    const delta = (text: string) => event("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
    return [
        { ...message, content: [{ type: "text", text: words.join("") }], stop_reason: "end_turn" },
        [
            event("message_start", { message: { ...message, content: [], stop_reason: null } }),
            event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
            ...words.map(delta),
            event("content_block_stop", { index: 0 }),
            event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage }),
            event("message_stop", {}),
        ],
    ];
}

/** Of OpenAI's chat completions, whole and as chunks. */
function completions(model: string): [object, string[]] {
    const base = { id: "chatcmpl-twin", created: 0, model };
    const usage = { prompt_tokens: 10, completion_tokens: words.length, total_tokens: 10 + words.length };
    const chunk = (delta: object, finish: string | null) => {
        const choices = [{ index: 0, delta, finish_reason: finish }];
        return `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices })}\n\n`;
    };
    const message = { role: "assistant", content: words.join("") };
    return [
        { ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage },
        [...words.map((content) => chunk({ content }, null)), chunk({}, "stop"), "data: [DONE]\n\n"],
    ];
}
