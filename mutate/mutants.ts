import type { Plan, PlanResource } from "../model/plan";
import { rowOperators } from "./catalogue";
import { inputFaults } from "./inputs";
import type { Mutant } from "./mutant";

/** Every mutant of a plan, each a plan of its own: what two operators make alike is there once, as the first made it. */
export function mutantsOf(plan: Plan): Mutant[] {
    const valid = new Set(plan.resources);
    const seen = new Set<string>();
    return [...rowOperators, inputFaults]
        .flatMap((operator) => operator(plan))
        .filter((mutant) => {
            const kept = new Set(mutant.plan.resources);
            const after = mutant.plan.resources.filter((resource) => !valid.has(resource)).map(inputs);
            const before = plan.resources.filter((resource) => !kept.has(resource)).map(inputs);
            const difference = JSON.stringify([before, after]);
            const isNew = JSON.stringify(before) !== JSON.stringify(after) && !seen.has(difference);
            seen.add(difference);
            return isNew;
        });
}

/** What is written, and of a component what it registers. */
const inputs = ({ urn, props, outputs, protect, ignoreChanges }: PlanResource) => [
    urn,
    props,
    outputs.intent,
    protect,
    ignoreChanges,
];

/** Every nth of a list, and the first of each kind: the same ones in every run. */
export function sampled<T>(all: readonly T[], nth: number, kindOf: (one: T) => string): T[] {
    const kinds = new Set<string>();
    return all.filter((one, i) => {
        const isFirst = !kinds.has(kindOf(one));
        kinds.add(kindOf(one));
        return isFirst || i % nth === 0;
    });
}
