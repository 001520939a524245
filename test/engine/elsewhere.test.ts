import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { Plan } from "../../model/plan";
import { isProvider, planned, state } from "./compare";
import { engineSuite } from "./deployment";
import { parameterStore } from "./parameterStore";
import { Project } from "./project";

const stack = "elsewhere";
const byUrn = <T extends { urn: string }>(resources: readonly T[]) =>
    [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));

/** README's way, by its own commands, with a stack file that somebody else wrote: two zones of another region, Bedrock, Let's Encrypt. */
engineSuite("a stack of somebody else, from its file to its removal", () => {
    let project: Project;
    let ssm: Awaited<ReturnType<typeof parameterStore>>;
    before(async () => {
        project = new Project();
        ssm = await parameterStore();
        const file = join(__dirname, "..", "fixtures", "stack-files", `Pulumi.${stack}.yaml`);
        copyFileSync(file, join(project.folder, `Pulumi.${stack}.yaml`));
        // What preflight says to do about a stack without levels of its own.
        copyFileSync(join(project.folder, "policies/prod.json"), join(project.folder, `policies/${stack}.json`));
    });
    after(() => {
        ssm?.close();
        project?.remove();
    });

    const preflight = async (environment: NodeJS.ProcessEnv = {}) => {
        const { status, stdout, stderr } = await project.command(
            "preflight/cli.ts",
            ["--stack", stack, "--json"],
            environment,
        );
        return { status, stderr, result: JSON.parse(stdout) as Plan & { accepted: boolean; claims: Claim[] } };
    };
    interface Claim {
        readonly id: string;
        readonly verdict: string;
    }

    let first: Awaited<ReturnType<typeof preflight>>["result"];

    it("is accepted by preflight, with every claim proved and a verifier in each zone", async () => {
        const { status, stderr, result } = await preflight();
        expect(status, stderr).to.equal(0);
        expect(result.accepted).to.equal(true);
        expect(result.claims.filter(({ verdict }) => verdict !== "proved")).to.deep.equal([]);
        const hosts = result.resources.filter(({ type }) => type === "aws:ec2/instance:Instance");
        expect(hosts.map(({ name }) => name).sort()).to.have.length(4);
        first = result;
    });

    it("is the same to preflight after `stack init` has rewritten its file, and after a nested value is encrypted", async () => {
        const before = project.read(`Pulumi.${stack}.yaml`);
        project.succeed("stack", "init", stack);
        const email = "isolated-openhands:access.openHands.certificate.email";
        project.succeed("config", "set", "--stack", stack, "--path", "--secret", email, "ops@labelworks.eu");
        const after = project.read(`Pulumi.${stack}.yaml`);
        const { config, encryptionsalt } = parse(after) as { config: Record<string, unknown>; encryptionsalt: string };
        expect(encryptionsalt).to.match(/^v1:/);
        expect(JSON.stringify(config["isolated-openhands:access"])).to.match(/"email":\{"secure":"v1:/);
        expect(after).to.not.equal(before);
        const { status, stderr, result } = await preflight();
        expect(status, stderr).to.equal(0);
        expect(result.resources).to.deep.equal(first.resources);
    });

    it("says which value it cannot read without the passphrase", async () => {
        const { status, stderr } = await preflight({ PULUMI_CONFIG_PASSPHRASE: undefined });
        expect(status).to.equal(1);
        expect(stderr).to.include(
            `access.openHands.certificate.email = "(encrypted)": cannot be read without the stack's passphrase`,
        );
        const wrong = await preflight({ PULUMI_CONFIG_PASSPHRASE: "another" });
        expect(wrong.stderr).to.include(`Pulumi.${stack}.yaml: PULUMI_CONFIG_PASSPHRASE is not the passphrase`);
    });

    it("is deployed by `npm run up` with both packs, as preflight planned it", async () => {
        const { status, stdout, stderr } = await project.command("preflight/pulumi.ts", [
            ...["up", stack, "--yes", "--non-interactive"],
        ]);
        expect(status, stdout.slice(-4000) + stderr).to.equal(0);
        const deployed = project.deployed(stack).filter((resource) => !isProvider(resource));
        const expected = first.resources.filter((resource) => !isProvider(resource));
        expect(byUrn(deployed.map(state))).to.deep.equal(byUrn(expected.map(planned)));
    });

    it("changes nothing at the next preview, and answers as the plan does", async () => {
        const { changeSummary } = JSON.parse(project.succeed("preview", "--stack", stack, "--json"));
        expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
        const outputs = JSON.parse(project.succeed("stack", "output", "--json", "--stack", stack));
        expect(outputs.openHandsUrl).to.equal("https://agent.labelworks.eu/");
        expect(outputs.buckets.artifacts).to.equal(`ttb-verifier-artifacts-408271936054-${stack}`);
    });

    it("is removed by `npm run down`, with its full buckets and the parameters of each host", async () => {
        const { status, stdout, stderr } = await project.command(
            "preflight/down.ts",
            [stack, "--confirm", stack],
            ssm.environment,
        );
        expect(status, stdout + stderr).to.equal(0);
        expect(project.deployed(stack)).to.deep.equal([]);
        expect(project.account.size).to.equal(0);
        expect(ssm.asked).to.have.length(4);
        expect(ssm.asked.every((name) => name.startsWith(`/isolated-openhands/${stack}/certificates/`))).to.equal(true);
    });
});
