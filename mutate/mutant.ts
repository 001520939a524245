import type { Plan, PlanResource } from "../model/plan";
import type { Family } from "./families";

/** One fault in an otherwise valid plan. */
export interface Mutant {
    /** Unique and stable: what was done to which resource. */
    readonly id: string;
    readonly family: Family;
    /** Rows of the table in docs/policies.md that it is an instance of; empty when derived from an input: then its family's. */
    readonly rows: readonly number[];
    readonly plan: Plan;
}

/** A change that is no fault: every rule must accept it. */
export interface Variant {
    readonly id: string;
    readonly plan: Plan;
}

/** Makes every mutant of one kind that a plan has room for. */
export type Operator = (plan: Plan) => readonly Mutant[];
export type VariantOperator = (plan: Plan) => readonly Variant[];

export const short = (resource: PlanResource) => `${resource.type.replace(/^aws:.*:/, "")} ${resource.name}`;

export const ofType = (plan: Plan, ...types: readonly string[]): PlanResource[] =>
    plan.resources.filter(({ type }) => types.some((wanted) => type === `aws:${wanted}`));

type Properties = Readonly<Record<string, unknown>>;

/** The plan with one resource's inputs changed; outputs that echo them change too. Undefined removes. */
export function withInputs(plan: Plan, resource: PlanResource, change: Properties): Plan {
    const merged = (properties: Properties) =>
        Object.fromEntries(Object.entries({ ...properties, ...change }).filter(([, value]) => value !== undefined));
    const echoed = Object.fromEntries(Object.keys(change).map((key) => [key, change[key]]));
    return replaced(plan, resource, {
        ...resource,
        props: merged(resource.props),
        outputs: Object.fromEntries(
            Object.entries({ ...resource.outputs, ...echoed }).filter(([, value]) => value !== undefined),
        ),
        // A property that is written over no longer comes from another resource.
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).filter(([key]) => !(key in change)),
        ),
    });
}

/** The plan with one place inside a resource's inputs changed. */
export function withPath(plan: Plan, resource: PlanResource, path: readonly (string | number)[], value: unknown): Plan {
    const [property, ...rest] = path;
    const copy = structuredClone(resource.props[property]) as never;
    return withInputs(plan, resource, { [property]: rest.length === 0 ? value : placed(copy, rest, value) });
}

function placed(root: unknown, path: readonly (string | number)[], value: unknown): unknown {
    const [key, ...rest] = path;
    const holder = (root ?? {}) as Record<string | number, unknown>;
    if (rest.length > 0) holder[key] = placed(holder[key], rest, value);
    else if (value !== undefined) holder[key] = value;
    else if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
    return holder;
}

/** The plan with one resource whose protection by Pulumi is lifted. */
export const unprotected = (plan: Plan, resource: PlanResource): Plan =>
    replaced(plan, resource, { ...resource, protect: false });

/** The plan with one resource of which some changes are not carried out. */
export const ignoring = (plan: Plan, resource: PlanResource, ...ignoreChanges: readonly string[]): Plan =>
    replaced(plan, resource, { ...resource, ignoreChanges });

/** The plan with what one component registers changed. */
export const withOutputs = (plan: Plan, resource: PlanResource, change: Properties): Plan =>
    replaced(plan, resource, { ...resource, outputs: { ...resource.outputs, ...change } });

export function without(plan: Plan, resource: PlanResource): Plan {
    return { ...plan, resources: plan.resources.filter((other) => other !== resource) };
}

/** The plan with a resource that somebody added beside the stack's own. */
export function withResource(plan: Plan, type: string, name: string, props: Properties, id = `${name}-added`): Plan {
    return added(plan, `aws:${type}`, name, props, id);
}

/** The same of any package, or a component, by its whole type. */
export const withExternal = (plan: Plan, type: string, name: string, props: Properties, custom: boolean): Plan =>
    added(plan, type, name, props, custom ? `${name}-added` : "");

function added(plan: Plan, type: string, name: string, props: Properties, id: string): Plan {
    const { urn } = plan.resources[0];
    const [, project] = urn.replace("urn:pulumi:", "").split("::");
    const more: PlanResource = {
        urn: `urn:pulumi:${plan.stack}::${project}::${type}::${name}`,
        id,
        type,
        name,
        parent: `urn:pulumi:${plan.stack}::${project}::pulumi:pulumi:Stack::${project}-${plan.stack}`,
        custom: id !== "",
        protect: false,
        props,
        outputs: { ...props },
        dependencies: [],
        propertyDependencies: {},
    };
    return { ...plan, resources: [...plan.resources, more].sort((a, b) => (a.urn < b.urn ? -1 : 1)) };
}

function replaced(plan: Plan, old: PlanResource, now: PlanResource): Plan {
    return { ...plan, resources: plan.resources.map((resource) => (resource === old ? now : resource)) };
}
