import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Break, breaks, gaps } from "./broken";
import { engineSuite, type Stack, stacks } from "./deployment";
import type { Finished } from "../fixtures/finished";
import { Project } from "./project";
import { packs } from "./packs";
import { inPairs } from "./pairs";

/** Both packs in the real policy host, against what preflight says in process. */

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
}

engineSuite("the packs in the real policy host", function () {
    const all = [...breaks, ...gaps];
    /** What BREAK says for it. */
    const own = (broken: Break) => String(all.indexOf(broken));
    let project: Project;
    const tried = new Map<Break, Tried>();
    const inProcess = new Map<Break, readonly string[]>();

    /** A preview on empty state, where no id is known: the hardest case, and the first that a user meets. */
    async function preview(stack: Stack, breakage: string) {
        const log = join(project.folder, `events-${stack}-${breakage}.json`);
        const environment = { BREAK: breakage, PULUMI_DEBUG_COMMANDS: "true" };
        const args = ["preview", "--stack", stack, "--event-log", log, ...packs(stack)];
        return { log, host: await project.beside(environment, ...args) };
    }

    /** Preflight of the copy, in this process: one at a time. */
    async function preflight(stack: Stack, breakage: string): Promise<string[]> {
        const file = join(project.folder, "preflight/preflight.ts");
        const copy = (await import(file)) as typeof import("../../preflight/preflight");
        process.env.BREAK = breakage;
        try {
            return distinct((await copy.preflight(stack)).violations.map(told));
        } finally {
            delete process.env.BREAK;
        }
    }

    async function tryInHost(broken: Break): Promise<void> {
        const { host, log } = await preview(broken.stack, own(broken));
        tried.set(broken, { host, said: violationsIn(log) });
    }

    async function tryInProcess(): Promise<void> {
        for (const broken of breaks) inProcess.set(broken, await preflight(broken.stack, own(broken)));
    }

    before(async function () {
        this.timeout(1_800_000);
        project = new Project();
        for (const stack of stacks) {
            project.succeed("stack", "init", stack);
            const file = join(project.folder, where[stack]);
            writeFileSync(file, breakable(project.read(where[stack]), all));
        }
        await Promise.all([inPairs(all, tryInHost), tryInProcess()]);
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
            const { host, said } = tried.get(broken) as Tried;
            expect(host.status, host.stdout).to.not.equal(0);
            const mandatory = said.filter((line) => line.startsWith("mandatory "));
            expect(mandatory.map(ofStack).some((line) => line.includes(`/${broken.rule} `))).to.equal(
                true,
                mandatory.join("\n"),
            );
            // A resource that is stopped may end the run before every stack rule has spoken.
            const stopped = said.some((line) => line.includes("-resource "));
            const alike = distinct(said.map(ofStack));
            expect(inProcess.get(broken)).to.include.members(alike);
            if (!stopped) expect(alike).to.deep.equal(inProcess.get(broken));
        });
    }

    for (const broken of gaps) {
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

    it("believe no component that takes an outsider for authorized: intent-configured", () => {
        const change = (text: string) =>
            text.replace(
                "...args.webProxy,",
                '...args.webProxy, access: { ...config.access, authorizedCidrs: ["198.51.100.0/24"] },',
            );
        const { status, stdout } = project.withFile("stacks/prod.ts", change, () =>
            project.pulumi("preview", "--stack", "prod", ...packs("prod")),
        );
        expect(status, stdout).to.not.equal(0);
        expect(stdout).to.include("[mandatory]  intent-configured");
    });

    it("do not let a broken instance be created, even with --skip-preview", async () => {
        const broken = breaks.findIndex(({ what }) => what === "a host that answers metadata freely");
        const args = ["up", "--stack", "prod", "--yes", "--skip-preview", ...packs("prod")];
        const { status } = await project.beside({ BREAK: String(broken) }, ...args);
        expect(status).to.not.equal(0);
        const made = project.deployed("prod").filter(({ urn }) => urn.endsWith("aws:ec2/instance:Instance::x"));
        expect(made).to.deep.equal([]);
    });
});
