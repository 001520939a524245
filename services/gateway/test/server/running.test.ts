import { expect } from "chai";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";

import { parseConfig } from "../../src/config";
import { certificate } from "./certificates";
import { Bench, good, sleep } from "./harness";
import { rule } from "./mutants";
import { event, stream, until, whole } from "./streams";
import * as real from "../../src/server";
import { answersItself } from "../../src/watch";

type Config = { endpoints: Record<string, unknown>[] } & Record<string, unknown>;
const two = (config: Config): object => ({
    ...config,
    endpoints: [...config.endpoints, { ...config.endpoints[0], name: "other", models: ["claude-a", "claude-b"] }],
});
function reload(bench: Bench, change: (config: Config) => object): string[] {
    const parsed = parseConfig(JSON.stringify(change(two(bench.config() as Config) as Config)));
    if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
    return bench.gateway.reload(parsed.config);
}
const changed =
    (name: string, more: object) =>
    (config: Config): object => ({
        ...config,
        endpoints: config.endpoints.map((endpoint) => (endpoint.name === name ? { ...endpoint, ...more } : endpoint)),
    });

describe("a reload", () => {
    const cuts: [string, (config: Config) => object][] = [
        ["is gone", (config) => ({ ...config, endpoints: config.endpoints.slice(0, 1) })],
        ["has another host", changed("other", { host: "api.other.test" })],
        [
            "has another path",
            changed("other", { routes: [{ method: "POST", path: "/v2/messages", dialect: "anthropic-messages" }] }),
        ],
        ["has no longer the stream's model", changed("other", { models: ["claude-a"] })],
    ];
    for (const [what, change] of cuts) {
        rule(
            `cuts the streams of an endpoint that ${what}, and the others live on`,
            ["server.ts", 'if (!stillApproved(exchange, this.setup)) exchange.cut("not-approved");', ""],
            async (bench) => {
                const other = await stream(bench, "/other/v1/messages", "claude-b", Infinity);
                const kept = await stream(bench, "/claude/v1/messages", "claude-a", Infinity);
                expect(reload(bench, change)).to.deep.equal([]);
                await until(() => other.ended, 3000);
                expect([other.ended, kept.ended]).to.deep.equal([true, false]);
                kept.finish();
                await until(() => kept.ended, 20_000);
                expect([whole(other), whole(kept)]).to.deep.equal([false, true]);
                const [cut, lived] = await bench.lines(2);
                expect([cut!.rule, lived!.rule]).to.deep.equal(["not-approved", null]);
            },
            two as never,
        );
    }

    rule(
        "that takes an exemption back cuts the streams that began with it",
        [
            "setup.ts",
            "route.endpoint.allowServerTools.every((tool) => now.endpoint.allowServerTools.includes(tool)) &&",
            "",
        ],
        async (bench) => {
            const exempt = await stream(bench, "/other/v1/messages", "claude-a", Infinity);
            expect(reload(bench, (config) => config)).to.deep.equal([]);
            await until(() => exempt.ended, 3000);
            expect(exempt.ended).to.equal(true);
            expect((await bench.lines(1))[0]).to.include({ rule: "not-approved" });
        },
        ((config: Config) => changed("other", { allowServerTools: ["web_search"] })(two(config) as Config)) as never,
    );

    rule(
        "holds for a body that began before it",
        ["server.ts", "if (!stillApproved(exchange, this.setup)) throw", "if (false) throw"],
        async (bench) => {
            const text = JSON.stringify(good);
            const headers = { "content-type": "application/json", "content-length": text.length };
            const call = request({ port: bench.port, path: "/other/v1/messages", method: "POST", headers });
            call.on("error", () => undefined).write(text.slice(0, 5));
            await sleep(100);
            // A check of open calls that missed it is what the second check is there for.
            (bench.gateway as unknown as { exchanges: () => [] }).exchanges = () => [];
            reload(bench, (config) => ({ ...config, endpoints: config.endpoints.slice(0, 1) }));
            call.end(text.slice(5));
            await sleep(200);
            expect(bench.arrived).to.deep.equal([]);
        },
        two as never,
    );

    it("changes what new calls may do, at once, and keeps the connections of what did not change", async () => {
        const bench = await Bench.start(real, two as never);
        expect((await bench.post({ ...good, model: "claude-c" })).status).to.equal(403);
        expect(reload(bench, changed("claude", { models: ["claude-c"] }))).to.deep.equal([]);
        expect((await bench.post({ ...good, model: "claude-c" })).status).to.equal(200);
        expect((await bench.post()).status).to.equal(403);
        await bench.stop();
    });

    it("is refused for what a listener cannot change and for files that cannot be read; all goes on as before", async () => {
        const bench = await Bench.start(real, two as never);
        expect(reload(bench, (config) => ({ ...config, listen: "127.0.0.1:1" })).join()).to.contain("listen");
        const tls = { certFile: "none", keyFile: "none" };
        const clients = [{ name: "a", certSha256: "ab".repeat(32) }];
        expect(reload(bench, (config) => ({ ...config, tls, clients })).join()).to.contain("tls");
        expect(reload(bench, changed("claude", { caFile: "/none" })).join()).to.contain("/none");
        expect(reload(bench, (config) => ({ ...config, auditFile: "/none/audit" })).join()).to.contain("/none/audit");
        expect((await bench.post()).status).to.equal(200);
        await bench.lines(1);
        await bench.stop();
    });

    rule(
        "opens the audit file anew, so that it can be rotated",
        ["server.ts", "this.audit.reopen(config.auditFile);", ""],
        async (bench) => {
            await bench.post();
            await bench.lines(1);
            renameSync(join(bench.folder, "audit"), join(bench.folder, "audit.1"));
            expect(reload(bench, (config) => config)).to.deep.equal([]);
            await bench.post();
            await sleep(100);
            expect(existsSync(join(bench.folder, "audit"))).to.equal(true);
            expect(await bench.lines(1)).to.have.length(1);
        },
        two as never,
    );

    rule(
        "of the clients cuts the streams of one that is no longer listed",
        ["setup.ts", "setup.clientOf(request.socket) === call.client", "true"],
        async (bench) => {
            bench.reply = (_call, answer) =>
                void answer.writeHead(200, { "content-type": "text/event-stream" }).write(event({ type: "ping" }));
            const running = bench.post({ ...good, stream: true });
            while (bench.arrived.length === 0) await sleep(10);
            const parsed = parseConfig(readFileSync(join(bench.folder, "next"), "utf8"));
            if ("problems" in parsed) throw new Error(parsed.problems.join());
            expect(bench.gateway.reload(parsed.config)).to.deep.equal([]);
            // Cut before its first byte, or after: either is an end.
            const end = running.then(
                () => true,
                () => true,
            );
            const ended = await Promise.race([end, sleep(10_000).then(() => false)]);
            expect(ended).to.equal(true);
        },
        (config: Config, bench: Bench) => {
            const own = certificate(bench.folder, "gateway.test");
            const relay = certificate(bench.folder, "relay");
            bench.connection = { ...relay, host: "127.0.0.1", servername: "gateway.test", ca: own.cert };
            const tls = { certFile: own.certFile, keyFile: own.keyFile };
            const listed = (certSha256: string): object => ({
                ...config,
                tls,
                clients: [{ name: "relay", certSha256 }],
            });
            writeFileSync(join(bench.folder, "next"), JSON.stringify(listed("ab".repeat(32))));
            return listed(relay.sha256);
        },
    );
});

