import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, request as call } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { accessLogFile } from "../../../hosts/pieces/accessLog";
import { GitServer } from "../../../services/git/test/server";
import { Edge, alice, basic, origin, site } from "./edge";

const refs = "/git/work.git/info/refs?service=git-upload-pack";
const pushing = { "content-type": "application/x-git-receive-pack-request" };
const types = { "content-type": "application/x-git-upload-pack-advertisement" };

describe("git in and out, by real git, nginx and PAM", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "edge-git-"));
    let edge: Edge;
    let token: string;
    let server: GitServer;
    before(async () => {
        edge = await Edge.open();
        token = edge.users("token", "alice", "", "7").trim();
        server = await GitServer.start();
    });
    after(async () => {
        edge?.close();
        await server?.close();
        rmSync(folder, { recursive: true });
    });
    beforeEach(() => {
        edge.container.seen.length = 0;
        edge.container.answer = (_request, response) => response.writeHead(200, types).end("refs");
    });

    const withToken = () => ({ authorization: basic({ name: "alice", password: token }) });
    const status = async (path: string, headers: Record<string, string>, method = "GET", body?: string) =>
        (await edge.ask(path, { method, headers, ...(body === undefined ? {} : { body }) })).status;

    it("carry a branch there and back with the documented settings", async () => {
        edge.container.answer = toServer(server);
        writeFileSync(join(folder, "front.pem"), edge.trusted);
        const git = (...args: string[]) => run(folder, [`http.curloptResolve=${site}:443:${edge.room.address}`], args);
        const url = `https://alice:${token}@${site}/git/work.git`;
        await git("init", "-q", "mine");
        writeFileSync(join(folder, "mine", "file"), "content ".repeat(200_000));
        await git("-C", "mine", "add", "file");
        await git("-C", "mine", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "in");
        await git("-C", "mine", "push", "-q", url, "HEAD:refs/heads/work");
        await git("clone", "-q", "-b", "work", url, "yours");
        expect(readFileSync(join(folder, "yours", "file"), "utf8")).to.have.length(1_600_000);
    });

    it("take a token in the password's place, and neither the password nor the login's cookie", async () => {
        expect(await status(refs, withToken())).to.equal(200);
        expect(await status(refs, { authorization: basic(alice) })).to.equal(401);
        expect(await status(refs, { cookie: await edge.signIn() })).to.equal(401);
        expect(await status(refs, { authorization: basic({ name: "bob", password: token }) })).to.equal(401);
        expect(await status("/", withToken())).to.equal(401);
    });

    it("end with the token and with the account", async () => {
        const old = token;
        edge.users("untoken", "alice");
        expect(await status(refs, { authorization: basic({ name: "alice", password: old }) })).to.equal(401);
        token = edge.users("token", "alice").trim();
        const other = edge.users("token", "alice", "", "1").trim();
        const listed = edge.users("tokens", "").trim().split("\n");
        expect(listed.map((line) => line.replaceAll(/[0-9a-f]{8}\t/g, "N\t"))).to.deep.equal(
            [30, 1].map((days) => `alice\tN\tuntil ${inDays(days)}`),
        );
        edge.users("untoken", "alice", "", listed[1]!.split("\t")[1]!);
        expect(await status(refs, { authorization: basic({ name: "alice", password: other }) })).to.equal(401);
        expect(await status(refs, withToken())).to.equal(200);
        edge.users("lock", "alice");
        expect(await status(refs, withToken())).to.equal(401);
        edge.users("unlock", "alice");
        expect(await status(refs, withToken())).to.equal(200);
        expect(readFileSync(edge.room.path("/var/lib/openhands-login/git-tokens.json"), "utf8")).not.to.contain(token);
    });

    it("ends a token at its last moment", async () => {
        const path = edge.room.path("/var/lib/openhands-login/git-tokens.json");
        const kept = readFileSync(path, "utf8");
        const rows = JSON.parse(kept) as { until: number }[];
        writeFileSync(path, JSON.stringify(rows.map((row) => ({ ...row, until: Date.now() / 1000 - 1 }))));
        expect(await status(refs, withToken())).to.equal(401);
        writeFileSync(path, kept);
        expect(await status(refs, withToken())).to.equal(200);
    });

    it("answer a wrong token late, for a name that nobody has as for one that somebody has, and each is a line for fail2ban", async () => {
        const lines = () =>
            readFileSync(edge.room.path(accessLogFile), "utf8")
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line) as { login: string; uri: string; user: string; status: string });
        const before = lines().length;
        const times = [];
        for (const name of ["bob", "nobody-here"]) {
            const started = Date.now();
            const headers = { authorization: basic({ name, password: "wrong" }) };
            expect((await edge.ask(refs, { headers, client: 2 })).status).to.equal(401);
            times.push(Date.now() - started);
        }
        expect(Math.min(...times)).to.be.at.least(1000);
        expect(Math.abs(times[0]! - times[1]!)).to.be.lessThan(500);
        expect((await edge.ask(refs, { client: 2 })).status).to.equal(401);
        await status(refs, withToken());
        const now = lines().slice(before);
        expect(now.map(({ login }) => login)).to.deep.equal(["failed", "failed", "none", "ok"]);
        expect(now.at(-1)).to.include({ uri: refs, user: "alice", status: "200" });
    });

    const others: Readonly<Record<string, readonly [number, string, string?, Record<string, string>?]>> = {
        "no repository": [404, "/git/"],
        "a name with a dot": [404, "/git/a.b.git/info/refs?service=git-upload-pack"],
        "a folder": [404, "/git/a/b.git/info/refs?service=git-upload-pack"],
        "the way out": [401, "/git/../api/settings"],
        "a path that is git's only for nginx": [404, "/api/../git/work.git/info/refs?service=git-upload-pack"],
        "a path whose letters are written in percent": [404, "/%67it/work.git/info/refs?service=git-upload-pack"],
        "a file of the repository": [404, "/git/work.git/config"],
        "git's old protocol": [404, "/git/work.git/HEAD"],
        "another service": [404, "/git/work.git/info/refs?service=git-upload-archive"],
        "no service": [404, "/git/work.git/info/refs"],
        "a service too many": [404, `${refs}&x=1`],
        "a POST where git has a GET": [403, refs, "POST"],
        "a GET where git has a POST": [403, "/git/work.git/git-upload-pack"],
        "a body of another type": [403, "/git/work.git/git-upload-pack", "POST", { "content-type": "text/plain" }],
        "packed objects": [403, "/git/work.git/git-receive-pack", "POST", { ...pushing, "content-encoding": "gzip" }],
        "a page": [403, refs, "GET", { origin }],
        "a navigation": [403, refs, "GET", { "sec-fetch-mode": "navigate" }],
    };
    for (const [what, [expected, path, method = "GET", headers = {}]] of Object.entries(others)) {
        it(`refuse ${what}`, async () => {
            expect(await status(path, { ...withToken(), ...headers }, method)).to.equal(expected);
            expect(edge.container.seen).to.deep.equal([]);
        });
    }

    const hostile: Readonly<Record<string, (response: ServerResponse) => void>> = {
        "a redirect": (response) => response.writeHead(302, { location: "https://attacker.test/" }),
        "a redirect to here": (response) => response.writeHead(307, { location: "/" }),
        "a page": (response) => response.writeHead(200, { "content-type": "text/html" }),
        "another service's type": (response) =>
            response.writeHead(200, { "content-type": "application/x-git-receive-pack-advertisement" }),
        "a demand for a password": (response) => response.writeHead(401, { "www-authenticate": "Basic" }),
    };
    for (const [what, answer] of Object.entries(hostile)) {
        it(`do not pass on ${what} as the answer`, async () => {
            edge.container.answer = (_request, response) => {
                answer(response);
                response.end("x");
            };
            const { status: got, headers } = await edge.ask(refs, { headers: withToken() });
            expect([got, headers.location, headers["www-authenticate"]]).to.deep.equal([502, undefined, undefined]);
            expect(headers["content-type"]).to.match(/^text\/plain/);
        });
    }

    it("pass on the content and nothing but git's type, and a 404 without its words", async () => {
        edge.container.answer = (_request, response) =>
            response.writeHead(200, { ...types, "set-cookie": "a=b", "x-evil": "1" }).end("refs");
        const { headers, body } = await edge.ask(refs, { headers: withToken() });
        expect(Object.keys(headers).sort()).to.deep.equal([
            "cache-control",
            "connection",
            "content-type",
            "date",
            "server",
            "transfer-encoding",
            "x-content-type-options",
        ]);
        expect(body).to.equal("refs");
        edge.container.answer = (_request, response) => response.writeHead(404).end("words");
        const gone = await edge.ask(refs, { headers: withToken() });
        expect([gone.status, gone.body.split("\n")[0]]).to.deep.equal([404, "There is no project of this name"]);
    });

    it("say in git's own way what to do when git's server is not there", async () => {
        edge.container.answer = (_request, response) =>
            response.writeHead(502, { "content-type": "text/html" }).end("<h1>502 Bad Gateway</h1>");
        const { status: got, headers, body } = await edge.ask(refs, { headers: withToken() });
        expect([got, headers["content-type"]]).to.deep.equal([502, "text/plain; charset=utf-8"]);
        expect(body).to.match(/^The projects' git server does not answer\n.*journalctl -u openhands-git/);
    });

    it("refuse a request of more than 100 MB before anything of it is passed on", async () => {
        const headers = { ...withToken(), ...pushing, "content-length": "104857601" };
        expect(await status("/git/work.git/git-receive-pack", headers, "POST")).to.equal(413);
        expect(edge.container.seen).to.deep.equal([]);
    });
});

