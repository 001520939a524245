import type { Finding } from "../../../policies/framework/outcome";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan, PlanResource } from "../../../model/plan";
import { unprotected, withInputs, withPath, without, withResource } from "../../../mutate/mutant";
import { baselineRules } from "../../../policies/baseline/rules";
import { Context } from "../../../policies/framework/context";

export type Edit = (plan: Plan) => Plan;
type Properties = Readonly<Record<string, unknown>>;

/** The one resource of a type (without "aws:") and name. @throws when there is none: an edit that changes nothing proves nothing */
export function find(plan: Plan, type: string, name: string): PlanResource {
    const found = plan.resources.find((one) => one.type === `aws:${type}` && one.name === name);
    if (!found) throw new Error(`the plan has no ${type} ${name}`);
    return found;
}

export const set =
    (type: string, name: string, change: Properties): Edit =>
    (plan) =>
        withInputs(plan, find(plan, type, name), change);

export const at =
    (type: string, name: string, path: readonly (string | number)[], value: unknown): Edit =>
    (plan) =>
        withPath(plan, find(plan, type, name), path, value);

/** Not protected by Pulumi. */
export const unkept =
    (type: string, name: string): Edit =>
    (plan) =>
        unprotected(plan, find(plan, type, name));

export const gone =
    (type: string, name: string): Edit =>
    (plan) =>
        without(plan, find(plan, type, name));

export const added =
    (type: string, props: Properties): Edit =>
    (plan) =>
        withResource(plan, type, "added", props);

export const both =
    (...edits: readonly Edit[]): Edit =>
    (plan) =>
        edits.reduce((edited, edit) => edit(edited), plan);

/** A policy document with one statement more. */
export const states =
    (type: string, name: string, property: string, statement: object): Edit =>
    (plan) => {
        const resource = find(plan, type, name);
        const document = JSON.parse(String(resource.props[property])) as { Statement: object[] };
        const more = JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
        return withInputs(plan, resource, { [property]: more });
    };

/** A policy document with its statements replaced. */
export const restates =
    (type: string, name: string, property: string, change: (text: string) => string): Edit =>
    (plan) => {
        const resource = find(plan, type, name);
        const before = String(resource.props[property]);
        const after = change(before);
        if (after === before) throw new Error(`nothing changes in ${property} of ${name}`);
        return withInputs(plan, resource, { [property]: after });
    };

/** What one rule of the pack has against a plan, as "verdict: message". */
export function against(rule: string, plan: Plan, change = (resources: GraphResource[]) => resources): string[] {
    const own = baselineRules.find(({ id }) => id === rule);
    if (!own) throw new Error(`no rule ${rule}`);
    return own
        .evaluate(new Context(change(fromPlan(plan))))
        .filter(isAgainst)
        .map(({ verdict, message }) => `${verdict}: ${message}`);
}

export const isAgainst = ({ verdict }: Finding) => verdict === "non-compliant" || verdict === "unknown";
