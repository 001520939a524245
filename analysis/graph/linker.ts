import type { GraphResource } from "./resource";

/** What a property may stand for. Exact: it is this one; else it is one of several, and a proof must hold for each. */
export interface Link {
    readonly targets: readonly GraphResource[];
    readonly exact: boolean;
    /** The value, when it is known and no resource of the graph has it: something outside the stack. */
    readonly external?: string;
}

const nothing: Link = { targets: [], exact: true };

/**
 * Follows references between resources (docs/design.md, "Linking"): by a known id that exactly one resource has; else by
 * `propertyDependencies` when the property has one; else every candidate counts.
 */
export class Linker {
    private readonly byUrn: ReadonlyMap<string, GraphResource>;
    private readonly byId = new Map<string, GraphResource[]>();
    private readonly byType = new Map<string, GraphResource[]>();

    constructor(readonly resources: readonly GraphResource[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        for (const resource of resources) {
            const alike = this.byType.get(resource.type);
            if (alike) alike.push(resource);
            else this.byType.set(resource.type, [resource]);
            // An ARN stands for its resource too; load balancers and keys are named by it.
            for (const key of new Set([resource.id, resource.outputs.arn, resource.outputs.allocationId])) {
                if (typeof key !== "string" || key === "") continue;
                this.byId.set(key, [...(this.byId.get(key) ?? []), resource]);
            }
        }
    }

    ofType(...types: readonly string[]): GraphResource[] {
        return types.flatMap((type) => this.byType.get(type) ?? []);
    }

    urn(urn: string): GraphResource | undefined {
        return this.byUrn.get(urn);
    }

    /** Ancestors from the parent up; to where parents go in a circle. */
    ancestors(resource: GraphResource): GraphResource[] {
        const chain: GraphResource[] = [];
        for (let next = this.byUrn.get(resource.parent); next !== undefined && !chain.includes(next);) {
            chain.push(next);
            next = this.byUrn.get(next.parent);
        }
        return chain;
    }

    /** What one property of a resource names, among resources of the given types. */
    link(resource: GraphResource, property: string, ...types: readonly string[]): Link {
        return this.resolve(resource, property, resource.props[property], types);
    }

    /** What each value of a list names; a list that is not known at all is one link to each thing that it was made of. */
    links(resource: GraphResource, property: string, ...types: readonly string[]): Link[] {
        const value = resource.props[property];
        const made = this.dependencies(resource, property, types);
        if (Array.isArray(value)) {
            const nameless = made.filter(({ id }) => id === "");
            const links = value.map((item) => this.resolve(resource, property, item, types));
            // Resources without ids: as many values as dependencies means that each dependency is one of the values.
            const vague = links.filter(({ exact }) => !exact);
            if (vague.length === 0 || vague.length !== nameless.length) return links;
            return [...links.filter(({ exact }) => exact), ...nameless.map(exactly)];
        }
        if (value === undefined && made.length > 0) return made.map(exactly);
        const link = this.resolve(resource, property, value, types);
        return link.targets.length > 0 || link.external !== undefined ? [link] : [];
    }

    /** Whether a property of a resource names (or may name) the target. */
    names(resource: GraphResource, property: string, target: GraphResource, ...types: readonly string[]): boolean {
        return this.links(resource, property, ...types).some(({ targets }) => targets.includes(target));
    }

    dependsOn(resource: GraphResource, property: string, target: GraphResource): boolean {
        return resource.propertyDependencies[property]?.includes(target.urn) ?? false;
    }

    private dependencies(resource: GraphResource, property: string, types: readonly string[]): GraphResource[] {
        return [...new Set(resource.propertyDependencies[property])]
            .flatMap((urn) => this.byUrn.get(urn) ?? [])
            .filter((candidate) => types.includes(candidate.type));
    }

    private resolve(resource: GraphResource, property: string, value: unknown, types: readonly string[]): Link {
        const known = typeof value === "string" && value !== "";
        // A group of a peered account is written account/sg-...: it may be of this stack all the same, but not of two accounts.
        const [, account, id] = /^(?:(\d{12})\/)?(.*)$/s.exec(known ? value : "") ?? [];
        const fits = (candidate: GraphResource) => types.includes(candidate.type) && isOf(candidate, account);
        const named = (this.byId.get(id) ?? []).filter(fits);
        if (named.length === 1) return exactly(named[0]);
        // A stack policy sees no ids: there the dependencies say what a known value names. What has an id is not it.
        const made = this.dependencies(resource, property, types).filter(
            (one) => (!known || one.id === "") && isOf(one, account),
        );
        if (made.length > 0) return { targets: made, exact: made.length === 1 };
        if (known && named.length === 0) return { targets: [], exact: true, external: id };
        const said = property in resource.propertyDependencies || resource.unknown.has(property);
        // The provider answers "" for what is not set.
        if (value === "" || (value === undefined && !said)) return nothing;
        const candidates = this.ofType(...types);
        return { targets: candidates, exact: candidates.length === 1 };
    }
}

/** Whether a resource may be of an account: what does not say whose it is may be. */
function isOf({ outputs }: GraphResource, account: string | undefined): boolean {
    const [, ofArn] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(outputs.arn ?? "")) ?? [];
    const owner = ofArn ?? outputs.ownerId;
    return account === undefined || typeof owner !== "string" || owner === "" || owner === account;
}

const exactly = (target: GraphResource): Link => ({ targets: [target], exact: true });
