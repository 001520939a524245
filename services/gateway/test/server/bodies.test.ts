import { expect } from "chai";
import { connect, type Socket } from "node:net";

import { Budget } from "../../src/budget";
import { Bench, good, sleep } from "./harness";
import { rule, type Sources } from "./mutants";
import * as real from "../../src/server";

const head = "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const long = (bytes: number): object => ({ ...good, messages: [{ role: "user", content: "a".repeat(bytes) }] });
const done = (promise: Promise<void> | void): Promise<boolean> =>
    Promise.race([Promise.resolve(promise).then(() => true), sleep(20).then(() => false)]);

describe("the budget of bytes in flight", () => {
    it("has room up to its limit; the next one waits and goes on when bytes are given back", async () => {
        const budget = new Budget(100);
        const [first, second] = [budget.share(), budget.share()];
        expect(await done(first.take(60))).to.equal(true);
        expect(await done(second.take(40))).to.equal(true);
        const more = second.take(1);
        expect(await done(more)).to.equal(false);
        first.release();
        expect(await done(more)).to.equal(true);
        expect(budget.held).to.equal(41);
        second.release();
        second.release();
        expect(budget.held).to.equal(0);
    });

    it("lets the oldest body exceed it, alone, so that two that wait for one another go on", async () => {
        const budget = new Budget(100);
        const [first, second] = [budget.share(), budget.share()];
        await first.take(50);
        await second.take(50);
        const younger = second.take(10);
        expect(await done(younger)).to.equal(false);
        expect(await done(first.take(500))).to.equal(true);
        first.release();
        expect(await done(younger)).to.equal(true);
    });

    it("refuses with 503 what waited too long, which then waits no more", async () => {
        const budget = new Budget(100, 30);
        const [first, second] = [budget.share(), budget.share()];
        await first.take(100);
        const refusal = await Promise.resolve(second.take(1)).catch((error: unknown) => error);
        expect(refusal).to.include({ status: 503, rule: "bytes-in-flight" });
        second.release();
        first.release();
        expect(budget.held).to.equal(0);
    });

    it("serves those who wait in the order in which they came", async () => {
        const budget = new Budget(100);
        const shares = [1, 2, 3].map(() => budget.share());
        await shares[0]!.take(100);
        const order: number[] = [];
        const waits = [1, 2].map((index) => Promise.resolve(shares[index]!.take(60)).then(() => order.push(index)));
        shares[0]!.release();
        await sleep(5);
        expect(order).to.deep.equal([1]);
        shares[1]!.release();
        await Promise.all(waits);
        expect(order).to.deep.equal([1, 2]);
    });
});

