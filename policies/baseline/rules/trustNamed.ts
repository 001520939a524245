import { accountOf, demanded, type Statement } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const trustNamed = resourceRule("baseline", {
    id: "trust-named",
    severity: "critical",
    title: "Every role is for a named service, or for a named account under a condition",
    why: "A role that everybody may take is everybody's; one that a service takes for any customer is any customer's.",
    remediation: "Name the service with aws:SourceAccount, or the account with a condition such as MFA.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    rows: [94],
    types: ["aws:iam/role:Role"],
    check: (role) =>
        unless(
            ...(documentAt(role, "assumeRolePolicy") ?? [])
                .filter(({ allow }) => allow)
                .flatMap((statement) => trustFaults(statement))
                .map((fault) => `${role.name} ${fault}`),
        ),
});

/** EC2 gives a role to its own instance only, and sends no aws:SourceAccount. */
const actsForItself = new Set(["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]);

function trustFaults(statement: Statement): string[] {
    const { actions, notActions, principals, notPrincipal } = statement;
    if (notPrincipal) return ["may be taken by everybody but whom it names: write Principal instead of NotPrincipal"];
    const open = [...actions, ...notActions].filter((action) => notActions.length > 0 || /[*?]/.test(action));
    const sources = new Set(demanded(statement, "aws:SourceAccount", "aws:SourceArn").map(accountOf));
    const ofPrincipals = principals.flatMap(({ kind, value }) => {
        if (kind === "any" || value.includes("*")) return ["may be taken by everybody: name the principal"];
        // A second account would be an outsider's.
        if (kind === "Service" && !actsForItself.has(value) && (sources.size !== 1 || sources.has("")))
            return [`may be taken by ${value} on behalf of any account: demand one aws:SourceAccount`];
        if (kind === "Federated" && statement.conditions.length === 0)
            return [`may be taken by every user of ${value}: add a condition on the subject`];
        if (kind === "AWS" && /^\d{12}$|:root$/.test(value) && !isNarrowed(statement))
            return [`may be taken by every principal of ${value}: add a condition such as MFA`];
        return [];
    });
    return [...ofPrincipals, ...(open.length > 0 ? ["trusts with actions by pattern: write sts:AssumeRole"] : [])];
}

/** A condition on who of an account it is; one that demands MFA to be absent is none. */
function isNarrowed(statement: Statement): boolean {
    const mfa = demanded(statement, "aws:MultiFactorAuthPresent");
    const who = demanded(statement, "aws:PrincipalArn", "aws:PrincipalOrgID", "sts:ExternalId");
    return (mfa.length > 0 && mfa.every((value) => value === "true")) || who.some((value) => !/^[*?]+$/.test(value));
}