describe("a key file", () => {
    rule(
        "is read again when it changes, and a stream that runs is not touched",
        ["keyFile.ts", "if (stamp !== this.stamp) {", 'if (this.stamp === "") {'],
        async (bench) => {
            const running = await stream(bench, "/v1/messages");
            for (let count = 1; count <= 20; count++) {
                // As systemd and a careful person do: another file in its place.
                writeFileSync(join(bench.folder, "new"), `sk-key-${count}\n`);
                renameSync(join(bench.folder, "new"), join(bench.folder, "key"));
                bench.reply = (_call, answer) =>
                    void answer.writeHead(200, { "content-type": "application/json" }).end("{}");
                expect((await bench.post()).status).to.equal(200);
                expect(bench.arrived.at(-1)!.headers["x-api-key"]).to.equal(`sk-key-${count}`);
            }
            while (!running.ended) await sleep(20);
            expect(whole(running)).to.equal(true);
        },
    );
    rule(
        "that is empty, or holds what no header can carry, is 502 without a call",
        ["keyFile.ts", "if (!/^[\\x21-\\x7e]+$/.test(key))", "if (false)"],
        async (bench) => {
            for (const text of ["", "a b", "a\r\nX-Evil: b"]) {
                writeFileSync(join(bench.folder, "key"), text);
                const answer = await bench.post();
                expect([answer.status, JSON.parse(answer.body).error.message]).to.satisfy(
                    ([status, message]: [number, string]) => status === 502 && message.startsWith("key"),
                );
            }
            expect(bench.arrived).to.deep.equal([]);
        },
    );
});

