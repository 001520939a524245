import { readFileSync, statSync } from "node:fs";
import type { Duplex } from "node:stream";
import { expect } from "chai";
import { Edge, alice, basic, cookieOf, origin } from "./edge";

const password = "another: word";
const out = "__Host-openhands-out";

describe("sessions of the edge's login, by real nginx, PAM and accounts", function () {
    this.timeout(120_000);
    let edge: Edge;
    before(async () => void (edge = await Edge.open()));
    after(() => edge?.close());

    const signOut = async (cookie: string) => edge.ask("/sign-out", { method: "POST", headers: { cookie, origin } });

    it("are one for all that a page asks at the same time: its password is hashed once", async () => {
        const headers = { authorization: basic(alice) };
        const answers = await Promise.all(Array.from({ length: 40 }, () => edge.ask("/assets/a.js", { headers })));
        expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
        expect(new Set(answers.map((answer) => cookieOf(answer)))).to.have.length(1);
    });

    it("are kept as hashes, in a file that nobody else may read, and no password is in it", async () => {
        const cookie = await edge.signIn();
        const file = edge.room.path("/run/openhands-login/sessions.json");
        const text = readFileSync(file, "utf8");
        expect(text).to.contain('"user": "alice"');
        expect(text).not.to.contain(cookie.split("=")[1]!).and.not.to.contain(alice.password);
        expect(text).not.to.contain(basic(alice).split(" ")[1]!);
        expect(statSync(file).mode & 0o777).to.equal(0o600);
    });

    it("go on, and their websockets too, when the login service is killed and starts again", async () => {
        const cookie = await edge.signIn();
        const { socket } = await edge.websocket("/sockets/events/1", { cookie, origin });
        edge.room.run("pkill", ["-KILL", "-u", "openhands-login"]);
        expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(500);
        await edge.startService("login");
        expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(200);
        expect(socket!.destroyed).to.equal(false);
        socket!.destroy();
    });

    it("that were signed out stay so, although the browser goes on to send its password", async () => {
        const cookie = await edge.signIn();
        const left = await signOut(cookie);
        expect([left.status, left.headers["clear-site-data"]]).to.deep.equal([200, '"cache", "storage"']);
        expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(401);

        const mark = cookieOf(left, out)!;
        const resent = { cookie: mark, authorization: basic(alice) };
        for (const path of ["/", "/api/x", "/sign-in/", "/sign-in?x", "//sign-in"]) {
            const answer = await edge.ask(path, { headers: resent });
            expect([path, answer.status, answer.headers["www-authenticate"]]).to.deep.equal([path, 401, undefined]);
        }
        const script = await edge.ask("/sign-in", { headers: { ...resent, "sec-fetch-mode": "cors" } });
        expect([script.status, script.headers["www-authenticate"]]).to.deep.equal([401, undefined]);
        const first = await edge.ask("/sign-in", { headers: resent });
        expect(first.status).to.equal(401);
        expect(first.headers["www-authenticate"]).to.equal(
            `Basic realm="OpenHands ${mark.split("=")[1]!.slice(0, 6)}", charset="UTF-8"`,
        );
        const typed = await edge.ask("/sign-in", { headers: resent });
        expect([typed.status, typed.headers.location]).to.deep.equal([303, "/"]);
        expect(typed.headers["set-cookie"]).to.have.length(2);
        expect(typed.headers["set-cookie"]![1]).to.match(/^__Host-openhands-out=; Max-Age=0; /);
        expect((await edge.ask("/", { headers: { cookie: cookieOf(typed)! } })).status).to.equal(200);
    });

    it("are signed out by our own page only", async () => {
        const cookie = await edge.signIn();
        const foreign: Record<string, string>[] = [{ cookie }, { cookie, origin: "https://attacker.test" }];
        for (const headers of foreign) {
            expect((await edge.ask("/sign-out", { method: "POST", headers })).status).to.equal(403);
        }
        expect((await edge.ask("/sign-out", { headers: { cookie } })).body).to.contain(
            '<form method="post" action="/sign-out">',
        );
        expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(200);
    });

    it("end within a minute, and what they have open ends too, when their account is no longer what it was", async () => {
        const endings: Readonly<Record<string, (name: string, cookie: string) => unknown>> = {
            locked: (name) => edge.users("lock", name),
            expired: (name) => edge.users("expire", name, "", "2020-01-01"),
            changed: (name) => edge.users("passwd", name, "a third: word"),
            groupless: (name) => edge.room.run("gpasswd", ["--delete", name, "openhands-users"]),
            removed: (name) => edge.room.run("userdel", [name]),
            "signed-out": (_name, cookie) => signOut(cookie),
            stays: () => undefined,
        };
        edge.container.answer = ({ url }, response) =>
            void (url === "/stream" ? response.write("begun\n") : response.end());
        const open = new Map<string, { cookie: string; socket: Duplex; stream: Promise<unknown> }>();
        for (const name of Object.keys(endings)) {
            edge.users("add", name, password);
            const cookie = await edge.signIn({ name, password });
            const { socket } = await edge.websocket("/sockets/events/1", { cookie, origin });
            const stream = edge.ask("/stream", { headers: { cookie } }).catch(() => "cut");
            open.set(name, { cookie, socket: socket!.resume(), stream });
        }
        const began = Date.now();
        for (const [name, end] of Object.entries(endings)) await end(name, open.get(name)!.cookie);
        const ended = [...open].filter(([name]) => name !== "stays").map(([, { socket }]) => socket);
        await Promise.all(
            ended.map((socket) => socket.destroyed || new Promise((settle) => socket.once("close", settle))),
        );
        expect(Date.now() - began).to.be.below(60_000);
        for (const [name, { cookie, socket, stream }] of open) {
            if (name !== "stays") expect(await stream).to.equal("cut");
            const { status } = await edge.ask("/", { headers: { cookie } });
            expect([name, status, socket.destroyed]).to.deep.equal([
                name,
                name === "stays" ? 200 : 401,
                name !== "stays",
            ]);
        }
        open.get("stays")!.socket.destroy();
    });
});
