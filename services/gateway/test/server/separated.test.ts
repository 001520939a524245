import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
    chmodSync,
    chownSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { certificate } from "./certificates";
import { good, listening, sleep } from "./harness";
import { event, until } from "./streams";

const users = { gateway: 61001, "gateway-a": 61002, "gateway-b": 61003 };
const repository = join(__dirname, "..", "..", "..", "..");

/** Users and code are there in a mount namespace of its own, so that the machine gets no user and the code can be read. */
const inside = `set -e
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/group" /etc/group
mount --bind "$2" "$1/code"
cd "$1/code"
shift 2
exec "$@"`;

describe("a gateway that root starts, with a user for its listener and for each endpoint", () => {
    const folder = mkdtempSync(join(tmpdir(), "gateway-separated-"));
    const arrived: (string | undefined)[] = [];
    let upstream: Server;
    let gateway: ChildProcess;
    let said = "";
    let port = 0;

    const keyFile = (name: string): string => join(folder, `${name}.key`);
    const file = join(folder, "config.json");
    const as = (user: keyof typeof users): string[] => [
        ...["setpriv", `--reuid=${users[user]}`, `--regid=${users[user]}`, "--clear-groups"],
    ];
    const start = (first: string[] = [], ...options: string[]): ChildProcess => {
        const main = ["--import=tsx", "services/gateway/src/main.ts", "--config", file];
        const command = [...first, process.execPath, ...main, ...options];
        const child = spawn("unshare", ["--mount", "sh", "-c", inside, "sh", folder, repository, ...command]);
        said = "";
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
        return child;
    };

    before(async () => {
        chmodSync(folder, 0o711);
        mkdirSync(join(folder, "code"));
        for (const kind of ["passwd", "group"]) {
            const lines = Object.entries(users).map(([name, id]) =>
                kind === "passwd" ? `${name}:x:${id}:${id}::/:/usr/sbin/nologin` : `${name}:x:${id}:`,
            );
            writeFileSync(join(folder, kind), `${readFileSync(`/etc/${kind}`, "utf8")}${lines.join("\n")}\n`);
        }
        const tls = certificate(folder, "api.approved.test");
        upstream = createServer(tls, (call, answer) => {
            arrived.push(call.headers["x-api-key"] as string | undefined);
            if (!call.url!.endsWith("/stream")) {
                const type = { "content-type": "application/json" };
                return void call.resume().once("end", () => answer.writeHead(200, type).end('{"content":[]}'));
            }
            call.resume();
            answer.writeHead(200, { "content-type": "text/event-stream" });
            const timer = setInterval(() => answer.write(event({ type: "ping" })), 20);
            answer.once("close", () => clearInterval(timer));
        });
        const upstreamPort = await listening(upstream);
        const endpoints = ["a", "b"].map((name) => {
            writeFileSync(keyFile(name), `sk-key-of-${name}\n`, { mode: 0o400 });
            chownSync(keyFile(name), users[`gateway-${name}` as "gateway-a"], 0);
            const routes = ["/v1/messages", "/v1/stream"].map((path) => ({
                method: "POST",
                path,
                dialect: "anthropic-messages",
            }));
            const where = {
                host: "api.approved.test",
                port: upstreamPort,
                addresses: ["127.0.0.1"],
                caFile: tls.certFile,
            };
            return {
                name,
                kind: "https",
                ...where,
                keyFile: keyFile(name),
                authHeader: "x-api-key",
                routes,
                models: ["claude-a"],
            };
        });
        const auditFile = join(folder, "audit");
        writeFileSync(auditFile, "");
        chownSync(auditFile, users.gateway, users.gateway);
        writeFileSync(file, JSON.stringify({ listen: "127.0.0.1:0", endpoints, auditFile }));
        gateway = start();
        await until(() => said.includes("READY"), 30_000);
        port = Number(/READY http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
        expect(port, said).to.be.above(0);
    });

    after(async () => {
        const ended = new Promise((done) => gateway.once("exit", done));
        gateway.kill("SIGTERM");
        await Promise.race([ended, sleep(10_000)]);
        upstream.closeAllConnections();
        upstream.close();
        rmSync(folder, { recursive: true });
    });

    /** Processes of a user, by its number. */
    const processesOf = (uid: number): number[] =>
        readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .filter((name) => {
                try {
                    return readFileSync(`/proc/${name}/status`, "utf8").includes(
                        `\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
                    );
                } catch {
                    return false;
                }
            })
            .map(Number)
            .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("main.ts"));

    interface Running {
        status: number;
        text: string;
        ended: boolean;
    }
    function post(path: string): Running {
        const running: Running = { status: 0, text: "", ended: false };
        const headers = { "content-type": "application/json" };
        const call = request({ port, host: "127.0.0.1", path, method: "POST", headers }, (answer) => {
            running.status = answer.statusCode!;
            answer.on("data", (piece) => (running.text += String(piece)));
            answer.on("error", () => undefined).once("close", () => (running.ended = true));
        });
        call.on("error", () => (running.ended = true)).end(JSON.stringify(good));
        return running;
    }
    const answered = async (path: string): Promise<number> => {
        const running = post(path);
        await until(() => running.ended, 10_000);
        return running.status;
    };

    it("sends each endpoint its own key, by a process of that endpoint's user", async () => {
        expect([await answered("/a/v1/messages"), await answered("/b/v1/messages")]).to.deep.equal([200, 200]);
        expect(arrived).to.deep.equal(["sk-key-of-a", "sk-key-of-b"]);
        for (const uid of Object.values(users)) expect(processesOf(uid), String(uid)).to.have.length(1);
    });

    it("lets neither the listener's user nor another endpoint's read a key", () => {
        const reads = (user: keyof typeof users, name: string): boolean => {
            const [program, ...ids] = as(user);
            return spawnSync(program!, [...ids, "cat", keyFile(name)]).status === 0;
        };
        const seen = Object.keys(users).map((user) => ["a", "b"].filter((name) => reads(user as "gateway", name)));
        expect(seen).to.deep.equal([[], ["a"], ["b"]]);
        const groups = Object.values(users).map((uid) => {
            const status = readFileSync(`/proc/${processesOf(uid)[0]}/status`, "utf8");
            return /\nGroups:\t(.*)\n/.exec(status)![1]!.trim();
        });
        expect(groups).to.deep.equal(["", "", ""]);
    });

    it("ends the streams of an endpoint whose process dies, keeps the others, and starts it anew", async () => {
        const [dying, living] = [post("/a/v1/stream"), post("/b/v1/stream")];
        await until(() => dying.text !== "" && living.text !== "", 10_000);
        const [pid] = processesOf(users["gateway-a"]);
        process.kill(pid!, "SIGKILL");
        await until(() => dying.ended, 5000);
        expect([dying.ended, living.ended]).to.deep.equal([true, false]);
        let status = 0;
        for (let tries = 0; tries < 60 && status !== 200; tries++, await sleep(250))
            status = await answered("/a/v1/messages");
        expect(status).to.equal(200);
        const before = living.text.length;
        await until(() => living.text.length > before, 5000);
        expect([living.ended, living.text.length > before]).to.deep.equal([false, true]);
        const lines = readFileSync(join(folder, "audit"), "utf8")
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as { rule: string });
        expect(lines.map(({ rule }) => rule)).to.include("upstream");
    });

    it("lets nobody but the listener open the socket of an endpoint's process", () => {
        const [pid] = processesOf(users["gateway-a"]);
        const sockets = readFileSync(`/proc/${pid}/cmdline`, "utf8")
            .split("\0")
            .find((part) => part.includes("gateway-sockets-"))!;
        const opens = (user: keyof typeof users): boolean => {
            const program = `require("net").connect(${JSON.stringify(join(sockets, "a", "socket"))}).on("connect",()=>process.exit(0)).on("error",()=>process.exit(1))`;
            const [setpriv, ...ids] = as(user);
            return spawnSync(setpriv!, [...ids, process.execPath, "-e", program]).status === 0;
        };
        expect([opens("gateway"), opens("gateway-b")]).to.deep.equal([true, false]);
    });

    it("does not start a part that could read a key that is not its own", async () => {
        chmodSync(keyFile("b"), 0o444);
        const parts: [keyof typeof users, string][] = [
            ["gateway", "listener"],
            ["gateway-a", "a"],
        ];
        for (const [user, part] of parts) {
            const child = start(as(user), "--part", part, "--sockets", folder);
            await new Promise((done) => child.once("exit", done));
            expect(`${child.exitCode} ${said}`).to.match(
                /^1 gateway: endpoints\.b\.keyFile: .*chown gateway-b .*b\.key; chmod 400 \S+b\.key\n$/,
            );
        }
        chmodSync(keyFile("b"), 0o400);
    });
});
