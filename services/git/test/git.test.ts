import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { GitServer } from "./server";

const uploadPack = { "content-type": "application/x-git-upload-pack-request" };

describe("git's server of the agent's projects", function () {
    this.timeout(120_000);
    let server: GitServer;
    before(async () => (server = await GitServer.start()));
    after(() => server?.close());

    const at = (path: string) => `${server.url}/${path}`;
    const head = (repository: string, ref: string) =>
        execFileSync("git", ["-C", repository, "rev-parse", "--verify", ref], { encoding: "utf8" }).trim();
    const asked = async (path: string, method = "GET", headers = {}) =>
        (await server.ask(path, { method, headers })).status;

    it("makes a project at the first push, which the agent clones, works on and pushes back to be fetched", async () => {
        const mine = server.mine("first");
        expect((await server.git(mine, "push", at("first.git"), "HEAD:main")).code).to.equal(0);
        const agents = server.project("first");
        execFileSync("git", ["clone", "-q", server.project("first.git"), agents]);
        server.commit(agents, "done");
        execFileSync("git", ["-C", agents, "push", "-q", "origin", "HEAD:refs/heads/agent"]);
        expect((await server.git(mine, "fetch", at("first.git"), "agent")).code).to.equal(0);
        expect(head(mine, "FETCH_HEAD")).to.equal(head(agents, "HEAD"));
    });

    it("hands out the agent's own project, and takes branches beside the one that the agent has checked out", async () => {
        const agents = server.make("own");
        const mine = server.mine("own");
        expect((await server.git(mine, "fetch", at("own.git"), "main")).code).to.equal(0);
        expect(head(mine, "FETCH_HEAD")).to.equal(head(agents, "HEAD"));
        expect((await server.git(mine, "push", at("own.git"), "HEAD:refs/heads/work")).code).to.equal(0);
        expect(head(agents, "work")).to.equal(head(mine, "HEAD"));
        await server.git(mine, "checkout", "-q", "FETCH_HEAD");
        server.commit(mine, "more");
        const refused = await server.git(mine, "push", at("own.git"), "HEAD:refs/heads/main");
        expect([refused.code, /checked out/.test(refused.said)]).to.deep.equal([1, true]);
    });

    it("never loses what a branch has: no forced push, no removal, whatever the repository's config allows", async () => {
        const bare = server.make("kept.git");
        for (const key of ["receive.denyNonFastForwards", "receive.denyDeletes"])
            execFileSync("git", ["-C", bare, "config", key, "false"]);
        const mine = server.mine("kept");
        await server.git(mine, "push", at("kept.git"), "HEAD:refs/heads/work");
        const before = head(bare, "work");
        await server.git(mine, "commit", "-q", "--amend", "-m", "other");
        expect((await server.git(mine, "push", "--force", at("kept.git"), "HEAD:refs/heads/work")).code).to.equal(1);
        expect((await server.git(mine, "push", at("kept.git"), ":refs/heads/work")).code).to.equal(1);
        expect(head(bare, "work")).to.equal(before);
    });

    it("shows and takes branches and tags, and no other ref", async () => {
        const bare = server.make("refs.git");
        const mine = server.mine("refs");
        expect((await server.git(mine, "push", at("refs.git"), "HEAD:refs/heads/a", "HEAD:refs/tags/b")).code).to.equal(
            0,
        );
        expect((await server.git(mine, "push", at("refs.git"), "HEAD:refs/notes/c")).code).to.equal(1);
        execFileSync("git", ["-C", bare, "update-ref", "refs/secret/d", "refs/heads/a"]);
        const { said } = await server.git(mine, "ls-remote", at("refs.git"));
        expect(said.match(/refs\/\S+/g)).to.deep.equal(["refs/heads/a", "refs/tags/b"]);
    });

    it("leaves cleaning up to the agent, whatever the repository's config says of it", async () => {
        const bare = server.make("packs.git");
        const settings = {
            "gc.auto": "1",
            "gc.autoPackLimit": "1",
            "gc.autoDetach": "false",
            "receive.unpackLimit": "1",
        };
        for (const [key, value] of Object.entries(settings)) execFileSync("git", ["-C", bare, "config", key, value]);
        const mine = server.mine("packs");
        for (const name of ["a", "b", "c"]) {
            server.commit(mine, name);
            await server.git(mine, "push", at("packs.git"), `HEAD:refs/heads/${name}`);
        }
        const packs = readdirSync(join(bare, "objects/pack")).filter((name) => name.endsWith(".pack"));
        expect(packs).to.have.length(3);
    });

    it("refuses objects that a client of git could be tricked with", async () => {
        const mine = server.mine("bad");
        const git = (input: string | Buffer, ...args: string[]) =>
            execFileSync("git", ["-C", mine, ...args], { input, encoding: "utf8" }).trim();
        const blob = git("x", "hash-object", "-w", "--stdin");
        const entry = Buffer.concat([Buffer.from("100644 .GIT\0"), Buffer.from(blob, "hex")]);
        const tree = git(entry, "hash-object", "-w", "-t", "tree", "--literally", "--stdin");
        const commit = git("", "-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree);
        const { code, said } = await server.git(mine, "push", at("bad.git"), `${commit}:refs/heads/bad`);
        expect([code, /hasDotgit/.test(said)]).to.deep.equal([1, true]);
    });

    it("refuses a push of more than 95 MB, and one that is longer than a request may be", async () => {
        const mine = server.mine("large");
        execFileSync("git", ["-C", mine, "config", "core.compression", "0"]);
        writeFileSync(join(mine, "large"), randomBytes(96 * 1024 * 1024));
        server.commit(mine, "other");
        const { code, said } = await server.git(mine, "push", at("large.git"), "HEAD:refs/heads/large");
        expect([code, /exceeds maximum allowed size/.test(said)]).to.deep.equal([1, true]);
        const headers = { "content-type": "application/x-git-receive-pack-request", "content-length": "110000000" };
        expect(await asked("/git/large.git/git-receive-pack", "POST", headers)).to.equal(413);
    });

    it("reads no more than 8 MB of a question, packed or not, and takes no packed objects", async () => {
        const bare = server.make("bomb.git");
        const mine = server.mine("bomb");
        await server.git(mine, "push", at("bomb.git"), "HEAD:refs/heads/work");
        const packed = { ...uploadPack, "content-encoding": "gzip" };
        const ask = (body: Buffer) =>
            server.ask("/git/bomb.git/git-upload-pack", { method: "POST", headers: packed, body });
        const want = `0032want ${head(bare, "work")}\n`;
        expect((await ask(gzipSync(`${want}00000009done\n`))).body).to.contain("PACK");
        const long = await ask(gzipSync(Buffer.concat([Buffer.from(want), randomBytes(9_000_000)])));
        expect(long.body).not.to.contain("PACK");
        const started = Date.now();
        await ask(gzipSync(Buffer.alloc(400_000_000, want)));
        expect(Date.now() - started).to.be.lessThan(10_000);
        const types = { "content-type": "application/x-git-receive-pack-request", "content-encoding": "gzip" };
        expect(await asked("/git/bomb.git/git-receive-pack", "POST", types)).to.equal(403);
        expect((await server.git(mine, "ls-remote", at("bomb.git"))).code).to.equal(0);
    });

    const names: Readonly<Record<string, readonly [path: string, method?: string]>> = {
        "a project that is not there": ["/git/none.git/info/refs?service=git-upload-pack"],
        "the way out": ["/git/../work.git/info/refs?service=git-upload-pack"],
        "the way out in percent": ["/git/%2e%2e/work.git/info/refs?service=git-upload-pack"],
        "a slash in percent": ["/git/a%2fwork.git/info/refs?service=git-upload-pack"],
        "a path that is git's for the relay only": ["/%67it/work.git/info/refs?service=git-upload-pack"],
        "a way around": ["/x/../git/work.git/info/refs?service=git-upload-pack"],
        "two slashes": ["//git/work.git/info/refs?service=git-upload-pack"],
        "a folder": ["/git/a/work.git/info/refs?service=git-upload-pack"],
        "a name that begins with a dot": ["/git/.work.git/info/refs?service=git-upload-pack"],
        "a name that looks like an option": ["/git/-work.git/info/refs?service=git-upload-pack"],
        "a name of 65 characters": [`/git/${"a".repeat(65)}.git/info/refs?service=git-receive-pack`],
        "git's own folder": ["/git/work.git/.git/info/refs?service=git-upload-pack"],
        "the config of a repository": ["/git/work.git/config"],
        "git's old protocol": ["/git/work.git/HEAD"],
        "an object": ["/git/work.git/objects/info/packs"],
        "old refs": ["/git/work.git/info/refs"],
        "an archive": ["/git/work.git/git-upload-archive", "POST"],
        "another service": ["/git/work.git/info/refs?service=git-upload-archive"],
        "more than a service": ["/git/work.git/info/refs?service=git-upload-pack&a=b"],
        "a GET of what is posted": ["/git/work.git/git-upload-pack"],
        "a POST of what is got": ["/git/work.git/info/refs?service=git-upload-pack", "POST"],
        "another method": ["/git/work.git/info/refs?service=git-upload-pack", "PUT"],
        nothing: ["/git/"],
        "the whole site": ["/"],
    };
    describe("does not answer", () => {
        // All are there, wherever a path could lead.
        before(() => {
            for (const there of ["work.git", "../work.git", "a/work.git", "-work.git", ".work.git"]) server.make(there);
        });

        for (const [what, [path, method]] of Object.entries(names)) {
            it(`${what}, and answers what is asked for rightly`, async () => {
                expect(await asked("/git/work.git/info/refs?service=git-upload-pack")).to.equal(200);
                expect(await asked(path, method)).to.be.oneOf([400, 403, 404]);
                expect(server.has(`projects/${"a".repeat(65)}.git`)).to.equal(false);
            });
        }
    });

    it("says nothing of its own in a refusal, and names main as the first branch", async () => {
        expect((await server.ask("/git/none.git/info/refs?service=git-upload-pack")).body).to.equal("");
        expect(readFileSync(join(server.make("said.git"), "HEAD"), "utf8")).to.equal("ref: refs/heads/main\n");
    });
});
