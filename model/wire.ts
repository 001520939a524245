/** Values as the engine's protocol carries them. Signatures are those of the Pulumi SDK (sdk/nodejs/runtime/rpc.ts). */

export const signatureKey = "4dabf18193072939515e22adb298388d";

export const signatures = {
    secret: "1b47061264138c4ac30d75fd1eb44270",
    outputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    resource: "5cf8f73096256a8f31e491e813e4eb8e",
};

/** The sentinel that stands for every value that is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What stands where a secret is: its place can be checked, its value nobody needs, and no message can say it. */
export const secretMarker = "[secret]";
