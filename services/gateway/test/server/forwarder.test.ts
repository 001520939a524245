import { AssertionError, expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Endpoint } from "../../src/config";
import * as real from "../../src/forwarder";
import { socketOf } from "../../src/forwarded";
import * as server from "../../src/server";
import { frame } from "../answers/samples";
import { Bench, good, key, plain, sleep } from "./harness";
import { mutated, type Mutant } from "./mutants";
import { event, until } from "./streams";

const json = { "content-type": "application/json" };
const stream = { "content-type": "text/event-stream" };

class Separated {
    private constructor(
        readonly bench: Bench,
        readonly sockets: string,
        readonly forwarder: real.Forwarder,
    ) {}

    /** A gateway without a key, and the process of its endpoint, which is a server of this one. */
    static async start({ Forwarder }: Pick<typeof real, "Forwarder">): Promise<Separated> {
        const sockets = mkdtempSync(join(tmpdir(), "gateway-forwarder-"));
        mkdirSync(join(sockets, "claude"));
        const route = { method: "POST", path: "/model/{model}/converse-stream", dialect: "bedrock-converse-stream" };
        let endpoint: object = {};
        const change = ({ endpoints, ...config }: { endpoints: { routes: object[] }[] }): object => {
            endpoint = { ...endpoints[0]!, routes: [...endpoints[0]!.routes, route], kind: "bedrock" };
            return { ...config, endpoints: [endpoint] };
        };
        const bench = await Bench.start(server, change as never, { sockets });
        const forwarder = new Forwarder({
            allowServerTools: [],
            limits: {},
            prices: {},
            ...endpoint,
        } as unknown as Endpoint);
        await new Promise<void>((done) => forwarder.server.listen(socketOf(sockets, "claude"), done));
        return new Separated(bench, sockets, forwarder);
    }

    async stop(): Promise<void> {
        this.forwarder.server.closeAllConnections();
        this.forwarder.server.close();
        await this.bench.stop();
        rmSync(this.sockets, { recursive: true });
    }

    /** The endpoint's process asked past the listener. */
    ask(path: string, headers: object, method = "POST"): Promise<IncomingMessage> {
        const how = { socketPath: socketOf(this.sockets, "claude"), path, method, headers: { ...json, ...headers } };
        return new Promise((done) => request(how, (answer) => done(answer.resume())).end(JSON.stringify(good)));
    }
}

function rule(title: string, mutant: Mutant, check: (separated: Separated) => Promise<void>): void {
    const on = async (sources: Pick<typeof real, "Forwarder">): Promise<void> => {
        const separated = await Separated.start(sources);
        try {
            await check(separated);
        } finally {
            await separated.stop();
        }
    };
    it(title, () => on(real));
    it(`fails otherwise: ${title}`, async () => {
        const error: unknown = await on(mutated<typeof real>(mutant, "forwarder.ts")).catch(
            (thrown: unknown) => thrown,
        );
        expect(error).to.be.instanceOf(AssertionError);
    });
}

describe("an endpoint's own process", () => {
    rule(
        "adds the key that the listener does not have, and takes no other header than it must",
        ["forwarder.ts", "picked(request.headers, taken)", "(request.headers as Record<string, string>)"],
        async (separated) => {
            expect((await separated.bench.post()).body).to.equal(plain);
            await separated.ask("/v1/messages", { "x-forwarded-for": "1.2.3.4", authorization: "Bearer other" });
            const seen = separated.bench.arrived.map(({ headers }) => headers);
            expect(seen.map((headers) => headers["x-api-key"])).to.deep.equal([key, key]);
            for (const headers of seen) expect(headers).to.not.have.any.keys("authorization", "x-forwarded-for");
        },
    );
    rule(
        "asks for its endpoint's paths alone, whoever asks it",
        ["forwarder.ts", '!this.paths.has(request.url ?? "")', "false"],
        async (separated) => {
            for (const path of ["/v1/files", "/claude/v1/messages", "/v1/messages?x", "/model/b/converse-stream"])
                expect((await separated.ask(path, {})).statusCode, path).to.equal(403);
            expect(separated.bench.arrived).to.deep.equal([]);
        },
    );
    rule(
        "cuts its key out of an answer, and the listener raises the alarm",
        ["forwarder.ts", 'if (scrub.found) response.addTrailers({ [says.echo]: "1" });', ""],
        async ({ bench }) => {
            bench.reply = (_call, answer) => void answer.writeHead(401, json).end(`{"error":"bad ${key}"}`);
            expect(await bench.post()).to.include({ status: 401, body: '{"error":"bad "}' });
            expect((await bench.lines(1))[0]).to.include({ status: 401, alarm: "key-echo" });
        },
    );
    rule(
        "ends a stream of frames before the one that holds its key",
        ["forwarder.ts", "frames ? frameFilter(unjudged, scrub) : scrubbed(scrub)", "scrubbed(scrub)"],
        async ({ bench }) => {
            bench.reply = (_call, answer) => {
                answer.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
                answer.write(frame("messageStart", { p: "a" }));
                setTimeout(() => answer.end(frame("messageStop", { p: key })), 100);
            };
            const body = { messages: [{ role: "user", content: [{ text: "hello" }] }] };
            const answer = await bench.post(body, {}, "/model/claude-a/converse-stream");
            expect(answer.body).to.contain("messageStart").and.not.contain("messageStop").and.not.contain(key);
            expect((await bench.lines(1))[0]).to.include({ rule: "key-echo", alarm: "key-echo" });
        },
    );
    rule(
        "ends the endpoint's work when the client leaves",
        ["forwarder.ts", "body, gone.signal", "body, new AbortController().signal"],
        async ({ bench }) => {
            let ended = false;
            bench.reply = (call) => void call.socket.once("close", () => (ended = true));
            const call = request({ port: bench.port, path: "/v1/messages", method: "POST", headers: json });
            call.on("error", () => undefined).end(JSON.stringify(good));
            await until(() => bench.arrived.length > 0, 5000);
            call.destroy();
            await until(() => ended, 2000);
            expect(ended).to.equal(true);
        },
    );
    it("passes a body of 5 MB and its events on as they come", async () => {
        const separated = await Separated.start(real);
        const { bench } = separated;
        bench.reply = (_call, answer) => {
            answer.writeHead(200, stream).write(event({ type: "ping" }));
            setTimeout(() => answer.end(event({ type: "message_stop" })), 100);
        };
        const content = "a".repeat(5_000_000);
        const { body, status } = await bench.post({ ...good, stream: true, messages: [{ role: "user", content }] });
        expect([status, body.match(/data:/g)]).to.deep.equal([200, ["data:", "data:"]]);
        expect(bench.arrived[0]!.body.includes(content)).to.equal(true);
        await separated.stop();
    });
    it("says what kept it from asking, in the dialect of the call, and nothing is charged", async () => {
        const separated = await Separated.start(real);
        const { bench, forwarder } = separated;
        rmSync(join(bench.folder, "key"));
        const keyless = await bench.post();
        expect([keyless.status, JSON.parse(keyless.body).error.message]).to.satisfy(
            ([status, message]: [number, string]) => status === 502 && message.startsWith("key: "),
        );
        forwarder.server.closeAllConnections();
        await new Promise((done) => forwarder.server.close(done));
        expect((await bench.post()).status).to.equal(502);
        const lines = await bench.lines(2);
        expect(lines.map(({ rule: id }) => id)).to.deep.equal(["key", "forwarder"]);
        await sleep(0);
        await separated.stop();
    });
});
