import { accountOf, demanded, type Statement } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt, flagAt, numberAt, textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const keySafe = resourceRule("baseline", {
    id: "key-safe",
    severity: "high",
    title: "Every key rotates, waits 30 days before it is deleted, and is for named principals",
    why: "A key that anybody may use encrypts nothing; one that is gone takes what it encrypted with it.",
    remediation:
        "Set enableKeyRotation and deletionWindowInDays 30, and name principals, or limit them by kms:CallerAccount.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    rows: [99, 100, 102],
    types: ["aws:kms/key:Key", "aws:kms/keyPolicy:KeyPolicy"],
    check(key) {
        const statements = documentAt(key, "policy");
        const open = keyFaults(statements ?? []).map((fault) => `${key.name} ${fault}`);
        if (key.type !== "aws:kms/key:Key") return unless(...open);
        // AWS rotates symmetric keys only, which a key is unless it says otherwise.
        const rotates = (textAt(key, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
        const days = numberAt(key, "deletionWindowInDays") ?? 30;
        return unless(
            rotates &&
                flagAt(key, "enableKeyRotation") !== true &&
                `${key.name} does not rotate: set enableKeyRotation`,
            flagAt(key, "isEnabled") === false && `${key.name} is switched off: what it encrypted cannot be read`,
            days < 30 && `${key.name} can be gone after ${days} days: set deletionWindowInDays to 30`,
            statements === undefined && `${key.name} has no policy of its own: write who may use it`,
            ...open,
        );
    },
});

/** The contexts in which a service uses a key for somebody: by account, by resource, by what CloudWatch Logs encrypts. */
const contexts = ["aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:aws:logs:arn"] as const;

function keyFaults(statements: readonly Statement[]): string[] {
    const granted = statements.filter(({ allow }) => allow);
    const ofServices = granted.filter(({ principals }) => principals.some(({ kind }) => kind === "Service"));
    const named = granted.flatMap(({ principals }) =>
        principals.flatMap(({ kind, value }) => (kind === "AWS" ? accountOf(value) : [])),
    );
    const sources = ofServices.flatMap((statement) => demanded(statement, ...contexts).map(accountOf));
    return [
        granted.some(isForEverybody) && "may be used by everybody: name principals",
        ofServices.some((statement) => demanded(statement, ...contexts).length === 0) &&
            "may be used by a service on behalf of any account: demand aws:SourceAccount",
        ofServices.some(({ actions }) => actions.some((action) => /^(kms:)?\*$/i.test(action))) &&
            "lets a service do everything, its deletion included: name the actions",
        new Set([...named, ...sources]).size > 1 && "is for more than one account: name principals of ours only",
    ].filter((fault) => typeof fault === "string");
}

/** A condition narrows "everybody" when it demands an account, a service or a principal by name. */
function isForEverybody(statement: Statement): boolean {
    const { allow, principals, notPrincipal } = statement;
    if (!allow || !(notPrincipal || principals.some(({ kind }) => kind === "any"))) return false;
    const named = demanded(
        statement,
        "kms:CallerAccount",
        "aws:PrincipalAccount",
        "aws:SourceAccount",
        "aws:PrincipalArn",
    );
    return named.length === 0 || named.some((value) => value.includes("*"));
}
