import type { Condition, Principal, Statement } from "./document";

/** What is the stack's own, for whoever reads a policy of a resource. */
export interface Own {
    /** Twelve digits. */
    readonly account: string;
    /** Names of buckets: their ARNs carry no account. */
    readonly buckets: readonly string[];
    /** Whether a role or user of the account is the stack's, or named by its configuration. */
    readonly isKnown: (arn: string) => boolean;
}

/** Somebody whom a statement lets in, and what is wrong with it, for a person. */
export interface Outsider {
    readonly who: string;
    readonly fault: string;
}

/**
 * Whom an Allow of a resource's policy lets in besides principals of the account and services that act for it (AWS: AWS JSON policy
 * elements: Principal; The confused deputy problem). What is not understood is an outsider.
 */
export function outsiders(statement: Statement, account: Own): Outsider[] {
    if (!statement.allow) return [];
    if (statement.notPrincipal) return [{ who: "everybody but whom it names", fault: "write Principal" }];
    return statement.principals.flatMap((principal) => {
        const fault = faultOf(principal, statement, account);
        return fault === undefined ? [] : [{ who: principal.kind === "any" ? "everybody" : principal.value, fault }];
    });
}

/** Keys of the one who asks, and of that for which a service asks. */
const ofCaller = ["aws:principalaccount", "kms:calleraccount", "aws:principalarn"];
const ofSource = ["aws:sourceaccount", "aws:sourceowner", "aws:sourcearn", "kms:encryptioncontext:aws:logs:arn"];

function faultOf({ kind, value }: Principal, statement: Statement, account: Own): string | undefined {
    const limits = (keys: readonly string[]) => statement.conditions.some((one) => isLimit(one, keys, account));
    switch (kind) {
        case "any":
            return limits([...ofCaller, ...ofSource])
                ? undefined
                : `name the principals, or demand aws:PrincipalAccount ${account.account}`;
        case "Service":
            return limits(ofSource) || isBalancerLog(value, statement, account)
                ? undefined
                : `demand aws:SourceAccount ${account.account}, or an aws:SourceArn of it`;
        case "AWS":
            if (accountIn(value) !== account.account) return `it is not of account ${account.account}`;
            return isWholeAccount(value) || account.isKnown(value)
                ? undefined
                : "it is neither of the stack nor named by its configuration";
        default:
            return "an identity of no account: name roles of the stack";
    }
}

const principalArn = /^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):/;

const accountIn = (value: string): string | undefined =>
    /^\d{12}$/.test(value) ? value : principalArn.exec(value)?.[1];

const isWholeAccount = (value: string) => /^\d{12}$/.test(value) || value.endsWith(":root");

/** A request without the key does not pass these, and none of their values is somebody else's. */
const demand = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

const isLimit = ({ operator, key, values }: Condition, keys: readonly string[], account: Own): boolean =>
    demand.test(operator) &&
    keys.includes(key) &&
    values.length > 0 &&
    values.every((value) => value === account.account || isOwnArn(value, operator, account));

function isOwnArn(value: string, operator: string, { account, buckets }: Own): boolean {
    const parts = value.split(":");
    if (parts[0] !== "arn" || parts.length < 6) return false;
    // StringLike knows no parts: a wildcard before the account may reach across it.
    if (operator.endsWith("StringLike") && /[*?]/.test(parts.slice(0, 4).join(":"))) return false;
    return parts[4] === account || (parts[2] === "s3" && parts[4] === "" && buckets.includes(parts[5].split("/")[0]));
}

/**
 * It sends no aws:SourceAccount: a condition on it refuses every log, and the load balancer with them. It writes below the account
 * that the balancer is in (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
 */
const isBalancerLog = (service: string, { actions, notActions, resources }: Statement, { account }: Own): boolean =>
    service === "logdelivery.elasticloadbalancing.amazonaws.com" &&
    notActions.length === 0 &&
    actions.every((action) => action.toLowerCase() === "s3:putobject") &&
    resources.length > 0 &&
    resources.every((resource) => resource.endsWith(`/AWSLogs/${account}/*`));
