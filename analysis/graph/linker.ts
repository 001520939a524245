import type { GraphResource } from "./resource";

/** What a property may stand for. Exact: it is this one; else it is one of several, and a proof must hold for each. */
export interface Link {
    readonly targets: readonly GraphResource[];
    readonly exact: boolean;
    /** The value, when it is known and no resource of the graph has it: something outside the stack. */
    readonly foreign?: string;
}

const nothing: Link = { targets: [], exact: true };

/**
 * Follows references between resources (DESIGN.md, "Linking"): by a known id that exactly one resource has; else by
 * `propertyDependencies` when the property has one; else every candidate counts.
 */
export class Linker {
    private readonly byUrn: ReadonlyMap<string, GraphResource>;
    private readonly byId = new Map<string, GraphResource[]>();

    constructor(readonly resources: readonly GraphResource[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        for (const resource of resources) {
            // An ARN stands for its resource too; load balancers and keys are named by it.
            for (const key of new Set([resource.id, resource.outputs.arn, resource.outputs.allocationId])) {
                if (typeof key !== "string" || key === "") continue;
                this.byId.set(key, [...(this.byId.get(key) ?? []), resource]);
            }
        }
    }

    ofType(...types: readonly string[]): GraphResource[] {
        const wanted = new Set(types);
        return this.resources.filter((resource) => wanted.has(resource.type));
    }

    urn(urn: string): GraphResource | undefined {
        return this.byUrn.get(urn);
    }

    /** Ancestors from the parent up. */
    ancestors(resource: GraphResource): GraphResource[] {
        const parent = this.byUrn.get(resource.parent);
        return parent ? [parent, ...this.ancestors(parent)] : [];
    }

    /** What one property of a resource names, among resources of the given types. */
    link(resource: GraphResource, property: string, ...types: readonly string[]): Link {
        return this.resolve(resource, property, resource.props[property], types);
    }

    /** What each value of a list names; a list that is not known at all is one link to what it may hold. */
    links(resource: GraphResource, property: string, ...types: readonly string[]): Link[] {
        const value = resource.props[property];
        if (Array.isArray(value)) return value.map((item) => this.resolve(resource, property, item, types));
        const link = this.resolve(resource, property, value, types);
        const listed = resource.propertyDependencies[property] ?? [];
        // Unknown, but made of known resources: each of them is in the list.
        if (value === undefined && listed.length > 0)
            return link.targets.map((target) => ({ targets: [target], exact: true }));
        return link.targets.length > 0 || link.foreign !== undefined ? [link] : [];
    }

    /** Whether a property names one resource, alone or in a list. */
    names(resource: GraphResource, property: string, target: GraphResource, ...types: readonly string[]): boolean {
        return this.links(resource, property, ...types).some(({ targets }) => targets.includes(target));
    }

    dependsOn(resource: GraphResource, property: string, target: GraphResource): boolean {
        return resource.propertyDependencies[property]?.includes(target.urn) ?? false;
    }

    private resolve(resource: GraphResource, property: string, value: unknown, types: readonly string[]): Link {
        const fits = (candidate: GraphResource) => types.includes(candidate.type);
        if (typeof value === "string" && value !== "") {
            const named = (this.byId.get(value) ?? []).filter(fits);
            if (named.length === 1) return { targets: named, exact: true };
            if (named.length === 0) return { targets: [], exact: true, foreign: value };
        }
        if (value === undefined && !(property in resource.propertyDependencies) && !resource.unknown.has(property))
            return nothing;
        const dependencies = (resource.propertyDependencies[property] ?? []).flatMap(
            (urn) => this.byUrn.get(urn) ?? [],
        );
        const fitting = dependencies.filter(fits);
        if (fitting.length > 0) return { targets: fitting, exact: fitting.length === 1 };
        const candidates = this.resources.filter(fits);
        return {
            targets: candidates,
            exact: candidates.length === 1 && dependencies.length === 0 && value === undefined,
        };
    }
}
