import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Edge, alice, basic, origin, site } from "./edge";

const refs = "/git/work.git/info/refs?service=git-upload-pack";
const types = { "content-type": "application/x-git-upload-pack-advertisement" };

describe("git in and out, by real git, nginx and PAM", function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "edge-git-"));
    let edge: Edge;
    let token: string;
    before(async () => {
        edge = await Edge.open();
        token = edge.users("token", "alice", "", "7").trim();
        execFileSync("git", ["init", "-q", "--bare", join(folder, "git", "work.git")]);
        execFileSync("git", ["-C", join(folder, "git", "work.git"), "config", "http.receivepack", "true"]);
    });
    after(() => {
        edge?.close();
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
        edge.container.answer = backend(folder);
        writeFileSync(join(folder, "front.pem"), edge.trusted);
        const git = (...args: string[]) => run(folder, [`http.curloptResolve=${site}:443:${edge.room.address}`], args);
        const url = `https://alice:${token}@${site}/git/work.git`;
        await git("clone", "-q", url, "mine");
        writeFileSync(join(folder, "mine", "file"), "content ".repeat(200_000));
        await git("-C", "mine", "add", "file");
        await git("-C", "mine", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "in");
        await git("-C", "mine", "push", "-q", "origin", "HEAD:refs/heads/work");
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
        edge.users("lock", "alice");
        expect(await status(refs, withToken())).to.equal(401);
        edge.users("unlock", "alice");
        expect(await status(refs, withToken())).to.equal(200);
        expect(readFileSync(edge.room.path("/var/lib/openhands-login/git-tokens.json"), "utf8")).not.to.contain(token);
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
        expect([gone.status, gone.body]).to.deep.equal([404, ""]);
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

/** git's own server side, as a second container would run it. */
function backend(folder: string) {
    return (request: IncomingMessage & { body?: string }, response: ServerResponse): void => {
        const [path, query = ""] = request.url!.split("?");
        const program = spawn("git", ["http-backend"], {
            env: {
                ...process.env,
                GIT_PROJECT_ROOT: folder,
                GIT_HTTP_EXPORT_ALL: "1",
                REMOTE_USER: "agent",
                REQUEST_METHOD: request.method!,
                PATH_INFO: path,
                QUERY_STRING: query,
                CONTENT_TYPE: request.headers["content-type"] ?? "",
                GIT_PROTOCOL: (request.headers["git-protocol"] as string | undefined) ?? "",
                HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
            },
        });
        const pieces: Buffer[] = [];
        program.stdout.on("data", (piece: Buffer) => pieces.push(piece));
        program.once("close", () => {
            const all = Buffer.concat(pieces);
            const at = all.indexOf("\r\n\r\n");
            const lines = all
                .subarray(0, at)
                .toString()
                .split("\r\n")
                .map((line) => line.split(": ") as [string, string]);
            const { Status = "200", ...headers } = Object.fromEntries(lines);
            response.writeHead(parseInt(Status, 10), headers).end(all.subarray(at + 4));
        });
        program.stdin.end(Buffer.from(request.body ?? "", "latin1"));
    };
}
