import type { Unknown } from "./model";
import type { GraphResource } from "./resource";

/** Collects what the model does not know while the graph is built. */
export class Notes {
    private readonly found = new Map<string, Unknown>();

    unknown(resource: Pick<GraphResource, "urn">, what: string, fix: string): void {
        this.found.set(`${resource.urn} ${what}`, { urn: resource.urn, what, fix });
    }

    all(): Unknown[] {
        return [...this.found.values()].sort((a, b) => (a.urn + a.what < b.urn + b.what ? -1 : 1));
    }
}
