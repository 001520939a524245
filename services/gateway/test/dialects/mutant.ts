import { z } from "zod";

/**
 * A dialect's schema with one piece switched off: what stands at a pointer may be anything. An attack that passes then, and
 * only then, was stopped by that piece and by no accident.
 */
export function switchedOff(schema: z.ZodType, pointer: string): z.ZodType {
    return open(schema, pointer.split("/").slice(1)) as z.ZodType;
}

function open(schema: z.core.$ZodType, path: readonly string[]): z.core.$ZodType {
    const [name, ...rest] = path;
    if (name === undefined) return z.unknown();
    if (schema instanceof z.ZodObject) {
        const { shape } = schema;
        const member = shape[name] as z.core.$ZodType | undefined;
        // An unknown member is let in by leaving the object open.
        if (!member) return z.looseObject(shape);
        return z.strictObject({ ...shape, [name]: open(member, rest) });
    }
    if (schema instanceof z.ZodArray) return z.array(open(schema.element, rest) as z.ZodType);
    if (schema instanceof z.ZodUnion) return z.union(schema.options.map((option) => open(option, path)));
    if (schema instanceof z.ZodOptional) return z.optional(open(schema.unwrap(), path));
    if (schema instanceof z.ZodNullable) return z.nullable(open(schema.unwrap(), path));
    return schema;
}
