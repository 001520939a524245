import type { GraphResource } from "../../../analysis/graph/resource";
import { documentIn } from "../../framework/documentIn";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, violation } from "../../framework/outcome";
import type { Rule } from "../../framework/rule";
import { opened } from "../layers";
import { secretsIn, secretUnder } from "../secretForms";

/** Inputs that rules of their own judge (`user-data-no-secret`, `parameter-no-secret`), or whose service is there to keep secrets. */
const elsewhere = /^(userData|userDataBase64|insecureValue|secretString|secretBinary)$/;

interface Held {
    readonly path: string;
    readonly what: string;
}

/** Texts of the inputs, documents and packed files inside them included, with what looks like a secret. */
function heldIn(value: unknown, path: readonly string[]): Held[] {
    if (typeof value === "string") {
        const inner = documentIn(value);
        return inner === undefined ? textHeld(value, path) : heldIn(inner, path);
    }
    if (typeof value !== "object" || value === null) return [];
    const entries = Object.entries(value).filter(([key]) => path.length > 0 || !elsewhere.test(key));
    return [...pairHeld(value, path), ...entries.flatMap(([key, value]) => heldIn(value, [...path, key]))];
}

function textHeld(text: string, path: readonly string[]): Held[] {
    const name = path.filter((key) => !/^\d+$/.test(key)).at(-1) ?? "";
    const under = secretUnder(name, text);
    const found = [...(under === undefined ? [] : [under]), ...foundIn(text)];
    return [...new Set(found)].map((what) => ({ path: path.join("."), what }));
}

/** A campaign of mutants asks about the same long texts thousands of times. */
const read = new Map<string, readonly string[]>();

function foundIn(text: string): readonly string[] {
    const found = read.get(text) ?? [...new Set(layersOf(text).flatMap(secretsIn))];
    if (text.length > 100) read.set(text, found);
    return found;
}

/** What only looks packed is read as it is. */
function layersOf(text: string): string[] {
    try {
        const packed = /^[A-Za-z0-9+/]{16,}={0,2}$/.test(text) ? opened(Buffer.from(text, "base64")) : [];
        return [...opened(Buffer.from(text)), ...packed];
    } catch {
        return [text];
    }
}

/** An environment of a task or a build: a name and its value. */
function pairHeld(value: object, path: readonly string[]): Held[] {
    const { name, key, Name, Key, value: item, Value } = value as Readonly<Record<string, unknown>>;
    const [called] = [name, key, Name, Key].filter((one) => typeof one === "string");
    const [held] = [item, Value].filter((one) => typeof one === "string");
    const what = called === undefined || held === undefined ? undefined : secretUnder(called, held);
    return what === undefined ? [] : [{ path: [...path, called].join("."), what }];
}

function check(resource: GraphResource): Outcome | readonly Outcome[] {
    if (!resource.custom || !/^aws[a-z-]*:/.test(resource.type)) return [];
    if (resource.type === "aws:ssm/parameter:Parameter" && resource.props.type === "SecureString") return [];
    const { value, ...rest } = resource.props;
    const props =
        resource.type === "aws:ssm/parameter:Parameter" ? rest : { ...rest, ...(value !== undefined && { value }) };
    const found = heldIn(props, []);
    if (found.length === 0) return compliant;
    return found.map(({ path, what }) =>
        violation(`${resource.name}: ${path} holds what looks like ${what}: name a secret of Secrets Manager instead`),
    );
}

/** What is a Pulumi secret, or not known yet, no rule sees: it is in the clear neither in the program nor in what Pulumi prints. */
export const plainSecrets: Rule = {
    id: "plain-no-secret",
    pack: "baseline",
    severity: "critical",
    title: "No secret is in a tag, an environment, a command, an object or another input in the clear",
    why: "Whoever may describe a resource, or read the program, its plan or its state, reads what stands there.",
    remediation: "Put the secret into Secrets Manager or a SecureString parameter, and name it where it is used.",
    source: "https://docs.aws.amazon.com/prescriptive-guidance/latest/secure-sensitive-data-secrets-manager-terraform/using-secrets-manager-and-terraform.html",
    rows: [126],
    resource: { check: (resource) => judge(resource, () => check(resource)) },
    evaluate: ({ resources }) => resources.flatMap((resource) => judge(resource, () => check(resource))),
};
