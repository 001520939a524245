import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const script = join(__dirname, "..", "..", "preflight", "pulumi.ts");

describe("npm run preview and npm run up", () => {
    /** A program named npx that says how it was called: what the real one would be given. */
    const programs = mkdtempSync(join(tmpdir(), "npx-"));
    writeFileSync(join(programs, "npx"), '#!/bin/sh\necho "$@"\nexit 3\n');
    chmodSync(join(programs, "npx"), 0o755);
    after(() => rmSync(programs, { recursive: true, force: true }));

    const run = (...args: string[]) =>
        spawnSync(process.execPath, ["--import=tsx", script, ...args], {
            env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
            encoding: "utf8",
        });

    it("give the engine both packs, each with the stack's levels, and hand back how it ended", () => {
        const { stdout, status } = run("up", "prod", "--yes");
        expect(stdout.trim()).to.equal(
            "--no-install pulumi up --stack prod --policy-pack policies/isolation --policy-pack-config policies/prod.json " +
                "--policy-pack policies/baseline --policy-pack-config policies/prod.json --yes",
        );
        expect(status).to.equal(3);
    });

    it("refuse a stack that is not there, and --skip-preview", () => {
        for (const args of [["up"], ["up", "staging"], ["up", "prod", "--skip-preview"]]) {
            const { stdout, stderr, status } = run(...args);
            expect(status).to.equal(2);
            expect(stdout).to.equal("");
            expect(stderr).to.match(/write one of dev, prod|leave it out/);
        }
    });
});
