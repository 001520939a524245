import { expect } from "chai";

import { parseConfig } from "../../src/config";
import { Limits, mostOf, Ticket, type LimitValues, type Reached } from "../../src/limits";
import { good, sleep, endpoint } from "./harness";
import { rule } from "./mutants";

const price = { inputUsdPerMillion: 3, outputUsdPerMillion: 15 };
const noon = Date.UTC(2026, 10, 29, 12);

describe("limits, by a clock of the test's own", () => {
    let now = noon;
    let limits = new Limits(() => now);
    beforeEach(() => {
        now = noon;
        limits = new Limits(() => now);
    });
    const ask = (values: LimitValues, input = 10, output = 10, client = "a", endpoint = "e"): Ticket | Reached =>
        limits.enter(client, endpoint, values, { input, output }, price);
    const taken = (ticket: Ticket | Reached): Ticket => {
        expect(ticket).to.be.instanceOf(Ticket);
        return ticket as Ticket;
    };

    // Each row: the limit, what one call reserves, how many pass, and what the next one is told.
    const rows: [LimitValues, number, number, number, Reached][] = [
        [{ concurrent: 3 }, 1, 1, 3, { limit: "concurrent", value: 3, retryAfter: 1, day: false }],
        [{ requestsPerMinute: 2 }, 1, 1, 2, { limit: "requestsPerMinute", value: 2, retryAfter: 60, day: false }],
        [{ tokensPerDay: 100 }, 20, 30, 2, { limit: "tokensPerDay", value: 100, retryAfter: 43_200, day: true }],
        [{ tokensPerDay: 99 }, 20, 30, 1, { limit: "tokensPerDay", value: 99, retryAfter: 43_200, day: true }],
        [{ tokensPerDay: 10 }, 20, 30, 0, { limit: "tokensPerDay", value: 10, retryAfter: 43_200, day: true }],
        [{ usdPerDay: 0.04 }, 1000, 1000, 2, { limit: "usdPerDay", value: 0.04, retryAfter: 43_200, day: true }],
        [
            { concurrent: 1, requestsPerMinute: 1, tokensPerDay: 1 },
            1,
            0,
            1,
            { limit: "concurrent", value: 1, retryAfter: 1, day: false },
        ],
    ];
    for (const [values, input, output, passing, told] of rows) {
        it(`${JSON.stringify(values)}: ${passing} of ${input} and ${output} tokens pass, then ${told.limit} refuses`, () => {
            for (let count = 0; count < passing; count++) taken(ask(values, input, output));
            expect(ask(values, input, output)).to.deep.equal(told);
        });
    }

    it("counts each client and each endpoint by itself", () => {
        taken(ask({ concurrent: 1 }));
        expect(ask({ concurrent: 1 })).to.have.property("limit", "concurrent");
        taken(ask({ concurrent: 1 }, 1, 1, "b"));
        taken(ask({ concurrent: 1 }, 1, 1, "a", "f"));
    });

    it("knows no limit where config has none", () => {
        for (let count = 0; count < 1000; count++) taken(ask({}, 1e9, 1e9));
    });

    it("gives a place back when a call has ended, once", () => {
        const ticket = taken(ask({ concurrent: 1 }));
        ticket.settle(undefined, true);
        ticket.settle(undefined, true);
        taken(ask({ concurrent: 1 }));
        expect(ask({ concurrent: 1 })).to.have.property("limit", "concurrent");
    });

    it("counts the requests of any sixty seconds, and says when the oldest leaves them", () => {
        taken(ask({ requestsPerMinute: 2 }));
        now += 20_000;
        taken(ask({ requestsPerMinute: 2 }));
        now += 15_000;
        expect(ask({ requestsPerMinute: 2 })).to.have.property("retryAfter", 25);
        now += 25_000;
        taken(ask({ requestsPerMinute: 2 }));
        expect(ask({ requestsPerMinute: 2 })).to.have.property("retryAfter", 20);
    });

    it("settles by the answer's usage, keeps the reservation without, and gives all back where nothing was asked", () => {
        const values = { tokensPerDay: 100 };
        taken(ask(values, 50, 50)).settle({ input: 5, output: 5 }, true);
        taken(ask(values, 40, 50)).release();
        taken(ask(values, 40, 50)).settle(undefined, true);
        expect(ask(values, 0, 0)).to.have.property("limit", "tokensPerDay");
    });

    it("keeps the reserved output of an answer that was cut: what it used was not said to its end", () => {
        const values = { tokensPerDay: 100 };
        taken(ask(values, 50, 50)).settle({ input: 5, output: 1 }, false);
        expect(ask(values, 46, 0)).to.have.property("limit", "tokensPerDay");
        taken(ask(values, 45, 0));
    });

    it("begins each day anew at midnight UTC; a call over midnight counts for the day on which it began", () => {
        const values = { tokensPerDay: 100 };
        const ticket = taken(ask(values, 50, 50));
        now = Date.UTC(2026, 10, 29, 23, 59, 59, 1);
        expect(ask(values)).to.include({ limit: "tokensPerDay", retryAfter: 1 });
        now = Date.UTC(2026, 10, 30);
        const next = taken(ask(values, 50, 50));
        ticket.settle({ input: 1, output: 1 }, true);
        expect(ask(values, 1, 0)).to.have.property("limit", "tokensPerDay");
        next.settle({ input: 50, output: 49 }, true);
        taken(ask(values, 1, 0));
    });

    it("reserves a third of the bytes and what the body says the model may write", () => {
        expect(mostOf(300, 7)).to.deep.equal({ input: 100, output: 7 });
        expect(mostOf(300, undefined).output).to.equal(16_384);
    });
});

