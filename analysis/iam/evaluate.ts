import type { Statement } from "./document";
import { applies, named, readPolicy, spared, type Attachment, type Caller, type Naming } from "./statements";

/**
 * IAM's decision (AWS: Policy evaluation logic; Cross-account policy evaluation logic). The policies of one request are given
 * as documents; a document or element that is not understood is an error, never a permission.
 */

export interface Question {
    readonly caller: Caller;
    /** "s3:GetObject" */
    readonly action: string;
    /** ARN, or "*" for an action without a resource. */
    readonly resource: string;
    /** The account that owns the resource; the caller's when the action has none. */
    readonly resourceAccount: string;
    /** Values by condition key, in whatever case. What IAM derives from the caller itself need not be given. */
    readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Policies {
    /** The caller's own. A root user needs none. */
    readonly identity?: readonly unknown[];
    readonly boundary?: unknown;
    /** Of the session, when its policies were given at AssumeRole. */
    readonly session?: readonly unknown[];
    /** A level (root, unit, account) each: one document of each must allow. */
    readonly serviceControl?: readonly (readonly unknown[])[];
    /** Of the VPC endpoint that the request came through. */
    readonly endpoint?: unknown;
    /** Of the bucket, key, secret, queue, or a role's trust. */
    readonly resource?: unknown;
    /** True for KMS keys and roles' trust: nobody has a right that the resource's own policy does not give. */
    readonly resourceMustAllow?: boolean;
}

export interface Decision {
    readonly allowed: boolean;
    /** Such as "explicit deny OnlyTls in the resource policy", "no allow in the endpoint policy". */
    readonly because: string;
}

/** What one policy says to the question: a deny's name, or how it allows. */
interface Voice {
    readonly denies?: string;
    readonly allows: Naming | "all";
}

/** @throws UnreadableDocument naming what is not understood */
export function evaluate(question: Question, policies: Policies): Decision {
    const ask = voices(question);
    const identity = (policies.identity ?? []).map((document) => ask(document, "identity"));
    const boundary = optional(policies.boundary, (document) => ask(document, "identity"));
    const session = policies.session?.map((document) => ask(document, "identity"));
    const control = policies.serviceControl?.map((level) => level.map((document) => ask(document, "identity")));
    const endpoint = optional(policies.endpoint, (document) => ask(document, "resource"));
    const resource = optional(policies.resource, (document) => ask(document, "resource"));

    const spoken: (readonly [string, readonly Voice[]])[] = [
        ["service control policy", control?.flat() ?? []],
        ["endpoint policy", endpoint],
        ["resource policy", resource],
        ["identity policy", identity],
        ["permissions boundary", boundary],
        ["session policy", session ?? []],
    ];
    for (const [name, said] of spoken) {
        const deny = said.find(({ denies }) => denies !== undefined);
        if (deny) return no(`explicit deny ${deny.denies} in the ${name}`);
    }
    if (control?.some((level) => !granted(level))) return no("no allow in the service control policy");
    if (endpoint.length > 0 && !granted(endpoint)) return no("no allow in the endpoint policy");
    const own = { identity, boundary, session };
    return decide(question, own, resource[0]?.allows, policies.resourceMustAllow === true);
}

interface Own {
    readonly identity: readonly Voice[];
    readonly boundary: readonly Voice[];
    readonly session: readonly Voice[] | undefined;
}

function decide(
    { caller, resourceAccount }: Question,
    account: Own,
    byResource: Voice["allows"],
    mustAllow: boolean,
): Decision {
    if (caller.kind === "service" || caller.kind === "anonymous") {
        return byResource ? yes("the resource policy") : no("no allow in the resource policy");
    }
    const sameAccount = caller.account === resourceAccount;
    if ((!sameAccount || mustAllow) && !byResource) return no("no allow in the resource policy");
    // In one account the resource's policy is enough. Given to the session or user itself, no boundary or session policy
    // limits it implicitly; given to the role, both do.
    const direct = byResource === "session" || (byResource === "itself" && caller.kind !== "role");
    if (sameAccount && direct) return yes("the resource policy");
    if (account.boundary.length > 0 && !granted(account.boundary)) return no("no allow in the permissions boundary");
    if (account.session && !granted(account.session)) return no("no allow in the session policy");
    if (sameAccount && byResource === "itself") return yes("the resource policy");
    if (caller.kind !== "root" && !granted(account.identity)) return no("no allow in the identity policy");
    return yes(sameAccount ? "the identity policy" : "the identity policy and the resource policy");
}

const granted = (said: readonly Voice[]) => said.some(({ allows }) => allows !== undefined);
const yes = (because: string): Decision => ({ allowed: true, because });
const no = (because: string): Decision => ({ allowed: false, because });

function optional(document: unknown, ask: (document: unknown) => Voice): Voice[] {
    return document === undefined ? [] : [ask(document)];
}

const order = ["all", "session", "itself", "account"] as const;

function voices({ caller, action, resource, ...rest }: Question): (document: unknown, attachment: Attachment) => Voice {
    const asked = { action, resource, context: contextOf({ caller, action, resource, ...rest }) };
    return (document, attachment) => {
        const { statements, version2008 } = readPolicy(document, attachment);
        const said = statements
            .filter((statement) => applies(statement, version2008, asked))
            .map((statement) => ({ ...statement, naming: namingOf(statement, attachment, caller) }));
        const deny = said.find(({ allow, naming }) => !allow && naming !== undefined);
        const ways = said.filter(({ allow }) => allow).map(({ naming }) => naming);
        return { denies: deny && (deny.sid || "(no Sid)"), allows: order.find((way) => ways.includes(way)) };
    };
}

function namingOf(statement: Statement, attachment: Attachment, caller: Caller): Voice["allows"] {
    if (attachment === "identity") return "all";
    if (!statement.notPrincipal) return named(statement.principals, caller);
    return spared(statement.notPrincipals, caller) ? undefined : "all";
}

function contextOf({ caller, resourceAccount, context = {} }: Question): Map<string, readonly string[]> {
    const derived: Record<string, string> = {
        "aws:ResourceAccount": resourceAccount,
        "aws:PrincipalIsAWSService": String(caller.kind === "service"),
    };
    if (caller.kind !== "anonymous" && caller.kind !== "service") {
        derived["aws:PrincipalArn"] = caller.arn;
        derived["aws:PrincipalAccount"] = caller.account;
        if (caller.kind === "user") derived["aws:username"] = caller.arn.split("/").at(-1) ?? "";
    }
    return new Map(
        Object.entries({ ...derived, ...context }).map(([key, value]) => [key.toLowerCase(), [value].flat()] as const),
    );
}
