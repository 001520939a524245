import { expect } from "chai";
import { createServer as createHttp } from "node:http";

import { Bench, key, listening, plain } from "./harness";
import { rule } from "./mutants";
import * as real from "../../src/server";

describe("an answer of the endpoint", () => {
    const answers = (status: number, headers: object, body = plain): ((bench: Bench) => void) => {
        return (bench) => void (bench.reply = (_call, answer) => answer.writeHead(status, { ...headers }).end(body));
    };
    const json = { "content-type": "application/json" };

    rule(
        "that redirects is 502 and followed by nobody",
        ["forward.ts", "status < 200 || (status >= 300 && status < 400)", "status < 200"],
        async (bench) => {
            let hits = 0;
            const attacker = createHttp((_call, answer) => void (hits++, answer.end()));
            attacker.unref();
            const location = `http://127.0.0.1:${await listening(attacker)}/`;
            for (const status of [301, 302, 303, 307, 308, 304]) {
                answers(status, { ...json, location })(bench);
                const answer = await bench.post();
                expect(answer.status).to.equal(502);
                expect(answer.headers).to.not.have.property("location");
            }
            expect([hits, bench.arrived.length]).to.deep.equal([0, 6]);
            attacker.close();
        },
    );
    rule(
        "that is encoded is 502: it would hide its usage and an echoed key",
        ["forward.ts", 'encoding !== undefined && encoding !== "identity"', "false"],
        async (bench) => {
            for (const encoding of ["gzip", "br", "identity, gzip"]) {
                answers(200, { ...json, "content-encoding": encoding })(bench);
                expect((await bench.post()).status).to.equal(502);
            }
            answers(200, { ...json, "content-encoding": "identity" })(bench);
            expect((await bench.post()).status).to.equal(200);
        },
    );
    rule(
        "of another kind is 502, also when it is an error",
        ["forward.ts", 'reject("The endpoint\'s answer is of another kind.");', "(() => undefined)();"],
        async (bench) => {
            for (const type of ["text/html", "multipart/mixed", "application/jsonp", ""]) {
                for (const status of [200, 500]) {
                    answers(status, type ? { "content-type": type } : {})(bench);
                    expect((await bench.post()).status, type).to.equal(502);
                }
            }
        },
    );
    rule(
        "that is an error keeps its status, its body without our key, and Retry-After in either form",
        ["forward.ts", "retryAfter.test(wait)", "false"],
        async (bench) => {
            const date = "Fri, 31 Dec 2027 23:59:59 GMT";
            for (const [status, wait] of [
                [429, "7"],
                [529, date],
                [401, "7"],
            ] as const) {
                answers(status, { ...json, "retry-after": wait }, `{"error":"bad ${key}"}`)(bench);
                const answer = await bench.post();
                expect([answer.status, answer.body]).to.deep.equal([status, '{"error":"bad "}']);
                expect(answer.headers["retry-after"]).to.equal(wait);
            }
            for (const line of await bench.lines(3)) expect(line.alarm).to.equal("key-echo");
        },
    );
    rule(
        "passes no header but its kind and length",
        ["forward.ts", '"content-type": "application/json", "content-length": body.length', "...head.headers"],
        async (bench) => {
            const hostile = {
                "set-cookie": "a=b",
                location: "/",
                "alt-svc": 'h3=":443"',
                link: "</a>; rel=preload",
                refresh: "0",
            };
            answers(200, { ...json, ...hostile, "retry-after": "soon\u00e9", "x-any": "a", trailer: "x" })(bench);
            const { headers } = await bench.post();
            expect(Object.keys(headers).sort()).to.deep.equal([
                "connection",
                "content-length",
                "content-type",
                "date",
                "keep-alive",
            ]);
        },
    );
    rule(
        "that breaks HTTP's rules is 502",
        [
            "upstream.ts",
            'new Refusal(502, "upstream", "The endpoint could not',
            'new Refusal(500, "upstream", "The endpoint could not',
        ],
        async (bench) => {
            for (const text of [
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
                "HTP/1.1 200\r\n\r\n",
            ]) {
                bench.reply = (call) => void call.socket.end(text);
                expect((await bench.post()).status).to.equal(502);
            }
        },
    );
    it("that switches protocols is 502", async () => {
        const bench = await Bench.start(real);
        bench.reply = (call) =>
            void call.socket.write("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        expect((await bench.post()).status).to.equal(502);
        await bench.stop();
    });
});
