import { z } from "zod";

/** The keys that a part of a section may have; of an endpoint or certificate, those of the kind that is written. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], written: unknown): string[] {
    const [part, ...rest] = path;
    const inner = unwrapped(schema, written);
    const value = (written as Record<PropertyKey, unknown> | undefined)?.[part];
    if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest, value);
    if (!(inner instanceof z.ZodObject)) return [];
    return path.length === 0 ? Object.keys(inner.shape) : keysAt(inner.shape[part as string] as z.ZodType, rest, value);
}

/** Without defaults and the like; of a union the kind that is written, unless all of them are asked for. */
export function unwrapped(schema: z.ZodType, written: unknown, allKinds = false): z.ZodType {
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
        return unwrapped(schema.unwrap() as z.ZodType, written, allKinds);
    // Of a key that may be text or a map, the keys are the map's.
    if (!allKinds && schema instanceof z.ZodUnion && !(schema instanceof z.ZodDiscriminatedUnion))
        return (schema.options as z.ZodType[]).find((option) => option instanceof z.ZodObject) ?? schema;
    if (allKinds || !(schema instanceof z.ZodDiscriminatedUnion)) return schema;
    const kinds = schema.options as z.ZodObject[];
    return kinds.find((kind) => kind.shape.kind.safeParse((written as { kind?: unknown })?.kind).success) ?? kinds[0];
}
