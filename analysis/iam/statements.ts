import { meets, refuseUnknownCondition } from "./conditions";
import { parseDocument, UnreadableDocument, type Principal, type Statement } from "./document";
import { fitsAction, fitsArn, piecesOf, UnresolvedVariable, type Context } from "./patterns";

/** A document that every element of is understood. */
export interface Policy {
    readonly statements: readonly Statement[];
    /** Policy variables exist from version 2012-10-17 on. */
    readonly version2008: boolean;
}

const elements = {
    document: ["Version", "Id", "Statement"],
    statement: [
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    ],
};

/** "identity": of a role, boundary, session or organization. "resource": of a resource or an endpoint; it names principals. */
export type Attachment = "identity" | "resource";

/** @throws UnreadableDocument naming the element that is unknown, missing or contradicts another */
export function readPolicy(document: unknown, attachment: Attachment): Policy {
    const statements = parseDocument(document);
    const raw = (typeof document === "string" ? JSON.parse(document) : document) as Record<string, unknown>;
    refuseUnknown(raw, elements.document, "policy document");
    [raw.Statement].flat().forEach((statement) => refuseUnknown(statement as object, elements.statement, "Statement"));
    if (raw.Version !== undefined && raw.Version !== "2012-10-17" && raw.Version !== "2008-10-17") {
        throw new UnreadableDocument(`the Version of a policy is 2012-10-17 or 2008-10-17, not ${String(raw.Version)}`);
    }
    for (const statement of statements) {
        const fault = faultOf(statement, attachment);
        if (fault) throw new UnreadableDocument(`${statement.sid || "a Statement without Sid"} ${fault}`);
        statement.conditions.forEach(refuseUnknownCondition);
    }
    return { statements, version2008: raw.Version !== "2012-10-17" };
}

function refuseUnknown(raw: object, names: readonly string[], where: string): void {
    const unknown = Object.keys(raw).find((name) => !names.includes(name));
    if (unknown !== undefined)
        throw new UnreadableDocument(`a ${where} has no element ${unknown}: ${names.join(", ")}`);
}

function faultOf(statement: Statement, attachment: Attachment): string | undefined {
    const { allow, actions, notActions, resources, notResources, principals, notPrincipals, notPrincipal } = statement;
    const trust = attachment === "resource" && actions.length > 0 && actions.every((action) => /^sts:/i.test(action));
    const unknown = [...principals, ...notPrincipals].find(({ kind }) => !["any", "AWS", "Service"].includes(kind));
    const names = Number(notPrincipal) + Number(principals.length > 0);
    if (actions.length > 0 === notActions.length > 0) return "needs one of Action and NotAction";
    if (resources.length > 0 && notResources.length > 0) return "has Resource and NotResource: write one";
    if (resources.length + notResources.length === 0 && !trust) return "needs Resource or NotResource";
    if (attachment === "identity" && names > 0)
        return "names a principal, which only a resource's or endpoint's policy does";
    if (attachment === "resource" && names !== 1) return "needs one of Principal and NotPrincipal";
    if (allow && notPrincipal) return "allows with NotPrincipal, which is everybody else: write Principal";
    return unknown && `has a principal of kind ${unknown.kind}, which is not known here: write AWS or Service`;
}

/** Whether the statement is about this request, whoever asks. A trust policy has no Resource: it is its own. */
export function applies(
    { actions, notActions, resources, notResources, conditions }: Statement,
    version2008: boolean,
    { action, resource, context }: { action: string; resource: string; context: Context },
): boolean {
    const acts = (patterns: readonly string[]) => patterns.some((pattern) => fitsAction(pattern, action));
    const names = (patterns: readonly string[]) =>
        patterns.some((pattern) => fitsArn(piecesOf(pattern, version2008 ? undefined : context), resource));
    if (actions.length > 0 ? !acts(actions) : acts(notActions)) return false;
    try {
        if (resources.length > 0 && !names(resources)) return false;
        if (notResources.length > 0 && names(notResources)) return false;
        return conditions.every((condition) => meets(condition, context, version2008));
    } catch (error) {
        // AWS: a variable that cannot be resolved may make the whole statement invalid.
        if (error instanceof UnresolvedVariable) return false;
        throw error;
    }
}

/** Who asks. */
export interface Caller {
    readonly kind: "role" | "user" | "root" | "service" | "anonymous";
    /** Of the role or user; a service's name; empty for anonymous. */
    readonly arn: string;
    /** Of the role's session (`arn:aws:sts::1:assumed-role/name/session`). */
    readonly session?: string;
    /** Twelve digits; empty for a service and for anonymous. */
    readonly account: string;
}

/** How a statement's principal is the caller: by itself, by its account only (which then decides itself), or not. */
export type Naming = "itself" | "session" | "account" | undefined;

export function named(principals: readonly Principal[], caller: Caller): Naming {
    const ways = principals.map((principal) => namedBy(principal, caller));
    return (["session", "itself", "account"] as const).find((way) => ways.includes(way));
}

function namedBy({ kind, value }: Principal, caller: Caller): Naming {
    if (kind === "any") return caller.kind === "role" ? "session" : "itself";
    if (kind === "Service") return caller.kind === "service" && caller.arn === value ? "itself" : undefined;
    if (kind !== "AWS") return undefined;
    if (caller.kind === "service" || caller.kind === "anonymous") return undefined;
    if (caller.session !== undefined && value === caller.session) return "session";
    if (value === caller.arn) return "itself";
    return value === caller.account || /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1] === caller.account
        ? "account"
        : undefined;
}

/** NotPrincipal spares a caller whose account and every form of whose own name are listed (AWS: NotPrincipal with Deny). */
export function spared(principals: readonly Principal[], { kind, arn, session, account }: Caller): boolean {
    const listed = (...forms: readonly string[]) => principals.some(({ value }) => forms.includes(value));
    if (kind === "anonymous") return false;
    if (kind === "service") return listed(arn);
    const root = `arn:${arn.split(":")[1]}:iam::${account}:root`;
    return listed(arn) && listed(account, root) && (session === undefined || listed(session));
}
