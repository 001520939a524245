import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { compile, type Compiled } from "../../../twin/compile";
import { Twin } from "../../../twin/run/twin";
import { planOf } from "../../analysis/reachability/plan";
import { networkOf } from "../sketched";
import { lesson } from "./lesson";

const root = join(__dirname, "../../..");
const command = ["--import=tsx", join(root, "twin/cli.ts"), "agree"];

const namespacesOf = (run: string | number): string[] =>
    existsSync("/run/netns") ? readdirSync("/run/netns").filter((name) => name.startsWith(`tw${run}-`)) : [];

describe("a twin", () => {
    const compiled = compile(networkOf(lesson), ["8.8.8.8"]);
    let folder: string;
    let plan: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "twin-"));
        plan = join(folder, "plan.json");
        writeFileSync(plan, JSON.stringify(planOf(lesson)));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    it("stands beside another one, and leaves nothing when it is taken down", () => {
        const [one, other] = [Twin.up(compiled), Twin.up(compiled)];
        try {
            for (const { run } of [one, other]) expect(namespacesOf(run)).to.have.lengthOf(compiled.namespaces.length);
            one.down();
            expect(namespacesOf(one.run)).to.deep.equal([]);
            expect(namespacesOf(other.run)).to.have.lengthOf(compiled.namespaces.length);
        } finally {
            one.down();
            other.down();
        }
        expect(namespacesOf(other.run)).to.deep.equal([]);
    });

    it("leaves nothing when one of its commands fails, and says what the command said", () => {
        const [first, ...others] = compiled.namespaces;
        const broken: Compiled = {
            ...compiled,
            namespaces: [{ ...first, ruleset: `${first.ruleset}\nnonsense` }, ...others],
        };
        expect(() => Twin.up(broken, "broken")).to.throw(/nonsense/);
        expect(namespacesOf("broken")).to.deep.equal([]);
    });

    it("keeps the rules that stand when others cannot be loaded", () => {
        const twin = Twin.up(compiled);
        try {
            const rules = () =>
                spawnSync("ip", ["netns", "exec", twin.namespace("router"), "nft", "-s", "list", "ruleset"], {
                    encoding: "utf8",
                }).stdout;
            const before = rules();
            const [first, ...others] = compiled.namespaces;
            const torn = { ...first, ruleset: first.ruleset.replace("chain forward {", "chain forward {\n nonsense") };
            expect(() => twin.switchTo({ ...compiled, namespaces: [torn, ...others] })).to.throw(/nonsense/);
            expect(rules()).to.equal(before);
        } finally {
            twin.down();
        }
    });

    for (const signal of ["SIGINT", "SIGTERM"] as const)
        it(`is gone when ${signal} ends the command that asks it`, async () => {
            const asking = spawn(process.execPath, [...command, "--plan", plan], { detached: true, stdio: "ignore" });
            await stands(asking);
            process.kill(-asking.pid!, signal);
            const [code] = (await once(asking, "exit")) as [number | null];
            expect(code).to.not.equal(0);
            expect(namespacesOf(asking.pid!)).to.deep.equal([]);
        });

    it("says in one line that it needs root, and ends with 2", () => {
        const without = ["unshare", "--user", process.execPath, ...command, "--plan", plan];
        const { status, stdout, stderr } = spawnSync(without[0], without.slice(1), { encoding: "utf8" });
        expect([status, stdout, stderr]).to.deep.equal([2, "", "the twin needs root: it makes network namespaces\n"]);
    });

    it("is asked by the command, which prints what was counted and ends with 0 while all agree", () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [...command, "--plan", plan, "--json"], {
            encoding: "utf8",
            maxBuffer: 2 ** 28,
        });
        expect(status, stderr).to.equal(0);
        const { pairs, asked, disagreements } = JSON.parse(stdout) as Record<string, unknown>;
        expect(pairs).to.be.greaterThan(50);
        expect(asked).to.be.greaterThan(1000);
        expect(disagreements).to.deep.equal([]);
    });
});

/** Waits until a command's twin is there: its namespaces bear the number of its process. */
async function stands(child: ChildProcess): Promise<void> {
    while (namespacesOf(child.pid!).length < 8) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before anything stood`);
        await sleep(20);
    }
}