const limited = (limits: object, prices = {}): ((config: { endpoints: object[] }) => object) => {
    return (config) => ({
        ...config,
        endpoints: config.endpoints.map((endpoint) => ({ ...endpoint, limits, prices })),
    });
};
const big = { ...good, max_tokens: 1000 };

describe("a limit at the gateway", () => {
    rule(
        "on concurrent requests answers 429 with its name, and lets the next one through once one has ended",
        ["limits.ts", "this.state.running--;", ""],
        async (bench) => {
            let release = (): void => undefined;
            const { reply } = bench;
            bench.reply = (...call) => void (release = () => reply(...call));
            const first = bench.post();
            while (bench.arrived.length === 0) await sleep(10);
            const refused = await bench.post();
            expect([refused.status, refused.headers["retry-after"]]).to.deep.equal([429, "1"]);
            expect(refused.body).to.contain("concurrent");
            release();
            expect((await first).status).to.equal(200);
            bench.reply = reply;
            await sleep(50);
            expect((await bench.post()).status).to.equal(200);
        },
        limited({ concurrent: 1 }),
    );

    rule(
        "on requests a minute refuses before the body is read",
        ["server.ts", "refuseIfFull(this.limits, call.client, route.endpoint);", ""],
        async (bench) => {
            expect((await bench.post()).status).to.equal(200);
            const refused = await bench.post("no JSON at all");
            expect(refused.status).to.equal(429);
            expect(Number(refused.headers["retry-after"])).to.be.within(1, 60);
            const [, line] = await bench.lines(2);
            expect(line).to.include({ rule: "requestsPerMinute", bytesIn: 0, client: "local", status: 429 });
        },
        limited({ requestsPerMinute: 1 }),
    );

    rule(
        "on a day's tokens says insufficient_quota and not to retry, and sends nothing",
        ["metered.ts", 'day && { code: "insufficient_quota" }', "{}"],
        async (bench) => {
            const refused = await bench.post(big);
            expect(refused.status).to.equal(429);
            expect(refused.body).to.contain("insufficient_quota").and.contain("tokensPerDay");
            expect(refused.headers).to.include({ "x-should-retry": "false" });
            expect(bench.arrived).to.deep.equal([]);
            expect((await bench.lines(1))[0]).to.include({ rule: "tokensPerDay", model: "claude-a" });
        },
        limited({ tokensPerDay: 1000 }),
    );

    rule(
        "is settled by the usage in the answer",
        ["forward.ts", "else ticket?.settle(meter.usage, whole);", ""],
        async (bench) => {
            for (let count = 0; count < 5; count++) expect((await bench.post(big)).status).to.equal(200);
        },
        limited({ tokensPerDay: 1200 }),
    );

    rule(
        "stands without usage, and for a stream whose client left before its end",
        [
            "limits.ts",
            "if (usage === undefined) return this.end(this.most);",
            "if (usage === undefined) return this.release();",
        ],
        async (bench) => {
            bench.reply = (_call, answer) =>
                void answer.writeHead(200, { "content-type": "application/json" }).end("{}");
            expect((await bench.post(big)).status).to.equal(200);
            expect((await bench.post(big)).status).to.equal(429);
        },
        limited({ tokensPerDay: 1200 }),
    );

    rule(
        "counts money by the model's price",
        ["limits.ts", "input * price.inputUsdPerMillion + output", "output"],
        async (bench) => {
            bench.reply = (_call, answer) => {
                const body = '{"usage":{"input_tokens":900000,"output_tokens":0}}';
                answer.writeHead(200, { "content-type": "application/json" }).end(body);
            };
            expect((await bench.post(good)).status).to.equal(200);
            const refused = await bench.post({ ...good, max_tokens: 100_000 });
            expect([refused.status, refused.body]).to.satisfy(
                ([status, body]: [number, string]) => status === 429 && body.includes("usdPerDay"),
            );
        },
        limited({ usdPerDay: 3 }, { "claude-a": price }),
    );

    rule(
        "takes nothing for an answer that refuses, nor for an endpoint that cannot be reached",
        [
            "forward.ts",
            "if (head.statusCode! >= 400 && meter.usage === undefined) ticket?.release();\n        else ",
            "",
        ],
        async (bench) => {
            bench.reply = (_call, answer) =>
                void answer.writeHead(529, { "content-type": "application/json" }).end("{}");
            for (let count = 0; count < 3; count++) expect((await bench.post(big)).status).to.equal(529);
        },
        limited({ tokensPerDay: 1200 }),
    );

    rule(
        "takes nothing for a call that did not reach the endpoint",
        ["server.ts", "if (error instanceof Refusal && error.unsent) exchange.ticket?.release();", ""],
        async (bench) => {
            for (let count = 0; count < 3; count++) expect((await bench.post(big)).status).to.equal(502);
        },
        (config: { endpoints: object[] }) => ({
            ...limited({ tokensPerDay: 1200 })({
                endpoints: config.endpoints.map((endpoint) => ({ ...endpoint, caFile: undefined })),
            }),
            ...{ listen: "127.0.0.1:0", default: "claude", auditFile: "/dev/null" },
        }),
    );
});

describe("limits and prices in the config", () => {
    const problemsOf = (limits: object, prices: object): string => {
        const config = { listen: "127.0.0.1:0", endpoints: [{ ...endpoint, limits, prices }], auditFile: "audit" };
        const parsed = parseConfig(JSON.stringify(config));
        return "problems" in parsed ? parsed.problems.join("\n") : "";
    };

    it("refuse money without a price, a price of an unlisted model, and limits that are none", () => {
        expect(problemsOf({ usdPerDay: 1 }, {})).to.match(/claude-a has no price; write it in prices/);
        expect(problemsOf({}, { "claude-b": price })).to.match(/claude-b is none of the endpoint's models/);
        expect(problemsOf({ concurrent: 0 }, {})).to.match(/limits.concurrent/);
        expect(problemsOf({ requestsPerHour: 5 }, {})).to.match(/requestsPerHour/);
        expect(problemsOf({}, { "claude-a": { inputUsdPerMillion: -1 } })).to.match(/inputUsdPerMillion/);
        expect(problemsOf({ concurrent: 1, usdPerDay: 1 }, { "claude-a": price })).to.equal("");
    });
});
