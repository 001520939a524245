import { planStack } from "../preflight/plan";
import { stacksOf } from "../preflight/stackFiles";
import { allRules } from "../policies/rules";
import { join } from "node:path";
import { rowOperators } from "./catalogue";
import { judgeMutants } from "./judge";
import { families } from "./mutant";

/** `npm run mutate`: every mutant of the catalogue against every rule; kill rate by family, and each survivor with what it did break. */
async function run(stack: string): Promise<void> {
    const plan = await planStack(stack);
    const mutants = rowOperators
        .flatMap((operator) => operator(plan))
        .filter((mutant) => JSON.stringify(mutant.plan) !== JSON.stringify(plan));
    const started = Date.now();
    const verdicts = judgeMutants(plan, mutants, allRules);
    console.log(
        `\n${stack}: ${mutants.length} mutants, ${allRules.length} rules, ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    for (const family of families) {
        const own = verdicts.filter(({ mutant }) => mutant.family === family);
        const killed = own.filter(({ killedBy }) => killedBy.length > 0).length;
        if (own.length > 0)
            console.log(
                `  ${family.padEnd(16)} ${killed} of ${own.length} killed (${((100 * killed) / own.length).toFixed(1)} %)`,
            );
    }
    for (const { mutant, broke, doubted } of verdicts.filter(({ killedBy }) => killedBy.length === 0)) {
        const else_ =
            broke.length > 0
                ? `broke ${broke.join(", ")}`
                : doubted.length > 0
                  ? `left in doubt ${doubted.join(", ")}`
                  : "broke nothing";
        console.log(`  survives: ${mutant.id} (${else_})`);
    }
}

void (async () => {
    const known = stacksOf(join(__dirname, ".."));
    const wanted = process.argv.slice(2).filter((stack) => known.includes(stack));
    for (const stack of wanted.length > 0 ? wanted : known) await run(stack);
})();
