import { isAsNarrow } from "../../../analysis/iam/cover";
import { parseDocument, type Principal, type Statement } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { accountUnknown, designedRolesOf } from "../design";

export const roleTrustDesigned = resourceInContextRule("isolation", {
    id: "role-trust-designed",
    severity: "critical",
    title: "No role may be taken by anybody but whom the design names",
    why: "Another account, a user, or a subject of an identity provider that takes a role has all that the role may do, from anywhere.",
    remediation:
        "Restore the principal and the condition of model/roles.ts; write who may take the operators' role into access.operatorArns or access.trustedSubjects.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html",
    rows: [94, 98],
    designSpecific: true,
    types: ["aws:iam/role:Role"],
    check(role, context) {
        const designed = designedRolesOf(context);
        if (designed === undefined) return accountUnknown;
        const own = designed.find(({ name }) => name === textAt(role, "name"));
        // That the role is no role of the design is what role-designed says.
        const meant = own === undefined ? [] : parseDocument({ Statement: own.trust });
        const trusts = (documentAt(role, "assumeRolePolicy") ?? []).filter(({ allow }) => allow);
        return unless(
            ...trusts.flatMap((statement) =>
                outsiders(statement, meant).map(
                    (who) => `${role.name} may be taken by ${who}, whom the design does not name so`,
                ),
            ),
        );
    },
});

/** Principals of a statement that no designed one names, for these actions, under a condition at least as narrow. */
function outsiders(given: Statement, meant: readonly Statement[]): string[] {
    const { actions, notActions, principals, notPrincipal, conditions } = given;
    if (notPrincipal) return ["everybody but whom it names"];
    return principals
        .filter(
            (principal) =>
                !meant.some(
                    (statement) =>
                        notActions.length === 0 &&
                        actions.every((action) => statement.actions.includes(action)) &&
                        statement.principals.some((named) => isSame(named, principal)) &&
                        statement.conditions.every((wanted) => conditions.some((one) => isAsNarrow(one, wanted))),
                ),
        )
        .map(({ value }) => (value === "*" ? "everybody" : value));
}

const isSame = (a: Principal, b: Principal) => a.kind === b.kind && a.value === b.value;
