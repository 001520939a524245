import { expect } from "chai";
import { createServer, type Server } from "node:net";

import { certificate, expired } from "./certificates";
import { Bench, good, key, listening } from "./harness";
import { rule } from "./mutants";
import * as real from "../../src/server";

type Config = { endpoints: object[] };
const endpointWith = (more: object): ((config: Config) => object) => {
    return (config) => ({ ...config, endpoints: config.endpoints.map((endpoint) => ({ ...endpoint, ...more })) });
};
const looked = endpointWith({ addresses: undefined });
type Found = { address: string; family: number }[];
const resolving =
    (answers: string[][], connectMs = 300) =>
    (): object => {
        let asked = 0;
        const resolve = (_host: string, _options: object, done: (error: null, found: Found) => void): void => {
            const found = answers[Math.min(asked++, answers.length - 1)]!;
            done(
                null,
                found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
            );
        };
        return { resolve, connectMs };
    };
const guard: [string, string, string] = ["upstream.ts", " || found.some(({ address }) => specialAddress(address))", ""];

describe("the resolver guard", () => {
    // It takes the connection and never says a word of TLS.
    const silent = createServer(() => undefined);
    let silentPort = 0;
    before(async () => void (silentPort = await listening(silent)));
    after(() => void silent.close());

    rule(
        "dials nothing when the approved name resolves to this host, and raises the alarm",
        guard,
        async (bench) => {
            expect((await bench.post()).status).to.equal(502);
            expect(bench.arrived).to.deep.equal([]);
            const alarm = "endpoint moved to a private address";
            expect((await bench.lines(1))[0]).to.include({ rule: "private-address", alarm, status: 502 });
        },
        looked,
        resolving([["127.0.0.1"]]),
    );
    rule(
        "refuses the whole answer for one private address among public ones",
        ["upstream.ts", "found.some((", "found.every(("],
        async (bench) => {
            await bench.post();
            expect((await bench.lines(1))[0]).to.include({ rule: "private-address" });
        },
        looked,
        resolving([["8.8.8.8", "127.0.0.1"]]),
    );
    rule(
        "dials the very address that it checked: a name that answers otherwise the second time gains nothing",
        [
            "upstream.ts",
            "if (options.all) done(null, found);",
            "if (options.all) resolve(host, { all: true }, (_, again) => done(null, again as never));",
        ],
        async (bench) => {
            expect((await bench.post()).status).to.be.oneOf([502, 504]);
            expect(bench.arrived).to.deep.equal([]);
        },
        looked,
        resolving([["8.8.8.8"], ["127.0.0.1"]]),
    );

    const special = [
        ...[
            "169.254.169.254",
            "169.254.170.2",
            "10.0.1.5",
            "172.31.0.2",
            "192.168.1.1",
            "100.64.0.1",
            "127.8.8.8",
            "0.0.0.0",
        ],
        ...[
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::",
            "::1",
            "::ffff:10.0.1.5",
            "::ffff:8.8.8.8",
        ],
        ...["::10.0.1.5", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1"],
        ...["2002:a00:105::1", "2001:0:a00:105::1", "2001:db8::1", "100::1", "fec0::1"],
    ];
    it(`knows ${special.length} kinds of special address, private, local, mapped and multicast`, async () => {
        for (const address of special) {
            const bench = await Bench.start(real, looked, resolving([[address]])());
            expect((await bench.post()).status, address).to.equal(502);
            expect((await bench.lines(1))[0], address).to.include({ rule: "private-address" });
            await bench.stop();
        }
    });

    rule(
        "asks no resolver for an endpoint whose addresses the operator wrote",
        ["upstream.ts", "endpoint.addresses ? fixed(endpoint.addresses) : guarded(resolve)", "guarded(resolve)"],
        async (bench) => void expect((await bench.post()).status).to.equal(200),
        undefined,
        resolving([["10.0.0.1"]]),
    );

    rule(
        "answers 504 when the endpoint takes no connection in time",
        ["upstream.ts", "() => call.destroy(new TooSlow())", "() => call.destroy()"],
        async (bench) => {
            expect((await bench.post()).status).to.equal(504);
        },
        (config: Config) => endpointWith({ port: silentPort })(config),
        resolving([]),
    );
});

describe("a kept connection", () => {
    rule(
        "that the endpoint closed in the moment of a call costs nobody that call: it goes out once more, on a new one",
        [
            "upstream.ts",
            "if (closed && call.reusedSocket && outgoing.body !== undefined) return fail(new Stale());",
            "",
        ],
        async (bench) => {
            const { reply } = bench;
            expect((await bench.post()).status).to.equal(200);
            let first = true;
            bench.reply = (call, answer, body) => {
                if (!first) return reply(call, answer, body);
                first = false;
                call.socket.destroy();
            };
            expect((await bench.post()).status).to.equal(200);
            expect(bench.arrived).to.have.length(3);
        },
    );
    rule(
        "is not tried again when it was new: the endpoint may have taken the call",
        ["upstream.ts", "closed && call.reusedSocket", "closed"],
        async (bench) => {
            bench.reply = (call) => void call.socket.destroy();
            expect((await bench.post()).status).to.equal(502);
            expect(bench.arrived).to.have.length(1);
        },
    );
});

describe("TLS to the endpoint", () => {
    const hostile: Record<string, (bench: Bench) => { key: Buffer; cert: Buffer }> = {
        "of an unknown issuer": ({ folder }) => certificate(`${folder}/other`, "api.approved.test"),
        "for another name": ({ folder }) => certificate(folder, "api.attacker.test"),
        "past its time": ({ folder }) => expired(folder, "api.approved.test"),
    };
    for (const [what, shown] of Object.entries(hostile)) {
        rule(
            `is not spoken with a certificate ${what}: 502, and no byte of the call leaves`,
            ["upstream.ts", "rejectUnauthorized: true", "rejectUnauthorized: false"],
            async (bench) => {
                (await import("node:fs")).mkdirSync(`${bench.folder}/other`);
                bench.shown = shown(bench);
                expect((await bench.post()).status).to.equal(502);
                expect(bench.arrived).to.deep.equal([]);
            },
            undefined,
        );
    }

    it("is not replaced by an answer that somebody puts before the handshake", async () => {
        const injector: Server = createServer((socket) => {
            socket.on("error", () => undefined);
            socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`);
        });
        const bench = await Bench.start(real, endpointWith({ port: await listening(injector) }));
        expect((await bench.post()).status).to.equal(502);
        await bench.stop();
        injector.close();
    });
});

describe("what the endpoint is asked", () => {
    rule(
        "holds its own Host and one key, and asks for no encoding, whatever the client wrote",
        [
            "headersUp.ts",
            '"accept-encoding": "identity",',
            '"accept-encoding": String(request.headers["accept-encoding"]),',
        ],
        async (bench) => {
            await bench.post(good, {
                host: "api.approved.test.attacker.test",
                "accept-encoding": "gzip, deflate, br",
                "x-forwarded-host": "attacker.test",
                "x-original-url": "/v1/files",
                forwarded: "host=attacker.test",
                authorization: "Bearer mine",
                "x-api-key": "mine",
                "api-key": "mine",
                "x-goog-api-key": "mine",
                "proxy-authorization": "Basic mine",
                cookie: "a=mine",
                te: "trailers",
                "anthropic-beta": "web-fetch-2025-09-10",
            });
            const { headers, url } = bench.arrived[0]!;
            expect(url).to.equal("/v1/messages");
            expect(headers).to.include({ host: `api.approved.test:${bench.upstreamPort}`, "x-api-key": key });
            expect(headers["accept-encoding"]).to.equal("identity");
            expect(Object.keys(headers).sort()).to.deep.equal([
                "accept",
                "accept-encoding",
                "anthropic-version",
                "connection",
                "content-length",
                "content-type",
                "host",
                "x-api-key",
            ]);
            expect(JSON.stringify(headers)).to.not.contain("mine").and.not.contain("attacker");
        },
    );
});
