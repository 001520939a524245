import type { Plan, PlanResource } from "../model/plan";

/** A resource that is changed, gone or new, with the inputs that differ. */
export interface Change {
    readonly urn: string;
    readonly before: PlanResource | undefined;
    readonly after: PlanResource | undefined;
    readonly inputs: readonly string[];
}

export function changesOf(valid: Plan, mutated: Plan): Change[] {
    const [was, is] = [valid, mutated].map(({ resources }) => new Map(resources.map((one) => [one.urn, one])));
    return [...new Set([...was.keys(), ...is.keys()])]
        .map((urn) => ({ urn, before: was.get(urn), after: is.get(urn) }))
        .filter(({ before, after }) => before !== after)
        .map((change) => ({ ...change, inputs: inputsOf(change) }));
}

/** Of a resource that stays, the options that rules read too. */
const inputsOf = ({ before, after }: Omit<Change, "inputs">) => [
    ...differing(before?.props, after?.props),
    ...(before && after ? differing(optionsOf(before), optionsOf(after)) : []),
];

const optionsOf = ({ protect, ignoreChanges }: PlanResource) => ({ protect, ignoreChanges });

const differing = (before: PlanResource["props"] = {}, after: PlanResource["props"] = {}) =>
    Object.keys({ ...before, ...after }).filter(
        (input) => JSON.stringify(before[input]) !== JSON.stringify(after[input]),
    );
