import type { Plan, PlanResource } from "../model/plan";

/** What one property of a resource refers to. */
export interface Reference {
    /** The resources of the plan, in the order in which the property names them. */
    readonly resources: readonly PlanResource[];
    /** Values that no resource of the plan has: something looked up, or made elsewhere. */
    readonly foreign: readonly string[];
}

/**
 * A plan with its references resolved by the rule of docs/design.md: by a value that is the id or ARN of exactly one
 * resource; else by `propertyDependencies`. No Pulumi runtime, no I/O.
 */
export class LinkedPlan {
    private readonly byUrn = new Map<string, PlanResource>();
    private readonly byIdentity = new Map<string, PlanResource[]>();

    readonly plan: Plan;

    constructor(plan: Plan) {
        // Whatever order a plan comes in, what is made of it is the same.
        this.plan = { ...plan, resources: [...plan.resources].sort((left, right) => byText(left.urn, right.urn)) };
        for (const resource of this.plan.resources) {
            this.byUrn.set(resource.urn, resource);
            if (!resource.custom) continue;
            for (const identity of new Set([resource.id, resource.outputs.arn])) {
                if (typeof identity !== "string" || identity === "") continue;
                this.byIdentity.set(identity, [...(this.byIdentity.get(identity) ?? []), resource]);
            }
        }
    }

    ofType(...types: readonly string[]): PlanResource[] {
        return this.plan.resources.filter((resource) => types.includes(resource.type));
    }

    /**
     * Follows `property`, also into arrays and objects. With `types`, a resource of another type is no link: a VPC where
     * a security group is meant stands for the VPC's default group, which is not the VPC.
     */
    follow(from: PlanResource, property: string, types?: readonly string[]): Reference {
        const fits = (resource: PlanResource): boolean => types === undefined || types.includes(resource.type);
        const named = strings(from.props[property]).map((value) => {
            const candidates = (this.byIdentity.get(value) ?? []).filter(fits);
            return { value, target: candidates.length === 1 ? candidates[0] : undefined };
        });
        const resources = named.flatMap(({ target }) => target ?? []);
        const foreign = named.filter(({ target }) => target === undefined).map(({ value }) => value);
        // Every value was known and linked: the dependencies add nothing but what computed those values.
        if (named.length > 0 && foreign.length === 0) return { resources: unique(resources), foreign };
        const dependencies = (from.propertyDependencies[property] ?? [])
            .flatMap((urn) => this.byUrn.get(urn) ?? [])
            .filter((resource) => resource.custom && fits(resource) && !resources.includes(resource));
        if (dependencies.length === 0) return { resources: unique(resources), foreign };
        return { resources: unique([...resources, ...dependencies]), foreign: [] };
    }

    /** The first resource that `property` refers to, for properties that hold one reference. */
    one(from: PlanResource, property: string, types?: readonly string[]): PlanResource | undefined {
        return this.follow(from, property, types).resources[0];
    }

    /** Resources of `type` whose `property` refers to `to`. */
    referrers(to: PlanResource, type: string, property: string): PlanResource[] {
        return this.ofType(type).filter((resource) => this.follow(resource, property).resources.includes(to));
    }

    /** The components above a resource, nearest first. */
    ancestors(resource: PlanResource): PlanResource[] {
        const chain: PlanResource[] = [];
        for (let next = this.byUrn.get(resource.parent); next !== undefined && !chain.includes(next);) {
            chain.push(next);
            next = this.byUrn.get(next.parent);
        }
        return chain;
    }

    /** The role that the nearest component above registered; undefined below no such component. */
    role(resource: PlanResource): string | undefined {
        const registered = this.ancestors(resource).find((ancestor) => typeof ancestor.outputs.role === "string");
        return registered === undefined ? undefined : String(registered.outputs.role);
    }
}

/** Orders by code units: the same on every machine, which `localeCompare` is not. */
export function byText(left: string, right: string): number {
    return left < right ? -1 : left > right ? 1 : 0;
}

/** Every string in a value, depth first. */
function strings(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(strings);
    if (typeof value === "object" && value !== null) return Object.values(value).flatMap(strings);
    return [];
}

function unique<T>(items: readonly T[]): T[] {
    return [...new Set(items)];
}
