import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { copyTree } from "../fixtures/tree";

const root = join(__dirname, "..", "..");
const workflow = readFileSync(join(root, ".github/workflows/gate.yml"), "utf8");
const action = readFileSync(join(root, ".github/actions/gate/action.yml"), "utf8");
const used = [...`${workflow}${action}`.matchAll(/uses: (\S+)(.*)/g)].map(([, name, comment]) => ({ name, comment }));

/** `act` runs the workflow's own steps on this host; only what needs GitHub is a stand-in that writes down how it was called. */
describe("the gate in CI", function () {
    this.timeout(600_000);
    const base = mkdtempSync(join(tmpdir(), "gate-"));
    const folder = join(base, "repository");
    const log = join(base, "called.log");
    let programs = "";
    const git = (...args: string[]) => {
        const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
        const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
        expect(status, stderr).to.equal(0);
        return stdout.trim();
    };
    const standIn = (name: string, text: string) => {
        writeFileSync(join(base, "bin", name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(base, "bin", name), 0o755);
    };

    before(() => {
        const { status, stdout, stderr } = spawnSync(join(root, "test/gate/install"), { encoding: "utf8" });
        expect(status, stderr).to.equal(0);
        programs = stdout.trim();
        for (const name of ["repository", "bin", "home"]) mkdirSync(join(base, name));
        copyTree(folder);
        git("init", "-q", "-b", "main");
        // A link is no folder to .gitignore, and a checkout has neither.
        writeFileSync(join(folder, ".git/info/exclude"), "node_modules\n");
        git("add", "-A");
        git("commit", "-qm", "base");
        // What takes minutes and has tests of its own is written down; preflight and evidence are the real ones.
        const npm = spawnSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).stdout.trim();
        const real = `case "$*" in *preflight*|*evidence*) exec ${npm} "$@";; esac`;
        const install = `case "$*" in ci*) ln -s "${root}/node_modules" node_modules;; esac`;
        standIn("npm", `echo "npm $*" >>"${log}"\n${install}\n${real}`);
        standIn("npx", `echo "npx $*" >>"${log}"`);
        standIn("gh", `echo "gh $*" >>"${log}"`);
        for (const { name } of used.filter(({ name }) => !name.startsWith("./"))) {
            const target = join(base, "actions", name.split("@")[0]);
            mkdirSync(target, { recursive: true });
            const step = `run: echo "${name.split("@")[0]}" >>"${log}"`;
            const text = `name: stand-in\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      ${step}\n`;
            writeFileSync(join(target, "action.yml"), text);
        }
    });
    after(() => rmSync(base, { recursive: true, force: true }));

    function act(event: string, payload: unknown, ...more: string[]) {
        writeFileSync(log, "");
        writeFileSync(join(base, "event.json"), JSON.stringify(payload));
        const actions = used
            .map(({ name }) => name)
            .filter((name) => !name.startsWith("./"))
            .flatMap((name) => {
                const [repository, sha] = name.split("@");
                const owner = repository.split("/").slice(0, 2).join("/");
                return ["--local-repository", `${owner}@${sha}=${join(base, "actions", owner)}`];
            });
        const args = [event, "-W", ".github/workflows/gate.yml", "-e", join(base, "event.json"), "--pull=false"];
        const environment = {
            ...process.env,
            HOME: join(base, "home"),
            PATH: `${join(base, "bin")}:${process.env.PATH}`,
        };
        const { status, stdout, stderr } = spawnSync(
            join(programs, "act"),
            [...args, "-P", "ubuntu-latest=-self-hosted", ...actions, ...more],
            { cwd: folder, env: environment, encoding: "utf8", maxBuffer: 2 ** 26 },
        );
        return { status, said: stdout + stderr, called: readFileSync(log, "utf8").split("\n").filter(Boolean) };
    }

    it("is a workflow that actionlint has nothing against, and it would have against a mistake in it", () => {
        const lint = (text: string) =>
            spawnSync(join(programs, "actionlint"), ["-"], { cwd: root, input: text, encoding: "utf8" });
        const { status, stdout } = lint(workflow);
        expect(stdout).to.equal("");
        expect(status).to.equal(0);
        expect(lint(workflow.replace("needs: gate", "needs: gates")).stdout).to.include("gates");
        expect(lint(workflow.replace("vars.AWS_ROLE_ARN != ''", "var.AWS_ROLE_ARN != ''")).stdout).to.include("var");
    });

    it("pins every action by the sha of a commit, says its version, and gives each job the least it needs", () => {
        for (const { name, comment } of used.filter(({ name }) => !name.startsWith("./")))
            expect(`${name}${comment}`).to.match(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        expect(workflow).to.match(/^permissions:\n {2}contents: read\n/m);
        expect(workflow.match(/id-token: write/g)).to.have.length(1);
        expect(workflow.match(/persist-credentials: false/g)).to.have.length(2);
        expect(workflow).to.not.match(/pull_request_target|run:.*\$\{\{ *github\.event/);
    });

    it("judges a pull request against its base, comments, tells code scanning, and neither signs nor asks AWS", () => {
        const sha = git("rev-parse", "HEAD");
        const file = join(folder, "Pulumi.prod.yaml");
        writeFileSync(file, readFileSync(file, "utf8").replace("203.0.113.0/24", "203.0.113.0/25"));
        git("commit", "-qam", "change");
        const pull = { number: 7, base: { sha }, head: { repo: { fork: false } } };
        const { status, said, called } = act("pull_request", { pull_request: pull }, "--secret", "EVIDENCE_KEY=none");
        expect(status, said).to.equal(0);
        expect(called.filter((line) => line.startsWith("npm run -s preflight"))).to.have.length(2);
        expect(called.find((line) => line.includes("--against"))).to.match(/--against \S+\/base\.json$/);
        expect(called).to.include.members(["actions/upload-artifact", "github/codeql-action/upload-sarif"]);
        expect(called.find((line) => line.startsWith("gh pr "))).to.match(
            /^gh pr comment 7 --body-file evidence\/summary\.md/,
        );
        expect(called.join("\n")).to.not.match(/evidence -- --stack|aws-actions|npm run preview/);
    });

    it("signs the evidence of every stack of a push, and previews in the account where one is configured", () => {
        const key = spawnSync("openssl", ["genpkey", "-algorithm", "ed25519"], { encoding: "utf8" }).stdout;
        const secret = ["--secret", `EVIDENCE_KEY=${key.trim()}`];
        const account = ["--var", "AWS_ROLE_ARN=arn:aws:iam::111122223333:role/preview"];
        const { status, said, called } = act("push", { ref: "refs/heads/main" }, ...secret, ...account);
        expect(status, said).to.equal(0);
        for (const stack of ["dev", "prod"]) expect(called.join("\n")).to.include(`evidence -- --stack ${stack} --key`);
        expect(said).to.not.include("PRIVATE KEY-----\nMC");
        expect(called).to.include("aws-actions/configure-aws-credentials");
        expect(called[called.length - 1]).to.equal("npm run preview -- prod --non-interactive");
    });

    it("fails where preflight refuses, and still keeps what was found", () => {
        const file = join(folder, "policies/dev.json");
        writeFileSync(file, JSON.stringify({ all: "mandatory" }));
        git("commit", "-qam", "no exemptions");
        const { status, called } = act("push", { ref: "refs/heads/main" });
        expect(status).to.equal(1);
        expect(called)
            .to.include("actions/upload-artifact")
            .and.not.include("npm run preview -- prod --non-interactive");
    });
});
