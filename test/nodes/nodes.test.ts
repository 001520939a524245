import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { finished } from "../fixtures/finished";

const repository = join(__dirname, "..", "..");

/** Long-term support besides 20, which the other tests run on. */
const versions = ["22.23.3", "24.9.0"];

/** What the packs say, level and word, and what the program plans. */
const files = ["policies/framework/levels", "policies/baseline/rules", "stacks/config", "stacks/mistakes"].map(
    (name) => `test/${name}.test.ts`,
);

/** What preflight found, without what names the run. @param binary of Node */
async function preflightBy(binary: string): Promise<unknown> {
    const { status, stdout, stderr } = await run(binary, "--import=tsx", "preflight/cli.ts", "--json");
    expect(status, stderr).to.equal(0);
    const results = JSON.parse(stdout) as { stack: string; about: unknown }[];
    expect(results.map(({ stack }) => stack)).to.deep.equal(["dev", "prod"]);
    return results.map((result) => ({ ...result, about: undefined }));
}

/** Prettier has its own lines. */
const unformatted = (text: string) => text.replaceAll(/,?\s+/g, "");

const run = (binary: string, ...args: string[]) =>
    finished(binary, args, { cwd: repository, env: { ...process.env, NODE_OPTIONS: "" } });

describe("Node", () => {
    let here: unknown;
    before(async () => {
        here = await preflightBy(process.execPath);
    });

    for (const version of versions)
        describe(version, () => {
            let binary: string;
            before(() => {
                const installer = join(__dirname, "install");
                binary = execFileSync(installer, [version], { encoding: "utf8", stdio: "pipe" }).trim();
            });

            it("is the one that is asked", async () =>
                expect((await run(binary, "--version")).stdout).to.equal(`v${version}\n`));

            it("plans, judges, prices and draws each stack as this Node does", async () =>
                expect(await preflightBy(binary)).to.deep.equal(here));

            it("has the packs and the configuration answer their tests", async () => {
                const mocha = ["node_modules/mocha/bin/mocha.js", "--no-config", "--node-option", "import=tsx"];
                const { status, stdout } = await run(binary, ...mocha, "--timeout", "300000", ...files);
                expect(status, stdout.slice(-4000)).to.equal(0);
                expect(Number(/(\d+) passing/.exec(stdout)?.[1])).to.be.above(150);
            });

            it("makes the same list of harmless types", async () => {
                const types = "policies/isolation/types";
                const { stdout } = await run(binary, "--import=tsx", `${types}/generate.ts`);
                expect(unformatted(stdout)).to.equal(
                    unformatted(readFileSync(join(repository, types, "harmless.ts"), "utf8")),
                );
            });
        });
});
