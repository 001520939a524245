import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Break, breaks, unknowns } from "./broken";
import { deployment, engineSuite, type Stack, stacks } from "./deployment";
import { type Finished, Project } from "./project";
import { inPairs } from "./pairs";

/** Both packs in the real policy host, against what preflight says in process. */

const packs = (stack: Stack) =>
    ["isolation", "baseline"].flatMap((pack) => [
        "--policy-pack",
        `policies/${pack}`,
        "--policy-pack-config",
        `policies/${stack}.json`,
    ]);

interface Violation {
    readonly pack: string;
    readonly rule: string;
    readonly level: string;
    readonly urn: string;
}

/** One form for a violation of the policy host and one of preflight. */
const told = ({ pack, rule, level, urn }: Violation) => `${level} ${pack}/${rule} ${urn}`;

/** What a policy says that stops single resources, its rule says of the stack too; preflight runs the rule. */
const ofStack = (line: string) => line.replace("-resource ", " ");

const distinct = (lines: readonly string[]) => [...new Set(lines)].sort();

/** The policy events of a run, as the engine logs them. */
function violationsIn(eventLog: string): string[] {
    const events = readFileSync(eventLog, "utf8").trim().split("\n");
    return events.flatMap((line) => {
        const { policyEvent } = JSON.parse(line) as { policyEvent?: Record<string, string> };
        if (policyEvent === undefined) return [];
        const { policyPackName: pack, policyName: rule, enforcementLevel: level, resourceUrn: urn } = policyEvent;
        return [told({ pack, rule, level, urn })];
    });
}

const where = { prod: "stacks/prod.ts", dev: "stacks/demo.ts" } as const;
const end = "    return outputs(config";

/** The program with every break in it, each asleep until BREAK names it. */
function breakable(text: string, of: readonly Break[]): string {
    const cases = of.map(({ line }, i) => `    if (process.env.BREAK === "${i}") {\n        ${line}\n    }\n`).join("");
    return `import * as aws from "@pulumi/aws";\n${text.replace(end, `${cases}${end}`)}`;
}

interface Tried {
    readonly host: Finished;
    readonly said: readonly string[];
    readonly inProcess: readonly string[];
}

