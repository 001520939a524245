import { join } from "node:path";
import { parseArgs } from "node:util";
import { allRules } from "../policies/rules";
import { readLevels } from "../policies/framework/levels";
import { planStack } from "../preflight/plan";
import type { Plan } from "../model/plan";
import { variantsOf } from "./benign";
import { alarmOf, campaign, type Outcome, type Scanned, scannedAs } from "./campaign";
import { installed, type Scan, Scanner } from "./checkov/scanner";
import { terraformType } from "./checkov/terraform";
import type { Mutant } from "./mutant";
import { mutantsOf, sampled } from "./mutants";
import { schemaMutants } from "./schema";
import { report, shortfalls } from "./results";

/**
 * `npm run mutate`: breaks the valid plans of both stacks in every way that is derived, asks the rules and Checkov about each, and
 * about every benign variant the rules. Exit 1 when the figures are below what is asked for.
 * `--schema` asks the rules alone about the mutants that the provider's schema gives, all inputs and ids and every Nth added resource, and
 * ends with 1 while one survives. `--stack S` takes one stack.
 * `--every N` takes every Nth mutant and the first of each kind, `--scan-every N` sends every Nth of these through Checkov.
 */
const { values } = parseArgs({
    options: {
        every: { type: "string", default: "1" },
        "scan-every": { type: "string", default: "1" },
        schema: { type: "boolean", default: false },
        stack: { type: "string", multiple: true, default: ["prod", "dev"] },
    },
});
const [every, scanEvery] = [values.every, values["scan-every"]].map(Number);

const kindOf = ({ family, rows }: Mutant) => `${family} ${rows.join(" ")}`;

async function stackOutcomes(plan: Plan, scanner: Scanner): Promise<Outcome[]> {
    const mutants = sampled(mutantsOf(plan), every, kindOf);
    const scanned = new Set(sampled(mutants, scanEvery, ({ family }) => family));
    const valid = await scanner.scan(plan);
    console.log(coverage(plan, valid));
    const scan = (mutant: Mutant): Promise<Scanned> | undefined =>
        scanned.has(mutant)
            ? scanner.scan(mutant.plan).then((after) => scannedAs(mutant, plan, valid, after))
            : undefined;
    const levels = readLevels(join(__dirname, "..", "policies"), plan.stack, allRules);
    return campaign(plan, mutants, { rules: allRules, levels, today }, scan);
}

function coverage({ stack, resources }: Plan, { judged, failed }: Scan): string {
    const types = [...new Set(resources.map(({ type }) => type).filter((type) => type.startsWith("aws:")))];
    const unjudged = types.map(terraformType).filter((type) => !judged.has(type));
    return (
        `${stack}: Checkov has checks of ${types.length - unjudged.length} of the ${types.length} types in the valid plan, and none of ` +
        `${unjudged.join(", ")}; ${failed.size} checks fail on it: its baseline`
    );
}

const today = new Date().toISOString().slice(0, 10);

async function main(): Promise<void> {
    const started = Date.now();
    const scanner = new Scanner(installed());
    try {
        const outcomes: Outcome[] = [];
        const alarms: [string, string][] = [];
        let variants = 0;
        for (const stack of values.stack) {
            const plan = await planStack(stack);
            outcomes.push(...(await stackOutcomes(plan, scanner)));
            for (const variant of await variantsOf(plan)) {
                variants += 1;
                const why = alarmOf(variant);
                if (why !== undefined) alarms.push([`${stack}: ${variant.id}`, why]);
            }
        }
        const results = { outcomes, variants, alarms };
        const problems = shortfalls(results);
        if (every > 1) console.log(`a sample: every ${every}th mutant and the first of each kind`);
        if (scanEvery > 1) console.log(`Checkov had every ${scanEvery}th of them`);
        console.log(report(results));
        console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
        console.log(problems.length === 0 ? "passed" : `FAILED: ${problems.join("; ")}`);
        process.exitCode = problems.length === 0 ? 0 : 1;
    } finally {
        scanner.stop();
    }
}

async function schemaRun(): Promise<void> {
    const outcomes: Outcome[] = [];
    for (const stack of values.stack) {
        const plan = await planStack(stack);
        const isAdded = ({ family }: Mutant) => family === "other-type" || family === "outsider";
        const all = schemaMutants(plan);
        const added = sampled(all.filter(isAdded), every, ({ family }) => family);
        const mutants = [...all.filter((mutant) => !isAdded(mutant)), ...added];
        const levels = readLevels(join(__dirname, "..", "policies"), stack, allRules);
        outcomes.push(...(await campaign(plan, mutants, { rules: allRules, levels, today })));
    }
    console.log(report({ outcomes, variants: 0, alarms: [] }));
    // Every survivor is a gap that is known and open: docs/mutation.md.
    process.exitCode = outcomes.some(({ fate }) => fate === "survived" || fate === "crashed") ? 1 : 0;
}

void (values.schema ? schemaRun() : main());
