import { type PolicyResource, UnknownValueError } from "@pulumi/policy";
import type { GraphResource } from "../../analysis/graph/resource";
import { secretMarker } from "../../model/wire";

interface Seen {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly props: Record<string, unknown>;
    readonly custom: boolean;
}

/** CrossGuard does not say what a component is: what is made by a provider, or is one, is none. What it calls props of one are its outputs. */
export const isCustom = ({ type, provider }: Pick<PolicyResource, "type" | "provider">): boolean =>
    !type.startsWith("awsx:") && (provider !== undefined || type.startsWith("pulumi:providers:"));

/**
 * A resource as CrossGuard gives it, with every value looked at once: what is known is copied, what is not is left out and named. The
 * SDK's proxy throws at the first touch of an unknown value, which would end the whole policy.
 */
export function known({ urn, type, name, props, custom }: Seen): GraphResource {
    const unknown = new Set<string>();
    const copied = copy(props, "", unknown) as Record<string, unknown>;
    return {
        urn,
        type,
        name,
        id: "",
        parent: "",
        custom,
        props: copied,
        // What a stack policy calls props holds the outputs too; of a component it holds nothing else.
        outputs: copied,
        unknown,
        propertyDependencies: {},
    };
}

function copy(value: unknown, path: string, unknown: Set<string>): unknown {
    if (Array.isArray(value))
        return value.map((_, i) => read(value, i, path, unknown)).filter((item) => item !== undefined);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.keys(value).map(
        (key) => [key, read(value as Record<string, unknown>, key, path, unknown)] as const,
    );
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function read(holder: object, key: string | number, path: string, unknown: Set<string>): unknown {
    const place = path === "" ? String(key) : `${path}.${key}`;
    try {
        const value = (holder as Record<string | number, unknown>)[key];
        // What a secret is may be in no message: a rule that needs it says that it is not known.
        if (value !== secretMarker) return copy(value, place, unknown);
        unknown.add(place);
        return undefined;
    } catch (error) {
        if (!(error instanceof UnknownValueError)) throw error;
        unknown.add(place);
        return undefined;
    }
}
