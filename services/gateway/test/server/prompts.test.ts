import { expect } from "chai";
import { chmodSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseConfig } from "../../src/config";
import * as real from "../../src/server";
import { Bench, good, key } from "./harness";
import { rule } from "./mutants";

const on = (config: object): object => ({ ...config, promptAudit: true });
const file = (bench: Bench): string => join(bench.folder, "audit.prompts");
const kept = (bench: Bench): Record<string, unknown>[] =>
    readFileSync(file(bench), "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("the file of prompts", () => {
    it("is not there unless config says so", async () => {
        const bench = await Bench.start(real);
        expect((await bench.post()).status).to.equal(200);
        expect(existsSync(file(bench))).to.equal(false);
        await bench.stop();
    });
    rule(
        "holds what was forwarded, one line a call, in the order of the calls, and nothing of what was refused",
        ["server.ts", "await this.prompts.keep(call, judged.body);", ""],
        async (bench) => {
            const said = "one\n{}\u0085\u2028two";
            await bench.post({ ...good, messages: [{ role: "user", content: said }] }, { "x-openhands-user": "zoë" });
            await bench.post({ ...good, mcp_servers: [] });
            const large = { ...good, messages: [{ role: "user", content: "b".repeat(900_000) }] };
            await Promise.all([1, 2, 3].map(() => bench.post(large)));
            expect(existsSync(file(bench))).to.equal(true);
            expect(readFileSync(file(bench), "utf8")).to.not.contain(key);
            const lines = kept(bench);
            expect(lines).to.have.length(4);
            expect(lines.map(({ body }) => JSON.stringify(body))).to.deep.equal(bench.arrived.map(({ body }) => body));
            expect(lines[0]).to.include({ client: "local", endpoint: "claude", model: "claude-a" });
        },
        on,
    );
    rule(
        "can be read by the gateway's user alone, also when it was open to others before",
        ["prompts.ts", "chmodSync(path, 0o600);", ""],
        async (bench) => {
            expect(statSync(file(bench)).mode & 0o777).to.equal(0o600);
        },
        ((config: object, bench: Bench) => {
            writeFileSync(file(bench), "");
            chmodSync(file(bench), 0o644);
            return on(config);
        }) as never,
    );
    rule(
        "that cannot be written stops calls with 503",
        ["prompts.ts", 'throw new Refusal(503, "audit"', 'return void new Refusal(503, "audit"'],
        async (bench) => {
            // A disk that takes nothing, as far as a write can tell.
            Object.assign((bench.gateway as unknown as { prompts: object }).prompts, {
                file: openSync("/dev/null", "r"),
            });
            expect((await bench.post()).status).to.equal(503);
            expect(bench.arrived).to.deep.equal([]);
        },
        on,
    );
    rule(
        "is opened anew by a reload, and left when it is switched off",
        ["server.ts", "this.prompts.reopen(config.auditFile, config.promptAudit);", ""],
        async (bench) => {
            await bench.post();
            renameSync(file(bench), `${file(bench)}.1`);
            const reload = (config: object): string[] => {
                const parsed = parseConfig(JSON.stringify(config));
                if ("problems" in parsed) throw new Error(parsed.problems.join("\n"));
                return bench.gateway.reload(parsed.config);
            };
            expect(reload(on(bench.config()))).to.deep.equal([]);
            await bench.post();
            expect(existsSync(file(bench))).to.equal(true);
            expect(kept(bench)).to.have.length(1);
            expect(reload(bench.config())).to.deep.equal([]);
            await bench.post();
            expect(kept(bench)).to.have.length(1);
        },
        on,
    );
});