describe("a body", () => {
    const small = (config: object): object => ({ ...config, maxBodyMb: 0.1 });
    rule(
        "over the limit is refused by its length before a byte of it is read, and the client reads why",
        ["body.ts", 'if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);', ""],
        async (bench) => {
            const answer = await bench.raw(`${head}Content-Length: 200000\r\n\r\n`, 1000);
            expect(answer).to.match(/^HTTP\/1\.1 413 [^]*maxBodyMb/);
            expect((await bench.lines(1))[0]).to.include({ status: 413, rule: "body-size", bytesIn: 0 });
        },
        small,
    );
    rule(
        "over the limit in chunks is refused once it passes it, while the client still sends",
        ["body.ts", "request.iterator({ destroyOnReturn: false })", "request"],
        async (bench) => {
            const bytes = `${head}Transfer-Encoding: chunked\r\n\r\n${chunk("a".repeat(200_000)).repeat(100)}0\r\n\r\n`;
            const answer = await bench.raw(bytes, 8000);
            expect(answer)
                .to.match(/^HTTP\/1\.1 413 [^]*maxBodyMb/)
                .and.not.match(/ECONNRESET|EPIPE/);
            const [line] = await bench.lines(1);
            expect(line).to.include({ status: 413, rule: "body-size" });
            expect(line!.bytesIn).to.be.within(104_857, 400_000);
            expect(bench.arrived).to.deep.equal([]);
        },
        small,
    );
    rule(
        "that is refused is read and thrown away, so that its client is not cut off before it reads why",
        ["exchange.ts", "if (request.complete) return void response.end(body);", "return void response.end(body);"],
        async (bench) => {
            const body = "a".repeat(20_000_000);
            const answer = await bench.raw(
                `${head.replace("messages", "files")}Content-Length: 20000000\r\n\r\n${body}`,
            );
            expect(answer)
                .to.match(/^HTTP\/1\.1 403 [^]*routes/)
                .and.not.match(/ECONNRESET|EPIPE/);
        },
    );
    rule(
        "in chunks without end is not read beyond the limit",
        ["body.ts", "if (body.length + piece.length > limit) throw tooLarge(limit);", ""],
        async (bench) => {
            const bytes = `${head}Transfer-Encoding: chunked\r\n\r\n${chunk("a".repeat(300_000))}`;
            expect(await bench.raw(bytes, 1000)).to.match(/^HTTP\/1\.1 413/);
        },
        small,
    );

    const budgetOf =
        (limit: number, patience: number) =>
        (sources: Sources): { budget: Budget } => ({ budget: new sources.Budget(limit, patience) });
    const held = async (bench: Bench): Promise<Socket> => {
        const socket = connect(bench.port, "127.0.0.1");
        socket.on("error", () => undefined);
        socket.write(`${head}Content-Length: 90000\r\n\r\n${"a".repeat(60_000)}`);
        await sleep(100);
        return socket;
    };
    rule(
        "without room waits, is answered 503 when it waited too long, and goes through once there is room",
        ["server.ts", "return share.take(length);", ""],
        async (bench) => {
            const socket = await held(bench);
            const refused = await bench.post(long(60_000));
            expect([refused.status, refused.headers["retry-after"]]).to.deep.equal([503, "5"]);
            expect(bench.arrived).to.deep.equal([]);
            const waiting = bench.post(long(60_000));
            await sleep(100);
            socket.destroy();
            expect((await waiting).status).to.equal(200);
        },
        undefined,
        budgetOf(100_000, 500),
    );
    rule(
        "gives its bytes back once it is forwarded, though its model still thinks",
        ["upstream.ts", "outgoing.sent(large);", ""],
        async (bench) => {
            bench.reply = () => undefined;
            void bench.post(long(90_000)).catch(() => undefined);
            while (bench.arrived.length < 1) await sleep(10);
            void bench.post(long(90_000)).catch(() => undefined);
            for (let tries = 0; tries < 20 && bench.arrived.length < 2; tries++) await sleep(20);
            expect(bench.arrived).to.have.length(2);
        },
        undefined,
        budgetOf(100_000, 5000),
    );
    rule(
        "gives its bytes back when it is refused",
        ["server.ts", "share.release();\n            exchange", "exchange"],
        async (bench) => {
            for (let count = 0; count < 3; count++) {
                expect((await bench.post({ ...long(90_000), model: "b" })).status).to.equal(403);
            }
        },
        undefined,
        budgetOf(100_000, 200),
    );
    rule(
        "that is large arrives as it was written, whatever characters stand where its pieces meet",
        ["upstream.ts", "piece; piece = pieces.shift()", "piece; piece = pieces.pop()"],
        async (bench) => {
            for (const before of [0, 1, 2, 3]) {
                const body = {
                    ...good,
                    messages: [{ role: "user", content: "a".repeat(before) + "é😀".repeat(100_000) }],
                };
                expect((await bench.post(body)).status).to.equal(200);
                expect(bench.arrived.at(-1)!.body.includes(`"${body.messages[0]!.content}"`)).to.equal(true);
            }
        },
    );
    rule(
        "that does not come to its end in time is cut with 408, and its line says so",
        ["malformed.ts", 'const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";', "const late = false;"],
        async (bench) => {
            Object.assign(bench.gateway.server, { requestTimeout: 300, headersTimeout: 300 });
            const answer = await bench.raw(`${head}Content-Length: 5000\r\n\r\n{`, 5000);
            expect(answer).to.match(/^HTTP\/1\.1 408 /);
            expect((await bench.lines(1))[0]).to.include({ status: 408, rule: "timeout", bytesIn: 1 });
        },
    );
    it("of 200 clients that send a byte now and then does not keep another call waiting", async () => {
        const bench = await Bench.start(real);
        const sockets = Array.from({ length: 200 }, () => connect(bench.port, "127.0.0.1"));
        for (const socket of sockets) {
            socket.on("error", () => undefined);
            socket.write(`${head}Content-Length: 100000000\r\n\r\n{`);
        }
        await sleep(300);
        const started = performance.now();
        expect((await bench.post()).status).to.equal(200);
        expect(performance.now() - started).to.be.below(1000);
        sockets.forEach((socket) => socket.destroy());
        await bench.stop();
    });
});
