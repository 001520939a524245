import { request, type ClientRequest, type IncomingMessage } from "node:http";

import { type Bench, good, sleep } from "./harness";

export const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** A stream as its client has it. */
export interface Stream {
    readonly call: ClientRequest;
    readonly answer: IncomingMessage;
    text: string;
    ended: boolean;
    /** The endpoint says no more than the end. */
    readonly finish: () => void;
}

/** A stream of a ping each 20 ms, a hundred unless told; the client has its first. */
export async function stream(bench: Bench, path: string, model = "claude-a", pings = 100): Promise<Stream> {
    let left = pings;
    bench.reply = (_call, answer) => {
        answer.writeHead(200, { "content-type": "text/event-stream" });
        const timer = setInterval(() => {
            if (left-- > 0) answer.write(event({ type: "ping" }));
            else answer.end(event({ type: "message_stop" }));
        }, 20);
        answer.once("close", () => clearInterval(timer));
    };
    const headers = { "content-type": "application/json" };
    return new Promise((done) => {
        const call = request({ port: bench.port, path, method: "POST", headers }, (answer) => {
            const stream = { call, answer, text: "", ended: false, finish: () => void (left = 0) };
            answer.on("data", (piece) => (stream.text += piece)).once("data", () => done(stream));
            answer.once("error", () => (stream.ended = true)).once("close", () => (stream.ended = true));
        });
        call.on("error", () => undefined).end(JSON.stringify({ ...good, model, stream: true }));
    });
}
export const until = async (done: () => boolean, patience: number): Promise<void> => {
    for (const started = performance.now(); !done() && performance.now() - started < patience;) await sleep(10);
};
export const whole = ({ text }: Stream): boolean => text.includes("message_stop");
