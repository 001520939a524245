import { expect } from "chai";
import { connect as connectTls } from "node:tls";

import { parseConfig } from "../../src/config";
import * as real from "../../src/server";
import { certificate } from "./certificates";
import { Bench, good, plain, sleep, endpoint } from "./harness";
import { rule } from "./mutants";

interface Config {
    tls?: object;
    clients: object[];
}

/** The relay's certificate is pinned; the connection shows it. */
function pinned(config: object, bench: Bench): object {
    const own = certificate(bench.folder, "gateway.test");
    const relay = certificate(bench.folder, "relay");
    bench.connection = connection(own.cert, relay);
    return {
        ...config,
        tls: { certFile: own.certFile, keyFile: own.keyFile },
        clients: [{ name: "relay-1", certSha256: relay.sha256 }],
    };
}
const connection = (ca: Buffer, shown: object): object => ({
    ...shown,
    host: "127.0.0.1",
    servername: "gateway.test",
    ca,
});

describe("a client", () => {
    rule(
        "is known by its pinned certificate, and its name stands in the audit",
        ["clients.ts", "names.get(pin(shown))", "undefined"],
        async (bench) => {
            expect((await bench.post()).status).to.equal(200);
            expect((await bench.lines(1))[0]).to.include({ client: "relay-1", status: 200 });
        },
        pinned,
    );

    rule(
        "with another certificate of the same name, or with none, is refused before its body is read",
        ["server.ts", "if (call.client === null) throw stranger();", ""],
        async (bench) => {
            const { ca } = bench.connection as { ca: Buffer };
            for (const shown of [certificate(bench.folder, "relay"), {}]) {
                bench.connection = connection(ca, shown);
                const answer = await bench.post();
                expect(answer.status).to.equal(403);
                expect(answer.body).to.contain("client certificate");
            }
            const lines = await bench.lines(2);
            for (const line of lines) expect(line).to.include({ client: null, rule: "client", bytesIn: 0 });
            expect(bench.arrived).to.deep.equal([]);
        },
        pinned,
    );

    it("that resumes a TLS session is the client it was", async () => {
        const bench = await Bench.start(real, pinned);
        const text = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";
        let session: Buffer | undefined;
        for (const resumed of [false, true]) {
            const socket = connectTls({ ...bench.connection, port: bench.port, session });
            socket.on("session", (made) => (session = made));
            socket.write(text);
            await new Promise((done) => socket.once("data", done));
            expect(socket.isSessionReused()).to.equal(resumed);
            socket.destroy();
        }
        for (const line of await bench.lines(2)) expect(line).to.include({ client: "relay-1", rule: "path" });
        await bench.stop();
    });

    rule(
        "that speaks no TLS has one line and no answer; there is no second, plain listener",
        ["malformed.ts", 'audit.write({ ...emptyCall(null), status: 400, rule: "tls" });', ""],
        async (bench) => {
            expect(await bench.raw("POST /v1/messages HTTP/1.1\r\nHost: a\r\n\r\n")).to.not.contain("HTTP/1.1 200");
            await sleep(50);
            expect((await bench.lines(1))[0]).to.include({ client: null, status: 400, rule: "tls" });
        },
        pinned,
    );

    it("that gets a new certificate stays one client while both are pinned: nothing that runs is cut", async () => {
        let file = {} as Config;
        const bench = await Bench.start(real, (config: object, own) => (file = pinned(config, own) as Config));
        const next = certificate(bench.folder, "relay");
        const clients = [{ name: "relay-1", certSha256: next.sha256 }, ...file.clients];
        const parsed = parseConfig(JSON.stringify({ ...file, clients }));
        if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
        let finish: () => void = () => undefined;
        bench.reply = (_call, answer) => {
            answer.writeHead(200, { "content-type": "application/json" }).write(" ");
            finish = () => answer.end(plain);
        };
        const running = bench.post();
        while (bench.arrived.length === 0) await sleep(10);
        expect(bench.gateway.reload(parsed.config)).to.deep.equal([]);
        finish();
        expect((await running).status).to.equal(200);
        bench.connection = connection((bench.connection as { ca: Buffer }).ca, next);
        const second = bench.post();
        while (bench.arrived.length === 1) await sleep(10);
        finish();
        expect((await second).status).to.equal(200);
        for (const line of await bench.lines(2)) expect(line).to.include({ client: "relay-1", status: 200 });
        await bench.stop();
    });

    rule("without tls is `local`", ["clients.ts", '"local"', '"relay-1"'], async (bench) => {
        await bench.post(good);
        expect((await bench.lines(1))[0]).to.include({ client: "local" });
    });
});

describe("tls and clients in the config", () => {
    const tls = { certFile: "a", keyFile: "b" };
    const one = { name: "relay", certSha256: "ab".repeat(32) };
    const colons = Array(32).fill("AB").join(":");
    const problemsOf = (config: Partial<Config> & { listen?: string }): string => {
        const whole = { listen: "127.0.0.1:0", endpoints: [endpoint], auditFile: "audit", ...config };
        const parsed = parseConfig(JSON.stringify(whole));
        return "problems" in parsed ? parsed.problems.join("\n") : "";
    };
    const cases: [string, Partial<Config> & { listen?: string }, RegExp][] = [
        ["another address than loopback without tls", { listen: "0.0.0.0:4000" }, /loopback only/],
        ["clients without tls", { clients: [one] }, /^clients: without tls/],
        ["tls without clients", { tls, clients: [] }, /^clients: with tls/],
        [
            "a certificate twice",
            { tls, clients: [one, { name: "b", certSha256: colons }] },
            /certificate (ab)+ stands twice/,
        ],
        ["the name local", { tls, clients: [{ ...one, name: "local" }] }, /local is the name/],
        [
            "a fingerprint of another length",
            { tls, clients: [{ ...one, certSha256: "ab".repeat(20) }] },
            /64 hex digits/,
        ],
        [
            "a fingerprint with colons elsewhere",
            { tls, clients: [{ ...one, certSha256: `${"ab".repeat(32)}:` }] },
            /64 hex/,
        ],
        ["a name with a line feed", { tls, clients: [{ ...one, name: "a\nb" }] }, /letters, digits/],
    ];
    for (const [what, config, message] of cases) {
        it(`refuses ${what}`, () => expect(problemsOf(config)).to.match(message));
    }

    it("takes any address with tls, and a fingerprint with colons as openssl prints it", () => {
        const clients = [{ name: "relay", certSha256: colons }];
        expect(problemsOf({ listen: "0.0.0.0:4000", tls, clients })).to.equal("");
    });
});