/** Real git with the settings that the documentation tells people to clone with. Not synchronous: this process is its server too. */
function run(folder: string, more: readonly string[], args: readonly string[]): Promise<void> {
    const settings = ["http.followRedirects=false", "core.symlinks=false", "transfer.fsckObjects=true", ...more];
    return new Promise((settle, fail) => {
        const env = {
            ...process.env,
            GIT_TERMINAL_PROMPT: "0",
            GIT_SSL_CAINFO: join(folder, "front.pem"),
            GIT_LFS_SKIP_SMUDGE: "1",
            HOME: folder,
        };
        execFile(
            "git",
            [...settings.flatMap((one) => ["-c", one]), ...args],
            { cwd: folder, env, timeout: 30_000 },
            (error) => {
                if (error) fail(error);
                else settle();
            },
        );
    });
}

const inDays = (days: number): string => {
    const date = new Date(Date.now() + days * 86_400_000);
    return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
};

/** As the relay hands a request to git's server. */
function toServer({ port }: GitServer) {
    return (request: IncomingMessage & { body?: string }, response: ServerResponse): void => {
        const { url: path, method, headers } = request;
        const onward = call({ host: "127.0.0.1", port, path, method, headers: { ...headers, connection: "close" } });
        onward.once("response", (answer) => {
            response.writeHead(answer.statusCode!, answer.headers);
            answer.pipe(response);
        });
        onward.end(Buffer.from(request.body ?? "", "latin1"));
    };
}
