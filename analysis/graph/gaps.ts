import type { Gap } from "./model";
import type { GraphResource } from "./resource";

/** Collects what the model does not know while the graph is built. */
export class Gaps {
    private readonly found = new Map<string, Gap>();
    private readonly given = new Set<string>();

    add(resource: Pick<GraphResource, "urn">, what: string, fix: string): void {
        this.found.set(`${resource.urn} ${what}`, { urn: resource.urn, what, fix });
    }

    /** Something that no plan says and that is taken as AWS documents it: every answer names it. */
    assume(what: string): void {
        this.given.add(what);
    }

    assumptions(): string[] {
        return [...this.given].sort();
    }

    all(): Gap[] {
        return [...this.found.values()].sort((a, b) => (a.urn + a.what < b.urn + b.what ? -1 : 1));
    }
}
