/**
 * Values as the engine's protocol carries them. Signatures are those of the Pulumi SDK (sdk/nodejs/runtime/rpc.ts).
 */

const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
    secret: "1b47061264138c4ac30d75fd1eb44270",
    outputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    resource: "5cf8f73096256a8f31e491e813e4eb8e",
};

/** The sentinel that stands for every value that is not known yet. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a plan shows where a secret stands: its place can be checked, its value nobody needs. */
export const secretMarker = "[secret]";

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
