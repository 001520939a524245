import { z } from "zod";
import { advice } from "../../config";
import { unwrapped } from "../keysAt";

/** One key of the configuration, as the schema has it. */
export interface Key {
    /** Below `isolated-openhands:`; an element of a list is `[]`, a name that the user chooses is `<name>`. */
    readonly path: string;
    /** The kinds of endpoint or certificate that have it; empty where there is one kind only. */
    readonly kinds: readonly string[];
    readonly needed: boolean;
    /** Undefined where there is none. */
    readonly default: unknown;
    /** What the parser says to write of it. */
    readonly write: string;
}

/** Every key of a part of the configuration, itself first, in the order of the schema; a key of several kinds is there once. */
export function keysOf(schema: z.ZodType, path: string, kind?: string): Key[] {
    const key: Key = {
        path,
        kinds: kind === undefined ? [] : [kind],
        needed: !schema.safeParse(undefined).success,
        default: defaultOf(schema),
        write: writeOf(schema),
    };
    return merged([key, ...insideOf(plain(schema), path, kind)]);
}

function insideOf(schema: z.ZodType, path: string, kind?: string): Key[] {
    if (schema instanceof z.ZodArray) return insideOf(plain(schema.element as z.ZodType), `${path}[]`, kind);
    if (schema instanceof z.ZodRecord) return keysOf(schema.valueType as z.ZodType, `${path}.<name>`, kind);
    if (schema instanceof z.ZodDiscriminatedUnion)
        return (schema.options as z.ZodObject[]).flatMap((option) => insideOf(option, path, kindOf(option)));
    if (schema instanceof z.ZodUnion)
        return (schema.options as z.ZodType[]).flatMap((option) => insideOf(plain(option), path, kind));
    if (!(schema instanceof z.ZodObject)) return [];
    return Object.entries(schema.shape).flatMap(([key, part]) => keysOf(part as z.ZodType, `${path}.${key}`, kind));
}

/** Without what says that it may be left out. */
const plain = (schema: z.ZodType): z.ZodType => unwrapped(schema, undefined, true);

const kindOf = (option: z.ZodObject): string => String((option.shape.kind as z.ZodLiteral).value);

function merged(keys: readonly Key[]): Key[] {
    const byPath = new Map<string, Key>();
    for (const key of keys) {
        const earlier = byPath.get(key.path);
        const kinds = [...new Set([...(earlier?.kinds ?? []), ...key.kinds])];
        const write = key.path.endsWith(".kind") ? `write one of ${kinds.join(", ")}` : (earlier?.write ?? key.write);
        byPath.set(key.path, { ...key, ...earlier, kinds, write });
    }
    return [...byPath.values()];
}

function defaultOf(schema: z.ZodType): unknown {
    return schema instanceof z.ZodDefault ? schema._def.defaultValue : undefined;
}

/** The parser's own words for a value of no type at all. */
function writeOf(schema: z.ZodType): string {
    const whole = plain(schema);
    const value = whole instanceof z.ZodLiteral ? `write ${String(whole.value)}` : undefined;
    return value ?? advice(whole.safeParse(undefined).error?.issues[0].message ?? "");
}
