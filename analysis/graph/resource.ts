import type { Plan } from "../../model/plan";

/**
 * One resource as the graph sees it, wherever it came from: a stack policy, preflight's plan, or an exported stack. Values that
 * are not known are absent from `props`; their names are in `unknown`.
 */
export interface GraphResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Empty where the source has none: components, and every resource that a stack policy sees. */
    readonly id: string;
    readonly parent: string;
    readonly custom: boolean;
    readonly props: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly unknown: ReadonlySet<string>;
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A file that is neither a plan nor an exported stack. */
export class UnreadableState extends Error {}

const noUnknowns: ReadonlySet<string> = new Set();

export function fromPlan(plan: Plan): GraphResource[] {
    return plan.resources.map((resource) => ({ ...resource, unknown: noUnknowns }));
}

interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly custom?: boolean;
    readonly delete?: boolean;
    readonly external?: boolean;
    readonly inputs?: Record<string, unknown>;
    readonly outputs?: Record<string, unknown>;
    readonly propertyDependencies?: Record<string, readonly string[] | null>;
}

/** What `pulumi stack export` prints. Resources that wait for their deletion are no longer part of the stack. */
export function fromExport(deployment: { readonly resources?: readonly ExportedResource[] }): GraphResource[] {
    return (deployment.resources ?? [])
        .filter((resource) => resource.delete !== true)
        .map((resource) => ({
            urn: resource.urn,
            type: resource.type,
            name: resource.urn.split("::").slice(3).join("::"),
            id: resource.id ?? "",
            parent: resource.parent ?? "",
            custom: resource.custom === true,
            // A resource that was only read has no inputs: what AWS answered says what it is.
            props: visible(resource.external ? resource.outputs : resource.inputs),
            outputs: visible(resource.outputs),
            unknown: new Set(secrets(resource.external ? resource.outputs : resource.inputs)),
            propertyDependencies: Object.fromEntries(
                Object.entries(resource.propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
            ),
        }));
}

/** Either form, told apart by its shape. @throws UnreadableState saying what was expected */
export function fromState(state: unknown): GraphResource[] {
    if (typeof state === "object" && state !== null) {
        const { resources, deployment } = state as { resources?: unknown; deployment?: { resources?: unknown } };
        if (Array.isArray(deployment?.resources) && deployment.resources.every(isResource)) {
            return fromExport(deployment as { resources: ExportedResource[] });
        }
        if (Array.isArray(resources) && resources.every(isResource)) return fromPlan(state as Plan);
    }
    throw new UnreadableState(
        "this is neither what `pulumi stack export` prints ({deployment: {resources: […]}}) nor preflight's plan.json ({stack, resources: […]})",
    );
}

function isResource(value: unknown): boolean {
    const resource = value as Partial<ExportedResource> | null;
    return (
        typeof resource?.urn === "string" && typeof resource.type === "string" && resource.urn.split("::").length >= 4
    );
}

const secretSignature = "4dabf18193072939515e22adb298388d";

/** An export wraps secrets: what is inside is ciphertext, so a property that holds one, however deep, is not known. */
function secrets(properties: Readonly<Record<string, unknown>> = {}): string[] {
    return Object.keys(properties).filter((name) => holdsSecret(properties[name]));
}

function holdsSecret(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return secretSignature in value || Object.values(value).some(holdsSecret);
}

function visible(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const hidden = new Set(secrets(properties));
    return Object.fromEntries(Object.entries(properties).filter(([name]) => !hidden.has(name)));
}
