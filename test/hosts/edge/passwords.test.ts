import { expect } from "chai";
import { Edge, alice, basic } from "./edge";

const password = "another: word";

describe("passwords at the edge's door, by real nginx, PAM and accounts", function () {
    this.timeout(120_000);
    let edge: Edge;
    before(async () => {
        edge = await Edge.open();
        for (const name of ["locked", "expired", "groupless", "unlocked"]) edge.users("add", name, password);
        edge.users("lock", "locked");
        edge.users("expire", "expired", "", "2020-01-01");
        edge.room.run("gpasswd", ["--delete", "groupless", "openhands-users"]);
        edge.users("lock", "unlocked");
        edge.users("unlock", "unlocked");
        edge.room.run("chpasswd", [], `root:${password}\nopenhands-decoy:${password}\n`);
    });
    after(() => edge?.close());

    const status = async (authorization: string) => (await edge.ask("/", { headers: { authorization } })).status;

    it("that are right open the door, with a colon, a blank and letters of every alphabet in them", async () => {
        expect(await status(basic(alice))).to.equal(200);
        edge.users("add", "zoe", "pä:ss wörd 密码");
        expect(await status(basic({ name: "zoe", password: "pä:ss wörd 密码" }))).to.equal(200);
        expect(await status(basic({ name: "unlocked", password }))).to.equal(200);
    });

    it("are refused in one way, whatever is wrong: name, password, lock, date, group", async () => {
        const wrong: Record<string, string> = {
            "a wrong password": basic({ name: "alice", password }),
            "no password": basic({ name: "alice", password: "" }),
            "a name that does not exist": basic({ name: "nobody-here", password }),
            "a locked account": basic({ name: "locked", password }),
            "an expired account": basic({ name: "expired", password }),
            "an account of another group": basic({ name: "groupless", password }),
            root: basic({ name: "root", password }),
            "the account that unknown names are asked as": basic({ name: "openhands-decoy", password }),
            "a name with a line end": basic({ name: "alice\n", password: alice.password }),
            "a name with a quote": basic({ name: 'a","login":"ok', password }),
            "bytes that are no text": `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x41]).toString("base64")}`,
        };
        const answers = await Promise.all(
            Object.entries(wrong).map(async ([what, authorization]) => {
                const { status, headers, body } = await edge.ask("/", { headers: { authorization } });
                const { date, ...rest } = headers;
                expect(date).to.be.a("string");
                return { what, seen: JSON.stringify({ status, rest, body }) };
            }),
        );
        for (const { what, seen } of answers) expect(seen, what).to.equal(answers[0]!.seen);
        expect(answers[0]!.seen).to.contain('"status":401').and.to.contain("www-authenticate");
        expect(edge.container.seen.filter(({ url }) => url !== "/")).to.deep.equal([]);
    });

    it("in a header that is no Basic one ask for the browser's dialog again", async () => {
        for (const header of [
            "Basic",
            "Basic !!!",
            "Bearer x",
            `Basic ${"A".repeat(3000)}`,
            `Basic ${Buffer.from("alice").toString("base64")}`,
        ]) {
            expect(await status(header), header).to.equal(401);
        }
    });

    it("guessed for a person from many places do not keep the person out", async () => {
        expect(await status(basic(alice))).to.equal(200);
        const guesses = Array.from({ length: 40 }, (_, i) => {
            const headers = { authorization: basic({ name: "alice", password: `guess ${i}` }) };
            return edge.ask("/", { client: 1 + (i % 3), headers }).then(
                ({ status: one }) => one,
                () => 0,
            );
        });
        const tooMany = Promise.any(
            guesses.map(async (one) => ((await one) === 403 ? 403 : Promise.reject(new Error("another")))),
        );
        expect(await tooMany).to.equal(403);
        edge.users("passwd", "alice", "a new password");
        const began = Date.now();
        expect(await status(basic({ name: "alice", password: "a new password" }))).to.equal(200);
        expect(Date.now() - began).to.be.below(10_000);
        edge.users("passwd", "alice", alice.password);
    });

    const closed: Readonly<Record<string, () => void>> = {
        "the login service is stopped": () => edge.room.run("pkill", ["-KILL", "-u", "openhands-login"]),
        "its answer is an error": () => fake(edge, "HTTP/1.1 500 Oops\\r\\nContent-Length: 0\\r\\n\\r\\n"),
        "its answer is a redirect": () =>
            fake(edge, "HTTP/1.1 302 Found\\r\\nLocation: /\\r\\nContent-Length: 0\\r\\n\\r\\n"),
        "its answer is nonsense": () => fake(edge, "hello"),
    };
    for (const [what, change] of Object.entries(closed)) {
        it(`let nobody in when ${what}`, async () => {
            const cookie = await edge.signIn();
            edge.container.seen.length = 0;
            change();
            const asked: Record<string, string>[] = [{}, { cookie }, { authorization: basic(alice) }];
            for (const headers of asked) {
                const answer = await edge.ask("/", { headers });
                expect(answer.status).to.be.within(500, 504);
                expect(answer.body).to.contain("The door is closed for a moment");
            }
            expect(edge.container.seen).to.deep.equal([]);
            edge.room.run("sh", ["-c", "pkill -KILL -u openhands-login; pkill -KILL -f [f]ake-login; true"]);
            await edge.startService("login");
            expect((await edge.ask("/", { headers: { cookie } })).status).to.equal(200);
        });
    }

    it("are not asked for by the passage: what has passed no login is not passed on", () => {
        const answer = edge.room.run("curl", [
            "-sS",
            "-w",
            "%{http_code}",
            "--unix-socket",
            "/run/openhands-passage/passage.sock",
            "http://x/",
        ]);
        expect(answer).to.match(/passed no login.*500$/s);
    });
});

/** Another service in the login's place, which says the same to everybody. */
function fake(edge: Edge, answer: string): void {
    edge.room.run("pkill", ["-KILL", "-u", "openhands-login"]);
    edge.room.run("rm", ["-f", "/run/openhands-login/login.sock"]);
    const program = `import os,socket,sys
s=socket.socket(socket.AF_UNIX); s.bind("/run/openhands-login/login.sock"); os.chmod("/run/openhands-login/login.sock",0o666); s.listen(50)
while True:
    c,_=s.accept(); c.recv(65536); c.sendall(b"${answer}"); c.close() # fake-login`;
    edge.room.spawn("python3", ["-c", program]);
    edge.room.run("sh", [
        "-c",
        "for i in $(seq 50); do [ -S /run/openhands-login/login.sock ] && exit 0; sleep 0.1; done; exit 1",
    ]);
}