describe("the end of the gateway", () => {
    rule(
        "lets a stream end that ends in time, takes no new connection, and then is over",
        ["server.ts", "}, patience);", "}, 0);"],
        async (bench) => {
            const running = await stream(bench, "/v1/messages");
            const closed = bench.gateway.close(10_000);
            await sleep(100);
            expect(
                await bench.post().then(
                    () => "answered",
                    () => "refused",
                ),
            ).to.equal("refused");
            await closed;
            expect(whole(running)).to.equal(true);
            await bench.lines(1);
        },
    );
    rule(
        "cuts at the limit what has not ended, with a line for each",
        ["server.ts", 'this.exchanges().forEach((exchange) => exchange.cut("shutdown"));', ""],
        async (bench) => {
            const running = await stream(bench, "/v1/messages");
            const started = performance.now();
            await bench.gateway.close(300);
            expect(performance.now() - started).to.be.within(290, 10_000);
            expect(whole(running)).to.equal(false);
            expect((await bench.lines(1))[0]).to.include({ rule: "shutdown", status: 200 });
        },
    );
});

describe("/metrics", () => {
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    rule(
        "adds the audit's lines up, as Prometheus reads it, and is no call itself",
        ["server.ts", "this.metrics.count(call);", ""],
        async (bench) => {
            await bench.post();
            await bench.post({ ...good, model: 'b"\n' });
            await bench.lines(2);
            const text = await bench.raw(get("/metrics"));
            const at = 'endpoint="claude",client="local"';
            expect(text).to.contain(`gateway_calls_total{${at},status="200",rule=""} 1\n`);
            expect(text).to.contain(`gateway_calls_total{${at},status="403",rule="model"} 1\n`);
            expect(text).to.contain(`gateway_tokens_total{${at},kind="output"} 3\n`);
            expect(text).to.contain("gateway_open_calls 0\n");
            const body = text.slice(text.indexOf("\r\n\r\n") + 4);
            for (const line of body.trimEnd().split("\n"))
                expect(line).to.match(/^(?:# TYPE \w+ \w+|\w+(?:\{[^{}]*\})? [\d.e+-]+)$/);
            await bench.lines(2);
        },
    );
    it("is there for this host only", () => {
        const answer = (remoteAddress: string, url: string): boolean => {
            const response = { setHeader: () => response, end: () => response };
            return answersItself(
                { method: "GET", url, socket: { remoteAddress } } as never,
                response as never,
                { text: () => "" } as never,
            );
        };
        for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
            expect(answer(address, "/metrics")).to.equal(true);
        for (const address of ["10.0.2.5", "::ffff:10.0.0.1", "2a00::1"])
            expect(answer(address, "/metrics")).to.equal(false);
        expect(answer("10.0.2.5", "/health")).to.equal(true);
        expect(answer("127.0.0.1", "/metrics?x")).to.equal(false);
    });
});
