/** Parts of the gateway that have a process and a user beside the endpoints' own: `listener` judges, `keys` fetches. */
const ownParts = ["listener", "keys"];

/** A Unix user bears the name behind `gateway-`, and Linux takes 31 characters. */
const longest = 23;

/** Why an endpoint may not be called this; undefined when it may. */
export function invalidEndpointName(name: string): string | undefined {
    if (ownParts.includes(name)) return `is the name of a part of the gateway itself: write another`;
    if (name.length <= longest) return undefined;
    return `is longer than ${longest} characters, and a Unix user is called gateway- and this: write a shorter one`;
}