engineSuite("the packs in the real policy host", function () {
    const all = [...breaks, ...unknowns];
    let project: Project;
    const tried = new Map<Break, Tried>();

    /** A preview on empty state, where no id is known: the hardest case, and the first that a user meets. */
    async function preview(stack: Stack, breakage: string) {
        const log = join(project.folder, `events-${stack}-${breakage}.json`);
        const environment = { BREAK: breakage, PULUMI_DEBUG_COMMANDS: "true" };
        const args = ["preview", "--stack", stack, "--event-log", log, ...packs(stack)];
        return { log, host: await project.beside(environment, "pulumi", ...args) };
    }

    async function preflight(stack: Stack, breakage: string): Promise<string[]> {
        const args = ["preflight/cli.ts", "--json", "--stack", stack, "--out", join(project.folder, `out-${breakage}`)];
        const { stdout, stderr } = await project.beside({ BREAK: breakage }, "node", ...args);
        if (stdout === "") throw new Error(stderr);
        return distinct((JSON.parse(stdout) as { violations: Violation[] }).violations.map(told));
    }

    before(async function () {
        this.timeout(900_000);
        project = new Project();
        for (const stack of stacks) {
            project.succeed("stack", "init", stack);
            const file = join(project.folder, where[stack]);
            writeFileSync(file, breakable(project.read(where[stack]), all));
        }
        await inPairs(all, async (broken) => {
            const own = String(all.indexOf(broken));
            const { host, log } = await preview(broken.stack, own);
            const isUnknown = unknowns.includes(broken);
            tried.set(broken, {
                host,
                said: violationsIn(log),
                inProcess: isUnknown ? [] : await preflight(broken.stack, own),
            });
        });
    });
    after(() => project?.remove());

    for (const stack of stacks) {
        it(`accept ${stack} on empty state, as preflight does`, async () => {
            const { host, log } = await preview(stack, "none");
            expect(host.status, host.stdout).to.equal(0);
            expect(distinct(violationsIn(log).map(ofStack))).to.deep.equal(await preflight(stack, "none"));
            expect(host.stdout).to.not.include("[mandatory]");
            expect(host.stdout)
                .to.match(/isolation@/)
                .and.to.match(/baseline@/);
        });
    }

    it("take dev by the levels of prod when no levels are given", () => {
        const given = ["--policy-pack", "policies/isolation", "--policy-pack", "policies/baseline"];
        const { status, stdout } = project.pulumi("preview", "--stack", "dev", ...given);
        expect(status).to.not.equal(0);
        expect(stdout).to.include("[mandatory]  no-public-ip").and.to.include("[mandatory]  agent-egress-only");
    });

    for (const broken of breaks) {
        it(`refuse ${broken.what} in ${broken.stack}, as preflight does: ${broken.rule}`, () => {
            const { host, said, inProcess } = tried.get(broken) as Tried;
            expect(host.status, host.stdout).to.not.equal(0);
            const mandatory = said.filter((line) => line.startsWith("mandatory "));
            expect(mandatory.map(ofStack).some((line) => line.includes(`/${broken.rule} `))).to.equal(
                true,
                mandatory.join("\n"),
            );
            // A resource that is stopped may end the run before every stack rule has spoken.
            const stopped = said.some((line) => line.includes("-resource "));
            const alike = distinct(said.map(ofStack));
            expect(inProcess).to.include.members(alike);
            if (!stopped) expect(alike).to.deep.equal(inProcess);
        });
    }

    for (const broken of unknowns) {
        it(`fail closed on ${broken.what}: ${broken.rule}`, () => {
            const { host, said } = tried.get(broken) as Tried;
            expect(host.status, host.stdout).to.not.equal(0);
            const mandatory = said.filter((line) => line.startsWith("mandatory "));
            expect(mandatory.map(ofStack).some((line) => line.includes(`/${broken.rule} `))).to.equal(
                true,
                mandatory.join("\n"),
            );
            expect(host.stdout).to.include("not known");
        });
    }

    it("believe no component that takes a stranger for authorized: intent-configured", () => {
        const change = (text: string) =>
            text.replace("access: config.access", 'access: { ...config.access, authorizedCidrs: ["198.51.100.0/24"] }');
        const { status, stdout } = project.withFile("stacks/prod.ts", change, () =>
            project.pulumi("preview", "--stack", "prod", ...packs("prod")),
        );
        expect(status, stdout).to.not.equal(0);
        expect(stdout).to.include("[mandatory]  intent-configured");
    });

    it("do not let a broken instance be created, even with --skip-preview", async () => {
        const broken = breaks.findIndex(({ what }) => what === "a host that answers metadata freely");
        const args = ["up", "--stack", "prod", "--yes", "--skip-preview", ...packs("prod")];
        const { status } = await project.beside({ BREAK: String(broken) }, "pulumi", ...args);
        expect(status).to.not.equal(0);
        const made = project.deployed("prod").filter(({ urn }) => urn.endsWith("aws:ec2/instance:Instance::x"));
        expect(made).to.deep.equal([]);
    });
});

engineSuite("the packs on what is deployed", () => {
    const analyze = (state: unknown, stack: Stack) => {
        const { project } = deployment();
        const file = join(project.folder, "state.json");
        writeFileSync(file, JSON.stringify(state));
        return project.pulumi("policy", "analyze", "--file", file, ...packs(stack));
    };
    const exported = (stack: Stack) =>
        JSON.parse(deployment().project.succeed("stack", "export", "--stack", stack)) as {
            deployment: {
                resources: { urn: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
            };
        };

    for (const stack of stacks) {
        it(`accept the export of ${stack}`, () => {
            const { status, stdout, stderr } = analyze(exported(stack), stack);
            expect(status, stdout + stderr).to.equal(0);
        });

        it(`accept an unchanged deployment of ${stack} by preview and up`, () => {
            const { project } = deployment();
            for (const command of [["preview"], ["up", "--yes"]]) {
                const { status, stdout } = project.pulumi(...command, "--stack", stack, ...packs(stack));
                expect(status, stdout).to.equal(0);
            }
        });

        it(`refuse an export of ${stack} that somebody changed by hand, and name the rule`, () => {
            const state = exported(stack);
            const host = state.deployment.resources.find(({ urn }) =>
                urn.endsWith("aws:ec2/instance:Instance::openhands"),
            );
            if (host === undefined) throw new Error("no openhands");
            const metadataOptions = { httpTokens: "optional", httpPutResponseHopLimit: 2 };
            Object.assign(host.inputs, { metadataOptions });
            Object.assign(host.outputs, { metadataOptions });
            const { status, stdout } = analyze(state, stack);
            expect(status).to.not.equal(0);
            expect(stdout).to.include("imds-token-one-hop");
        });
    }
});
