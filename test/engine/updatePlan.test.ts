import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { engineSuite } from "./deployment";
import { Project } from "./project";

engineSuite("npm run up", () => {
    let project: Project;
    const run = (...args: string[]) => project.command("preflight/pulumi.ts", args);
    const write = (change: (text: string) => string) => {
        const file = join(project.folder, "Pulumi.dev.yaml");
        const [before, after] = [readFileSync(file, "utf8"), change(readFileSync(file, "utf8"))];
        if (before === after) throw new Error("the change changes nothing");
        writeFileSync(file, after);
    };

    before(() => {
        project = new Project();
        write((text) => text.replace("203.0.113.0/24", "93.184.215.0/24").replaceAll("example.com", "acme.org"));
        project.succeed("stack", "init", "dev");
    });
    after(() => project.remove());

    it("refuses what was changed after the preview that was judged, in an empty account, and deploys when it is as judged", async () => {
        const saved = await run("preview", "dev", "--save-plan", "plan.json", "--non-interactive");
        expect(saved.status, saved.stdout + saved.stderr).to.equal(0);
        write((text) => text.replace("93.184.215.0/24", "93.184.216.0/24"));
        const refused = await run("up", "dev", "--plan", "plan.json", "--yes", "--non-interactive");
        expect(refused.status).to.be.above(0);
        expect(refused.stdout + refused.stderr).to.match(/violates plan: properties changed: .*93\.184\.21[56]\.0/);
        expect(project.account.size).to.equal(0);
        // The same plan and the configuration that it was made of: what refuses is the change, not the plan.
        write((text) => text.replace("93.184.216.0/24", "93.184.215.0/24"));
        const done = await run("up", "dev", "--plan", "plan.json", "--yes", "--non-interactive");
        expect(done.status, done.stdout + done.stderr).to.equal(0);
        expect(project.account.size).to.be.above(50);
    });

    it("makes a plan of its own when none is given, and changes nothing that is as it was", async () => {
        const { status, stdout, stderr } = await run("up", "dev", "--yes", "--non-interactive");
        expect(status, stdout + stderr).to.equal(0);
        const [, plan] = /pulumi preview .*--save-plan (\S+)/.exec(stderr) ?? [];
        expect(stderr).to.match(new RegExp(`pulumi up --stack dev .* --plan ${plan} --yes`));
        expect(existsSync(plan)).to.equal(false);
        expect(stdout).to.match(/\d+ unchanged\s*$|\d+ unchanged\n/);
    });

    it("does not deploy what the packs refuse in the preview", async () => {
        const before = project.account.size;
        const file = join(project.folder, "policies/dev.json");
        const levels = readFileSync(file, "utf8");
        writeFileSync(file, JSON.stringify({ all: "mandatory" }));
        const { status, stdout, stderr } = await run("up", "dev", "--yes", "--non-interactive");
        writeFileSync(file, levels);
        expect(status).to.be.above(0);
        expect(stdout).to.include("no-public-ip");
        expect(stderr).to.not.include("pulumi up ");
        expect(project.account.size).to.equal(before);
    });

    it("keeps no secret in the plan in the clear", () => {
        const plan = readFileSync(join(project.folder, "plan.json"), "utf8");
        const secrets = [
            ...plan.matchAll(/"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",\s*"(\w+)"/g),
        ];
        expect(secrets.every(([, form]) => form === "ciphertext")).to.equal(true);
        expect(JSON.parse(plan).resourcePlans).to.be.an("object");
    });
});
