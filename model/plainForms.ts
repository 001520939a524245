import { signatureKey, signatures } from "./wire";

/**
 * Forms of settings that are no secret: numbers and durations, switches and words, versions, regions, hosts, addresses without a
 * password, paths, ids and ARNs. Everything else may be one.
 */
const forms: readonly RegExp[] = [
    /^-?\d+(\.\d+)*\s?[a-z%]{0,7}$/i,
    /^v?\d+(\.\d+){1,3}(-[a-z]+)?$/,
    /^[a-z]{1,20}([ _-][a-z]{1,20}){0,2}$/i,
    /^[a-z]{2}(-[a-z]+)+-\d[a-z]?$/,
    /^([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?$/i,
    /^https?:\/\/([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?(\/[a-z._-]{0,40})*$/i,
    /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/,
    /^(\/[a-z._-]{1,40})+\/?$/i,
    /^(i|vpc|subnet|sg|ami|vol|eni|rtb|igw|nat|eipalloc|vpce|pl|acl|tgw|lt|snap)-[0-9a-f]{8,17}$/,
    /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[\w./:-]+$/i,
    /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/,
];

/** Whether a text, or each of a list that is written with commas, has the form of a setting. */
export const looksPlain = (value: string): boolean =>
    value.length <= 256 && value.split(/\s*,\s*/).every((item) => forms.some((form) => form.test(item)));

const ssmParameter = "aws:ssm/parameter:Parameter";

/**
 * The inputs of a resource whose secrets are hidden already, with what can be said of one. The SDK takes the value of every parameter
 * for a secret, also of one of type String, which AWS shows to whoever may list parameters: here it is said that it looks plain.
 *
 * @param sent the same inputs as the engine's protocol carries them
 */
export function withPlainValues<T extends Inputs>(type: string, hidden: T, sent: Inputs): T {
    if (type !== ssmParameter || !["String", "StringList"].includes(String(hidden.type))) return hidden;
    const { [signatureKey]: signature, value } = (sent.value ?? {}) as Inputs;
    const isPlain = signature === signatures.secret && typeof value === "string" && looksPlain(value);
    return isPlain ? { ...hidden, value: plainMarker } : hidden;
}

type Inputs = Readonly<Record<string, unknown>>;

/** What stands where a hidden value is that looks like none that needs to be. */
export const plainMarker = "[hidden, of a plain form]";
