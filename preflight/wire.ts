import { secretMarker, signatureKey, signatures, unknownValue } from "../model/wire";

/** A value as people and policies read it: secrets hidden, references resolved to URNs, unknowns left out. */
export function plain(value: unknown): unknown {
    if (value === unknownValue || value === null || value === undefined) return undefined;
    if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
    if (typeof value !== "object") return value;
    const object = value as Record<string, unknown>;
    switch (object[signatureKey]) {
        case signatures.secret:
            return secretMarker;
        case signatures.outputValue:
            return object.secret === true ? secretMarker : plain(object.value);
        case signatures.resource:
            return object.urn;
    }
    return plainObject(object);
}

export function plainObject(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const entries = Object.keys(object)
        .sort()
        .map((key) => [key, plain(object[key])] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
