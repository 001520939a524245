/**
 * IAM policy documents as data (AWS: IAM JSON policy elements reference). A document may come as JSON text or as an object, and
 * each element as one value or as a list; here everything is a list.
 */

export interface Statement {
    readonly sid: string;
    readonly allow: boolean;
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly resources: readonly string[];
    readonly notResources: readonly string[];
    readonly principals: readonly Principal[];
    /** True when the statement names everybody but somebody. */
    readonly notPrincipal: boolean;
    readonly notPrincipals: readonly Principal[];
    readonly conditions: readonly Condition[];
}

export interface Principal {
    /** "any" is `"*"` in whatever form: bare, or `{"AWS": "*"}`. */
    readonly kind: "any" | "AWS" | "Service" | "Federated" | "CanonicalUser";
    readonly value: string;
}

export interface Condition {
    /** Such as "StringEquals", "ForAnyValue:StringLike", "BoolIfExists". */
    readonly operator: string;
    /** In lower case: IAM compares keys without case. */
    readonly key: string;
    readonly values: readonly string[];
}

/** A document that nothing can be said about. */
export class UnreadableDocument extends Error {}

/** @throws UnreadableDocument saying what is wrong */
export function parseDocument(document: unknown): Statement[] {
    const parsed = typeof document === "string" ? parseJson(document) : document;
    if (!isObject(parsed)) throw new UnreadableDocument("a policy document is an object with Version and Statement");
    const statements = parsed.Statement;
    if (statements === undefined) throw new UnreadableDocument("the policy document has no Statement");
    return listOf(statements).map((statement) => {
        if (!isObject(statement)) throw new UnreadableDocument("a Statement is an object");
        return toStatement(statement);
    });
}

function toStatement(raw: Readonly<Record<string, unknown>>): Statement {
    if (raw.Effect !== "Allow" && raw.Effect !== "Deny") {
        throw new UnreadableDocument(`the Effect of a Statement is Allow or Deny, not ${JSON.stringify(raw.Effect)}`);
    }
    return {
        sid: typeof raw.Sid === "string" ? raw.Sid : "",
        allow: raw.Effect === "Allow",
        actions: texts(raw.Action),
        notActions: texts(raw.NotAction),
        resources: texts(raw.Resource),
        notResources: texts(raw.NotResource),
        principals: principalsOf(raw.Principal),
        notPrincipal: raw.NotPrincipal !== undefined,
        notPrincipals: principalsOf(raw.NotPrincipal),
        conditions: conditionsOf(raw.Condition),
    };
}

function principalsOf(raw: unknown): Principal[] {
    if (raw === undefined) return [];
    if (!isObject(raw)) return texts(raw).map((value) => toPrincipal("AWS", value));
    return Object.entries(raw).flatMap(([kind, values]) => texts(values).map((value) => toPrincipal(kind, value)));
}

function toPrincipal(kind: string, value: string): Principal {
    if (value === "*") return { kind: "any", value };
    if (kind === "AWS" || kind === "Service" || kind === "Federated" || kind === "CanonicalUser") {
        return { kind, value };
    }
    throw new UnreadableDocument(`there is no principal of kind ${kind}`);
}

function conditionsOf(raw: unknown): Condition[] {
    if (raw === undefined) return [];
    if (!isObject(raw)) throw new UnreadableDocument("a Condition is an object of operators");
    return Object.entries(raw).flatMap(([operator, keys]) => {
        if (!isObject(keys)) throw new UnreadableDocument(`the operator ${operator} of a Condition holds keys`);
        return Object.entries(keys).map(([key, values]) => ({
            operator,
            key: key.toLowerCase(),
            values: listOf(values).map(String),
        }));
    });
}

/** True when an action or ARN pattern (`*` any text, `?` one character) stands for `value`; IAM compares actions without case. */
export function matches(pattern: string, value: string): boolean {
    const expression = pattern
        .split("")
        .map((letter) => (letter === "*" ? ".*" : letter === "?" ? "." : letter.replace(/[\\^$+.()|[\]{}]/g, "\\$&")))
        .join("");
    return new RegExp(`^${expression}$`, "is").test(value);
}

/** True when the statement is about `action`, by naming it, by a wildcard, or by not excluding it. */
export function concerns({ actions, notActions }: Statement, action: string): boolean {
    return notActions.length > 0
        ? !notActions.some((pattern) => matches(pattern, action))
        : actions.some((pattern) => matches(pattern, action));
}

/** True when the statement reaches whatever it likes: `*`, an ARN that ends its service there, or everything but something. */
export function everyResource({ resources, notResources }: Statement): boolean {
    return notResources.length > 0 || resources.some(isEverything);
}

/** "*", "arn:aws:s3:::*", "arn:aws:ssm:*:*:parameter/*", "arn:aws:iam::1:role/*": no name is left of what is granted. */
export function isEverything(resource: string): boolean {
    if (/^\*+$/.test(resource)) return true;
    const parts = resource.split(":");
    if (parts.length < 6) return resource.includes("*");
    const name = parts.slice(5).join(":");
    return /^([a-z-]+[/:])?[*/]*\*$/i.test(name);
}

const equality = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|Bool|IpAddress)$/;

/** Values that a condition demands for one of `keys` in a form that a request without the key does not pass. */
export function demanded({ conditions }: Statement, ...keys: readonly string[]): string[] {
    const wanted = keys.map((key) => key.toLowerCase());
    return conditions
        .filter(({ operator, key }) => equality.test(operator) && wanted.includes(key))
        .flatMap(({ values }) => values);
}

/** The account of an ARN or of a bare account number; empty when it has none. */
export function accountOf(principal: string): string {
    if (/^\d{12}$/.test(principal)) return principal;
    const account = principal.split(":")[4] ?? "";
    return /^\d{12}$/.test(account) ? account : "";
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new UnreadableDocument(`the policy document is no JSON: ${(error as Error).message}`);
    }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function texts(value: unknown): string[] {
    if (value === undefined) return [];
    return listOf(value).map((item) => {
        if (typeof item !== "string") throw new UnreadableDocument(`${JSON.stringify(item)} is not text`);
        return item;
    });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
