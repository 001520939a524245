import { isIP } from "node:net";
import { contains } from "../../model/cidr";
import { invalidCidr } from "../../model/config/formats";

/** A value of somebody's example that was left in a stack file. */
export interface Placeholder {
    /** Full key, with the way to the value. */
    readonly key: string;
    readonly value: string;
    readonly what: string;
}

/** What examples are made of: nobody's account, network, name or image. */
const kinds: readonly { readonly what: string; readonly is: (text: string) => boolean }[] = [
    {
        what: "the account of AWS's examples: write your own",
        is: (text) => /(^|[^0-9])(111122223333|123456789012|444455556666)([^0-9]|$)/.test(text),
    },
    {
        what: "a block for documentation, which no client comes from (RFC 5737): write your own",
        is: (text) => documentation.some((block) => isBlock(text) && contains(block, text)),
    },
    {
        what: "a name for documentation, which nobody can have (RFC 2606): write your own",
        is: (text) =>
            /^([^\s@/]+@)?([a-z0-9-]+\.)*(example\.(com|net|org)|example|test|invalid)$/i.test(text) &&
            text.includes("."),
    },
    {
        what: "an id of examples, which names nothing in your account: write your own",
        is: (text) => /^(ami|vol)-/.test(text) && counted(text.slice(4)),
    },
    {
        what: "a hosted zone of examples: write the id of your own",
        is: (text) => /^Z0?123456789[A-Z0-9]*$/.test(text),
    },
    {
        what: "a certificate or secret of examples: write the ARN of your own",
        is: (text) => /^arn:aws[a-z-]*:(acm|secretsmanager):/.test(text) && counted(text.split(/[:/]/).at(-1) ?? ""),
    },
];

const documentation = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

const isBlock = (text: string) => isIP(text.split("/")[0]) === 4 && invalidCidr(text) === undefined;

/** An id that was typed by counting: 0123456789abcdef0, 1234567890abcdef, 12345678-1234-1234-1234-123456789012. */
const counted = (id: string) => /^(0?123456789|abcdef0123|12345678|0?abcdef12345)/.test(id.replaceAll("-", ""));

/** Every value of a stack file that is of an example, by the full key, whatever key it is at. */
export function placeholdersIn(config: Readonly<Record<string, unknown>>): Placeholder[] {
    return Object.entries(config).flatMap(([key, value]) => inside(key, value));
}

function inside(key: string, value: unknown): Placeholder[] {
    if (Array.isArray(value)) return value.flatMap((each, i) => inside(`${key}[${i}]`, each));
    if (typeof value === "object" && value !== null)
        return Object.entries(value).flatMap(([name, each]) => inside(`${key}.${name}`, each));
    if (typeof value !== "string" && typeof value !== "number") return [];
    const text = String(value);
    const kind = kinds.find(({ is }) => is(text));
    return kind ? [{ key, value: text, what: kind.what }] : [];
}

export const placeholderText = ({ key, value, what }: Placeholder): string =>
    `${key} = ${JSON.stringify(value)}: is ${what}`;
