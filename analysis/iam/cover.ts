import type { Condition, Statement } from "./document";

/** One thing that a statement grants: an action on a resource. Either may be a pattern. */
export interface Grant {
    readonly action: string;
    readonly resource: string;
}

/** What an Allow grants beyond statements that it is held against; what is granted by exclusion (NotAction, NotResource) is always beyond. */
export function beyond(granted: Statement, designed: readonly Statement[]): Grant[] {
    const actions = granted.notActions.length > 0 ? [`all but ${granted.notActions.join(", ")}`] : granted.actions;
    const resources =
        granted.notResources.length > 0 ? [`all but ${granted.notResources.join(", ")}`] : granted.resources;
    return actions
        .flatMap((action) => resources.map((resource) => ({ action, resource })))
        .filter((grant) => !designed.some((one) => one.allow && isWithin(grant, granted, one)));
}

const isWithin = ({ action, resource }: Grant, { conditions }: Statement, designed: Statement) =>
    designed.actions.some((pattern) => covers(pattern, action, "i")) &&
    designed.resources.some((pattern) => covers(pattern, resource)) &&
    designed.conditions.every((wanted) => conditions.some((given) => isAsNarrow(given, wanted)));

/** A condition of the same kind that lets fewer values through. */
export const isAsNarrow = (given: Condition, wanted: Condition): boolean =>
    given.operator === wanted.operator &&
    given.key === wanted.key &&
    given.values.length > 0 &&
    given.values.every((value) => wanted.values.includes(value));

/** True when everything that the second pattern stands for, the first stands for too: `a/*` covers `a/b*`, and `a/?` does not cover `a/*`. */
export function covers(pattern: string, inner: string, flags = ""): boolean {
    const expression = pattern
        .split("")
        .map((letter) =>
            letter === "*" ? ".*" : letter === "?" ? "[^*]" : letter.replace(/[\\^$+.()|[\]{}]/g, "\\$&"),
        )
        .join("");
    return new RegExp(`^${expression}$`, `s${flags}`).test(inner);
}
