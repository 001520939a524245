import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const rootfs = join(__dirname, "..", "rootfs");
const me = ["-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "commit.gpgSign=false"];

/** The image's own files, run by this machine's lighttpd and git over a folder of projects. */
export class GitServer {
    private constructor(
        readonly folder: string,
        readonly port: number,
        private readonly daemon: ChildProcess,
    ) {}

    /** @param serve the program behind every path: the image's, or another for comparison */
    static async start(serve = join(rootfs, "usr/local/lib/git/serve")): Promise<GitServer> {
        const folder = mkdtempSync(join(tmpdir(), "git-server-"));
        for (const name of ["projects", "mine"]) mkdirSync(join(folder, name));
        const port = await freePort();
        const daemon = spawn("/usr/sbin/lighttpd", ["-D", "-f", join(rootfs, "etc/lighttpd/git.conf")], {
            env: { PATH: process.env.PATH, PROJECTS: join(folder, "projects"), PORT: String(port), SERVE: serve },
            stdio: "ignore",
        });
        const server = new GitServer(folder, port, daemon);
        while ((await server.ask("/").catch(() => undefined)) === undefined) await sleep(50);
        return server;
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}/git`;
    }

    /** Where the agent's repositories lie. */
    project(name: string): string {
        return join(this.folder, "projects", name);
    }

    /** A repository of the agent's, with a commit on main unless it is bare. */
    make(name: string, bare = name.endsWith(".git")): string {
        const at = this.project(name);
        execFileSync("git", ["init", "-q", "-b", "main", ...(bare ? ["--bare"] : []), at]);
        if (!bare) this.commit(at, "README");
        return at;
    }

    commit(at: string, file: string, content = file): void {
        writeFileSync(join(at, file), content);
        execFileSync("git", ["-C", at, "add", "--all"]);
        execFileSync("git", ["-C", at, ...me, "commit", "-qm", file]);
    }

    /** A person's own repository with one commit. */
    mine(name: string): string {
        const at = join(this.folder, "mine", name);
        execFileSync("git", ["init", "-q", "-b", "work", at]);
        this.commit(at, "code");
        return at;
    }

    program(name: string, text: string): string {
        const file = join(this.folder, name);
        writeFileSync(file, `#!/bin/sh\n${text}\n`);
        chmodSync(file, 0o755);
        return file;
    }

    has = (name: string): boolean => existsSync(join(this.folder, name));

    /** A person's git, to its end. Not synchronous: a test may be the server's way to the network. */
    git(at: string, ...args: string[]): Promise<{ code: number; said: string }> {
        const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", HOME: this.folder };
        return new Promise((settle) => {
            execFile("git", ["-C", at, ...me, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) =>
                settle({ code: error === null ? 0 : Number(error.code ?? 1), said: stdout + stderr }),
            );
        });
    }

    ask(path: string, { method = "GET", headers = {}, body = Buffer.alloc(0) }: Asked = {}): Promise<Answered> {
        return new Promise((settle, fail) => {
            const call = request({ host: "127.0.0.1", port: this.port, path, method, headers, agent: false });
            call.once("response", (response) => {
                const pieces: Buffer[] = [];
                response.on("data", (piece: Buffer) => pieces.push(piece));
                response.once("error", fail);
                response.once("end", () =>
                    settle({ status: response.statusCode!, body: Buffer.concat(pieces).toString("latin1") }),
                );
            });
            call.once("error", fail);
            call.end(body);
        });
    }

    async close(): Promise<void> {
        const ended = once(this.daemon, "exit");
        this.daemon.kill();
        await ended;
        rmSync(this.folder, { recursive: true });
    }
}

interface Asked {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: Buffer;
}

interface Answered {
    readonly status: number;
    readonly body: string;
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((settle) => server.close(settle));
    return port;
}
