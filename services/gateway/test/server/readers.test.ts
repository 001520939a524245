import { expect } from "chai";
import { request, type IncomingMessage } from "node:http";

import { Bench, good, sleep } from "./harness";
import { rule } from "./mutants";
import { event } from "./streams";
import * as real from "../../src/server";

describe("a client that leaves", () => {
    const leaves = async (bench: Bench, head: boolean): Promise<void> => {
        let ended = false;
        bench.reply = (call, answer) => {
            call.socket.once("close", () => (ended = true));
            if (head) answer.writeHead(200, { "content-type": "text/event-stream" }).write(event({ type: "ping" }));
        };
        const headers = { "content-type": "application/json" };
        const call = request({ port: bench.port, path: "/v1/messages", method: "POST", headers });
        const first = new Promise((done) => call.once("response", (answer) => answer.once("data", done)));
        call.on("error", () => undefined).end(JSON.stringify({ ...good, stream: true }));
        while (bench.arrived.length === 0) await sleep(10);
        if (head) await first;
        call.destroy();
        const started = performance.now();
        while (!ended && performance.now() - started < 2000) await sleep(10);
        expect(ended).to.equal(true);
        await bench.lines(1);
    };
    rule(
        "before the answer's head ends the endpoint's work within two seconds",
        ["server.ts", "judged.body, gone.signal,", "judged.body, new AbortController().signal,"],
        (bench) => leaves(bench, false),
    );
    it("in the middle of a stream ends it too", async () => {
        const bench = await Bench.start(real);
        await leaves(bench, true);
        await bench.stop();
    });

    it("ends with its fifty streams that it never read", async () => {
        const bench = await Bench.start(real);
        let running = 0;
        bench.reply = (call, answer) => {
            running++;
            call.socket.once("close", () => running--);
            answer.writeHead(200, { "content-type": "text/event-stream" });
            const timer = setInterval(() => answer.write(event({ type: "ping", text: "a".repeat(50_000) })), 5);
            answer.once("close", () => clearInterval(timer));
        };
        const headers = { "content-type": "application/json" };
        const calls = Array.from({ length: 50 }, () => {
            const call = request({ port: bench.port, path: "/v1/messages", method: "POST", headers });
            call.on("error", () => undefined).end(JSON.stringify({ ...good, stream: true }));
            return call;
        });
        while (running < 50) await sleep(20);
        await sleep(300);
        calls.forEach((call) => call.destroy());
        const started = performance.now();
        while (running > 0 && performance.now() - started < 2000) await sleep(20);
        expect(running).to.equal(0);
        for (const line of await bench.lines(50)) expect(line.rule).to.equal("client-gone");
        await bench.stop();
    });
});

describe("a slow reader", () => {
    rule(
        "holds the endpoint back instead of filling memory",
        [
            "forward.ts",
            "scrubbed(scrub),",
            "new Transform({ highWaterMark: 1e9, transform: (piece, _, done) => done(null, piece) }),",
        ],
        async (bench) => {
            let written = 0;
            const piece = event({
                type: "content_block_delta",
                delta: { type: "text_delta", text: "a".repeat(60_000) },
            });
            bench.reply = (_call, answer) => {
                answer.writeHead(200, { "content-type": "text/event-stream" });
                const more = (): void => {
                    while (written < 200_000_000 && answer.write(piece)) written += piece.length;
                    written += piece.length;
                    if (written < 200_000_000) answer.once("drain", more);
                };
                more();
            };
            const headers = { "content-type": "application/json" };
            const call = request({ port: bench.port, path: "/v1/messages", method: "POST", headers });
            call.on("error", () => undefined).end(JSON.stringify({ ...good, stream: true }));
            const answer = await new Promise<IncomingMessage>((done) => call.once("response", done));
            answer.once("readable", () => undefined);
            for (let before = -1; before !== written && written < 40_000_000; await sleep(1000)) before = written;
            // What the kernel's buffers of two connections hold, and a few pieces.
            expect(written).to.be.below(40_000_000);
            call.destroy();
        },
    );
});
