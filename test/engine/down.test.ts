import { expect } from "chai";
import { engineSuite } from "./deployment";
import { parameterStore } from "./parameterStore";
import { Project } from "./project";

engineSuite("npm run down", () => {
    let project: Project;
    let ssm: Awaited<ReturnType<typeof parameterStore>>;
    const down = (...args: string[]) => project.command("preflight/down.ts", args, ssm.environment);

    before(async () => {
        project = new Project();
        ssm = await parameterStore();
        project.succeed("stack", "init", "prod");
        project.succeed("up", "--stack", "prod", "--yes", "--skip-preview");
    });
    after(() => {
        ssm.close();
        project.remove();
    });

    it("says what it would do, in its order, and does nothing without the stack's name", async () => {
        const before = project.account.size;
        for (const args of [["prod", "--dry-run"], ["prod"], ["prod", "--confirm", "dev"]]) {
            const { status, stdout, stderr } = await down(...args);
            expect(status, stderr).to.equal(args.includes("--dry-run") ? 0 : 1);
            expect(stdout).to.match(/1\. lifts Pulumi's protection of[^]*artifacts/);
            expect(stdout).to.match(/2\. updates these[^]*network-dns[^]*verifier-alb[^]*web-proxy-nlb/);
            expect(stdout).to.match(/3\. deletes all[^]*ttb-verifier-artifacts-111122223333/);
            expect(stdout).to.match(/4\. deletes the parameters[^]*\/isolated-openhands\/prod\/certificates\/edge/);
            expect(stdout).to.match(/What remains[^]*llm\/anthropic/);
        }
        expect(project.account.size).to.equal(before);
        expect(ssm.asked).to.deep.equal([]);
    });

    it("removes prod with its protections, its full buckets and the parameters of its hosts", async () => {
        const { status, stdout, stderr } = await down("prod", "--confirm", "prod");
        expect(status, stdout + stderr).to.equal(0);
        expect(project.deployed("prod")).to.deep.equal([]);
        expect(project.account.size).to.equal(0);
        expect(ssm.asked).to.deep.equal(
            ["edge", "agent", "verifier"].map((role) => `/isolated-openhands/prod/certificates/${role}`),
        );
    });

    it("has nothing left to do when it is run again", async () => {
        const { status, stdout } = await down("prod", "--confirm", "prod");
        expect(status).to.equal(0);
        expect(stdout).to.include("0 resources");
    });

    it("names the stacks that there are when the call is not one", async () => {
        for (const args of [[], ["staging"], ["dev", "prod"]]) {
            const { status, stderr } = await down(...args);
            expect(status).to.equal(2);
            expect(stderr).to.include("write one of dev, prod");
        }
    });
});
