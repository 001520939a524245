import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sleep } from "./harness";

const main = join(__dirname, "..", "..", "src", "main.ts");
const endpoint = {
    name: "claude",
    kind: "https",
    host: "api.approved.test",
    addresses: ["127.0.0.1"],
    port: 1,
    keyFile: "none",
    authHeader: "x-api-key",
    routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
    models: ["claude-a"],
};

describe("the gateway as a process", () => {
    const folder = mkdtempSync(join(tmpdir(), "gateway-main-"));
    const file = join(folder, "config.json");
    const write = (more: object): void =>
        writeFileSync(
            file,
            JSON.stringify({ listen: "127.0.0.1:0", endpoints: [endpoint], auditFile: join(folder, "audit"), ...more }),
        );
    let gateway: ChildProcess;
    let out = "";
    let errors = "";
    let port = 0;
    const said = async (text: string): Promise<void> => {
        for (let tries = 0; tries < 400 && !out.includes(text); tries++) await sleep(25);
        expect(out).to.contain(text);
    };
    const status = (path: string): Promise<number> =>
        new Promise((done, fail) => {
            const call = request({ port, host: "127.0.0.1", path, method: "POST" }, (answer) => {
                answer.resume();
                done(answer.statusCode ?? 0);
            });
            call.once("error", fail).end();
        });

    before(async () => {
        write({});
        gateway = spawn(process.execPath, ["--import=tsx", main, "--config", file]);
        gateway.stdout?.on("data", (text) => (out += text));
        gateway.stderr?.on("data", (text) => (errors += text));
        await said("READY");
        port = Number(/^READY http:\/\/127\.0\.0\.1:(\d+)$/m.exec(out)?.[1]);
    });
    after(() => {
        gateway.kill("SIGKILL");
        rmSync(folder, { recursive: true });
    });

    it("takes a changed FILE at SIGHUP", async () => {
        expect(await status("/v1/messages")).to.equal(403);
        write({ default: "claude" });
        gateway.kill("SIGHUP");
        await said("RELOADED");
        // Now the path is known, and it is the body's kind that is not.
        expect(await status("/v1/messages")).to.equal(415);
    });

    it("says every problem of a wrong FILE at SIGHUP, and goes on with the one of before", async () => {
        write({ default: "none", endpoints: [{ ...endpoint, host: "localhost" }] });
        gateway.kill("SIGHUP");
        await said("RELOAD refused");
        expect(errors)
            .to.match(/^gateway: default: /m)
            .and.match(/^gateway: endpoints.claude.host: /m);
        expect(await status("/v1/messages")).to.equal(415);
    });

    it("ends with 0 at SIGTERM", async () => {
        const ended = new Promise((done) => gateway.once("exit", done));
        gateway.kill("SIGTERM");
        expect(await ended).to.equal(0);
    });

    it("with --check says every problem on a line of its own and ends with 1, or with 0 and nothing", () => {
        const check = (): { status: number | null; stdout: string; stderr: string } =>
            spawnSync(process.execPath, ["--import=tsx", main, "--config", file, "--check"], { encoding: "utf8" });
        const wrong = check();
        expect([wrong.status, wrong.stderr.trimEnd().split("\n").length]).to.deep.equal([1, 2]);
        write({});
        expect(check()).to.include({ status: 0, stdout: "", stderr: "" });
    });
});
