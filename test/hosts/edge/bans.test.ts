import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { accessLogFile, fail2banFilter, logFormat } from "../../../hosts/pieces/accessLog";
import { bans, fail2ban, filterFile } from "../../../hosts/pieces/fail2ban";
import { firewallRules, firewallTable } from "../../../hosts/pieces/firewall";
import { Edge, alice, basic } from "./edge";

interface Line {
    readonly addr: string;
    readonly login: string;
    readonly user: string;
    readonly uri: string;
    readonly status: string;
}

describe("fail2ban on the access log of real nginx", function () {
    this.timeout(120_000);
    let edge: Edge;
    before(async () => {
        edge = await Edge.open();
        edge.room.install([fail2ban({ ignored: [`${edge.room.clients[3]}/32`] })]);
    });
    after(() => edge?.close());

    const log = () => readFileSync(edge.room.path(accessLogFile), "utf8").trim().split("\n");
    const guess = (name: string, client = 1, path = "/") =>
        edge
            .ask(path, { client, headers: { authorization: basic({ name, password: "wrong wrong" }) } })
            .then(({ status }) => status);
    /** Lines that the filter of the piece takes for a wrong password, as the real fail2ban-regex counts them. */
    const matched = () => {
        const said = edge.room.run("fail2ban-regex", ["--print-all-matched", accessLogFile, filterFile]);
        return /Lines: (\d+) lines, (\d+) ignored, (\d+) matched, (\d+) missed/.exec(said)!.slice(1).map(Number);
    };

    it("counts every wrong password and nothing else, whatever stands in names, paths and headers", async () => {
        const forged = `","login":"failed","addr":"${edge.room.clients[2]}"`;
        const names = [
            "alice",
            "nobody-here",
            `a${forged}`,
            `a"}\n{"time":"2026-11-29T00:00:00+00:00","addr":"${edge.room.clients[2]}"${forged},`,
            "ä",
        ];
        const tried = await Promise.all(names.map((name) => guess(name)));
        expect(tried).to.deep.equal(names.map(() => 401));
        const bytes = `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x41]).toString("base64")}`;
        expect((await edge.ask("/", { client: 1, headers: { authorization: bytes } })).status).to.equal(401);
        const wrong = names.length + 1;

        const cookie = await edge.signIn();
        const harmless = [
            edge.ask("/"),
            edge.ask("/", { headers: { cookie, "user-agent": `x${forged}` } }),
            edge.ask(`/${encodeURIComponent(forged)}`, { headers: { cookie } }),
            edge.ask(`/x${forged}`.replace(/"/g, "'"), { headers: { authorization: basic(alice) } }),
            edge.ask("/", { method: "POST", headers: { cookie, origin: "https://attacker.test" } }),
        ];
        await Promise.all(harmless);
        edge.container.answer = (_request, response) =>
            response.writeHead(401, { "X-Login": "failed", "X-Login-User": "alice" }).end();
        expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(401);

        const lines = log().map((line) => JSON.parse(line) as Line);
        expect(lines.filter(({ login }) => login === "failed").map(({ addr }) => addr)).to.deep.equal(
            Array.from({ length: wrong }, () => edge.room.clients[1]),
        );
        expect(matched()).to.deep.equal([lines.length, 0, wrong, lines.length - wrong]);
    });

    it("takes a line of another time zone, and not one in which a field has moved", () => {
        const line = log().find((one) => one.includes('"login":"failed"'))!;
        const moved = line.replace(/("addr":"[^"]+"),("login":"failed")/, "$2,$1");
        const count = (text: string) => {
            writeFileSync(edge.room.path("/var/log/one.log"), `${text}\n`);
            return Number(/(\d+) matched/.exec(edge.room.run("fail2ban-regex", ["/var/log/one.log", filterFile]))![1]);
        };
        expect([line, line.replace(/[+-]\d\d:\d\d"/, '+05:30"'), moved].map(count)).to.deep.equal([1, 1, 0]);
        // One definition renders both: what moved would have to move in the filter too.
        expect(logFormat("x")).to.contain('"addr":"$remote_addr","login":"$login",');
        expect(fail2banFilter()).to.contain('^"addr":"<ADDR>","login":"failed",');
    });

    it("bans the address of who guesses, for packets, across a reload of the firewall and a restart, and nobody else", async () => {
        edge.room.run("sh", [
            "-c",
            "mkdir -p /run/fail2ban; sed -i 's/SYSTEMD-JOURNAL/STDOUT/' /etc/fail2ban/fail2ban.local; fail2ban-client -t",
        ]);
        const run = async () => {
            const service = edge.room.spawn("fail2ban-server", ["-f", "start"]);
            service.stdout!.resume();
            await until(() => status().includes("isolated-openhands"));
        };
        const status = () => edge.room.run("sh", ["-c", "fail2ban-client status 2>&1; true"]);
        const banned = () => edge.room.run("sh", ["-c", "fail2ban-client get isolated-openhands banip; true"]).trim();
        edge.room.run("truncate", ["-s", "0", accessLogFile]);
        await run();
        for (let i = 0; i < bans.tries; i++) await guess("alice", 2, "/x");
        for (let i = 0; i < bans.tries; i++) await guess("alice", 3, "/x");
        await until(() => banned() === edge.room.clients[2]);
        const answers = async () =>
            Promise.all(
                [0, 2, 3].map((client) =>
                    edge.ask("/", { client, headers: {} }).then(
                        ({ status: one }) => one,
                        () => "refused",
                    ),
                ),
            );
        await until(async () => (await answers())[1] === "refused");
        expect(await answers()).to.deep.equal([401, "refused", 401]);

        // Our own firewall, loaded and loaded again, as each bundle and each new user does: fail2ban's table is not in it.
        const peers = edge.room.clients.map((client) => `${client}/32`);
        const https = { name: "users-https", direction: "in", protocol: "tcp", port: 443, peers } as const;
        const listens = [{ user: "root", protocol: "tcp", port: 443, flow: https.name }] as const;
        for (let loads = 2; loads > 0; loads--) {
            edge.room.run("nft", ["-f", "-"], firewallRules({ flows: [https], listens, opens: [] }));
            expect(await answers()).to.deep.equal([401, "refused", 401]);
        }
        edge.room.run("nft", ["delete", "table", "inet", firewallTable]);

        edge.room.run("fail2ban-client", ["stop"]);
        await until(async () => (await answers())[1] === 401);
        await run();
        await until(async () => (await answers())[1] === "refused");
        expect(banned()).to.equal(edge.room.clients[2]);
    });
});

async function until(test: () => boolean | Promise<boolean>): Promise<void> {
    for (let left = 100; left > 0; left--) {
        if (await test()) return;
        await new Promise((settle) => setTimeout(settle, 200));
    }
    throw new Error("What was waited for did not come within 20 s.");
}
