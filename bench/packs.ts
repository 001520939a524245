import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../test/engine/project";

/**
 * How long a pack takes to boot: `pulumi policy analyze` of a state with nothing in it, so that starting the host, compiling and loading the
 * pack is all there is, beside a pack of one rule that does nothing. Whole processes, in turns, so that all see the same machine. Needs
 * the real CLI.
 */
const rounds = 5;
const limit = 2;

const idle = `import { PolicyPack } from "@pulumi/policy";
new PolicyPack("idle", { policies: [{ name: "nothing", description: "nothing", enforcementLevel: "mandatory", validateStack: () => {} }] });
`;

const urn = "urn:pulumi:prod::isolated-openhands::pulumi:pulumi:Stack::isolated-openhands-prod";
const state = { version: 3, deployment: { resources: [{ urn, type: "pulumi:pulumi:Stack", custom: false }] } };

function medianOf(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

const project = new Project();
try {
    const policies = join(project.folder, "policies");
    mkdirSync(join(policies, "idle"));
    for (const file of ["PulumiPolicy.yaml", "tsconfig.json", "package.json"])
        cpSync(join(policies, "baseline", file), join(policies, "idle", file));
    writeFileSync(join(policies, "idle", "index.ts"), idle);
    const file = join(project.folder, "state.json");
    writeFileSync(file, JSON.stringify(state));

    const seconds = (pack: string) => {
        const started = process.hrtime.bigint();
        // A state of nothing lacks what the claims are about: only that the pack ran counts here.
        const { stdout } = project.pulumi("policy", "analyze", "--file", file, "--policy-pack", `policies/${pack}`);
        if (!stdout.includes(`${pack}@`)) throw new Error(`${pack} did not run: ${stdout}`);
        return Number(process.hrtime.bigint() - started) / 1e9;
    };
    const packs = ["idle", "isolation", "baseline"];
    const times = new Map(packs.map((pack) => [pack, [] as number[]]));
    for (let round = 0; round < rounds; round++) for (const pack of packs) times.get(pack)?.push(seconds(pack));
    const medians = packs.map((pack) => [pack, medianOf(times.get(pack) ?? [])] as const);
    const [[, bare]] = medians;
    for (const [pack, median] of medians) {
        const ratio = median / bare;
        console.log(
            `${pack}: median ${median.toFixed(2)} s of ${rounds}, ${ratio.toFixed(2)} of an idle pack, at most ${limit}`,
        );
        if (ratio > limit) process.exitCode = 1;
    }
} finally {
    project.remove();
}
