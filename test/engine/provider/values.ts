import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Property values as the engine's protocol carries them (Pulumi: property values, "signatures"). */
export type Properties = Record<string, unknown>;

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for a value that is not known in a preview. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const fromStruct = (struct: Struct | undefined) => (struct?.toJavaScript() ?? {}) as Properties;

/** JSON first, since a Struct has no place for undefined. */
export const toStruct = (properties: Properties) => Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/** The value without secret wrappers, for reading; what goes back to the engine keeps them. */
export function unwrapped(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unwrapped);
    if (typeof value !== "object" || value === null) return value;
    const object = value as Properties;
    if (object[signatureKey] === secretSignature) return unwrapped(object.value);
    return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, unwrapped(inner)]));
}

export const readable = (properties: Properties) => unwrapped(properties) as Properties;

export function hasUnknown(value: unknown): boolean {
    if (value === unknownValue) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** Equal whatever the order of keys. */
export const equal = (a: unknown, b: unknown) => canonical(a) === canonical(b);

function canonical(value: unknown): string {
    return (
        JSON.stringify(value, (_, inner: unknown) =>
            typeof inner === "object" && inner !== null && !Array.isArray(inner)
                ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
                : inner,
        ) ?? "undefined"
    );
}
