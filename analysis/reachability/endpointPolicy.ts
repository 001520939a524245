import type { NetworkGraph } from "../graph/model";
import { text } from "../graph/values";

/**
 * What an S3 endpoint's policy says of writing to a bucket of this account, or of another: admitted, not admitted, or undefined where the
 * document holds something that this reading does not understand.
 */

interface Statement {
    readonly Effect?: unknown;
    readonly Principal?: unknown;
    readonly Action?: unknown;
    readonly NotAction?: unknown;
    readonly Resource?: unknown;
    readonly NotResource?: unknown;
    readonly Condition?: unknown;
}

type Whose = "own" | "external";

export function admits(policy: unknown, graph: NetworkGraph, whose: Whose): boolean | undefined {
    // AWS: an endpoint without a policy of its own gives full access.
    if (policy === undefined) return true;
    const statements = [(policy as { Statement?: unknown }).Statement].flat() as Statement[];
    const allows = statements.filter((one) => one?.Effect === "Allow").map((one) => statementAdmits(one, graph, whose));
    if (allows.every((one) => one === false)) return false;
    // A deny may take back what is allowed.
    const denied = statements.some((one) => one?.Effect === "Deny");
    return allows.includes(true) && !denied ? true : undefined;
}

function statementAdmits(statement: Statement, graph: NetworkGraph, whose: Whose): boolean | undefined {
    const buckets = bucketsOf(statement, graph);
    const account = conditionValues(statement.Condition, "aws:ResourceAccount");
    const onlyOwn =
        buckets === "own" ||
        (account !== undefined && graph.account !== undefined && account.every((id) => id === graph.account));
    if (whose === "external" && onlyOwn) return false;
    if (buckets === "unclear" || !understood(statement, graph)) return undefined;
    return whose === "own" || !onlyOwn ? true : undefined;
}

/** Bucket ARNs carry no account: only the names of our own buckets say whose they are. */
function bucketsOf({ Resource, NotResource }: Statement, graph: NetworkGraph): "own" | "any" | "unclear" {
    if (NotResource !== undefined || Resource === undefined) return "unclear";
    const own = new Set(
        graph.resources
            // One that was only read may be another account's.
            .filter(({ type, external }) => /^aws:s3\/bucket(V2)?:/.test(type) && !external)
            .flatMap(({ props, outputs }) => text(props.bucket ?? outputs.bucket) ?? []),
    );
    const names = [Resource].flat().map((arn) => /^arn:aws[a-z-]*:s3:::([^/]+)/.exec(String(arn))?.[1]);
    if (names.every((name) => name !== undefined && own.has(name))) return "own";
    return [Resource].flat().includes("*") || names.includes("*") ? "any" : "unclear";
}

/** Whether the statement gives somebody of this account a whole action, on nothing but conditions on accounts and roles that hold. */
function understood({ Action, NotAction, Principal, Condition }: Statement, graph: NetworkGraph): boolean {
    const actions = [Action].flat().map(String);
    const writes = actions.some((action) => /^(\*|s3:\*|s3:PutObject|s3:GetObject)$/i.test(action));
    const everybody = Principal === "*" || (Principal as { AWS?: unknown } | undefined)?.AWS === "*";
    return NotAction === undefined && writes && everybody && accountConditionsHold(Condition, graph);
}

function accountConditionsHold(condition: unknown, graph: NetworkGraph): boolean {
    if (condition === undefined) return true;
    const operators = Object.entries(condition as Record<string, Record<string, unknown>>);
    return operators.every(([operator, tests]) =>
        Object.entries(tests).every(([key, value]) => {
            const values = [value].flat().map(String);
            const account = graph.account ?? "";
            if (/^(StringEquals|ArnEquals)$/.test(operator) && key.toLowerCase() === "aws:principalarn")
                return values.some((arn) => isRoleOf(arn, account));
            return (
                operator === "StringEquals" &&
                /^aws:(ResourceAccount|PrincipalAccount)$/i.test(key) &&
                values.includes(account)
            );
        }),
    );
}

/** One whole name: somebody of the account then passes. */
const isRoleOf = (arn: string, account: string) =>
    account !== "" && new RegExp(`^arn:aws[a-z-]*:iam::${account}:role/[\\w+=,.@/-]+$`).test(arn);

/** Values of one key under StringEquals: the only operator that this reading trusts to limit. */
function conditionValues(condition: unknown, key: string): string[] | undefined {
    const equals = (condition as Record<string, Record<string, unknown>> | undefined)?.StringEquals;
    const found = Object.entries(equals ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase());
    return found && [found[1]].flat().map(String);
}
