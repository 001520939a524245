import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { copyTree } from "../fixtures/tree";

describe("npm run preview and npm run up", () => {
    /** A program named npx that says how it was called: what the real one would be given. */
    const programs = mkdtempSync(join(tmpdir(), "npx-"));
    writeFileSync(join(programs, "npx"), '#!/bin/sh\necho "$@"\nexit "$NPX_STATUS"\n');
    chmodSync(join(programs, "npx"), 0o755);
    after(() => rmSync(programs, { recursive: true, force: true }));

    const runIn = (folder: string, npxStatus: number, ...args: string[]) =>
        spawnSync(process.execPath, ["--import=tsx", join(folder, "preflight", "pulumi.ts"), ...args], {
            cwd: folder,
            env: { ...process.env, PATH: `${programs}:${process.env.PATH}`, NPX_STATUS: String(npxStatus) },
            encoding: "utf8",
        });

    const run = (...args: string[]) => runIn(join(__dirname, "..", ".."), 3, ...args);

    it("give the engine both packs, each with the stack's levels, and hand back how it ended", () => {
        const { stdout, status } = run("preview", "prod", "--diff");
        expect(stdout.trim()).to.equal(
            "--no-install pulumi preview --stack prod --policy-pack policies/isolation --policy-pack-config policies/prod.json " +
                "--policy-pack policies/baseline --policy-pack-config policies/prod.json --diff",
        );
        expect(status).to.equal(3);
    });

    it("refuse to deploy what still has values of examples, naming each, and deploy what has none", () => {
        for (const [stack, count] of [
            ["dev", 3],
            ["prod", 7],
        ] as const) {
            const { stdout, stderr, status } = run("up", stack, "--yes");
            expect([stdout, status]).to.deep.equal(["", 1]);
            expect(stderr).to.include(`Pulumi.${stack}.yaml still has values of examples; nothing was deployed.`);
            expect(stderr.match(/: write your own$/gm)).to.have.length(count);
            expect(stderr).to.match(
                /access\.authorizedCidrs\[0\] = "203\.0\.113\.0\/24": is a block for documentation/,
            );
        }
        const folder = mkdtempSync(join(tmpdir(), "up-"));
        try {
            copyTree(folder);
            const real = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")
                .replace("203.0.113.0/24", "198.18.7.0/24")
                .replaceAll("example.com", "acme.org");
            writeFileSync(join(folder, "Pulumi.dev.yaml"), real);
            // A preview that is refused is not followed by an update.
            const judged = runIn(folder, 3, "up", "dev", "--yes", "--secrets-provider", "passphrase", "--diff");
            const [, plan] =
                /^--no-install pulumi preview --stack dev .*dev\.json --save-plan (\S+) --diff\n$/.exec(
                    judged.stdout,
                ) ?? [];
            expect(plan, judged.stdout).to.match(/update-plan-\w+\/plan\.json$/);
            expect(judged.status).to.equal(3);
            const [first, second, ...rest] = runIn(folder, 0, "up", "dev", "--yes").stdout.trim().split("\n");
            const [, given] = /^--no-install pulumi preview --stack dev .* --save-plan (\S+)$/.exec(first) ?? [];
            expect(second).to.match(/^--no-install pulumi up --stack dev --policy-pack .* --yes$/);
            expect(second).to.include(` --plan ${given} --yes`);
            expect(rest).to.deep.equal([]);
            const earlier = runIn(folder, 0, "up", "dev", "--plan", "mine.json").stdout;
            expect(earlier).to.match(/^--no-install pulumi up --stack dev .* --plan mine\.json\n$/);
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
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
