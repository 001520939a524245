import type { PlanResource } from "../../model/plan";
import { secretMarker } from "../../model/wire";
import type { ResourceState } from "./project";

/** A resource in the form in which preflight's plan and the engine's state can be compared. */
export interface Comparable {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly parent: string;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export interface ComparableState extends Comparable {
    readonly id: string;
    readonly protect: boolean;
    readonly props: unknown;
    readonly outputs: unknown;
}

export function graph(resource: ResourceState | PlanResource): Comparable {
    return {
        urn: resource.urn,
        type: resource.type,
        custom: resource.custom,
        parent: resource.parent ?? "",
        dependencies: [...(resource.dependencies ?? [])].sort(),
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies ?? {})
                .filter(([, urns]) => urns !== null && urns.length > 0)
                .map(([property, urns]) => [property, [...(urns ?? [])].sort()]),
        ),
    };
}

/**
 * Everything that a plan says. Ids and computed outputs come from the same tables on both sides (preflight/ids.ts and
 * computed.ts): their equality says that they are applied alike, not that AWS gives them. Secrets are ciphertext in the
 * state and a marker in the plan: both become the marker.
 */
export function state(resource: ResourceState): ComparableState {
    return {
        ...graph(resource),
        id: resource.id ?? "",
        protect: resource.protect ?? false,
        props: withoutSecrets(resource.inputs ?? {}),
        outputs: withoutSecrets(resource.outputs ?? {}),
    };
}

export function planned(resource: PlanResource): ComparableState {
    const { id, protect, props, outputs } = resource;
    return { ...graph(resource), id, protect, props, outputs };
}

const signature = "4dabf18193072939515e22adb298388d";

function withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (typeof value !== "object" || value === null) return value;
    if (signature in value) return secretMarker;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

/** Providers are the engine's own affair: it gives them ids and versions, and makes default ones for components of others. */
/** One that the engine makes for what names none: it is in the state, and in no step of a preview. */
export const isDefaultProvider = ({ urn }: { urn: string }) => /::pulumi:providers:[^:]+::default(_|$)/.test(urn);

export const isProvider = (resource: { type: string }) => resource.type.startsWith("pulumi:providers:");
