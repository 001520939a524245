import type { GraphResource } from "../../../analysis/graph/resource";
import { beyond } from "../../../analysis/iam/cover";
import { parseDocument, type Statement } from "../../../analysis/iam/document";
import { text } from "../../../analysis/graph/values";
import type { DesignedRole } from "../../../model/roles";
import type { Context } from "../../framework/context";
import { type Outcome, unknown, unless, violation } from "../../framework/outcome";
import { comesFromAddresses, documentAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { accountUnknown, anyGrant, designedRolesOf } from "../design";

const roleType = "aws:iam/role:Role";

export const roleGrantsDesigned = resourceInContextRule("isolation", {
    id: "role-grants-designed",
    severity: "critical",
    title: "No role may do anything but the actions, on the resources, that the design gives it",
    why: "Whoever takes over a host has its role: another host's secret, a command to another host, or a bucket or a log subscription of an outsider is then one call away.",
    remediation: "Remove the statement. What a host needs besides belongs into model/hostGrants.ts.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    rows: [91, 92, 93, 95, 96, 98, 101],
    designSpecific: true,
    types: ["aws:iam/rolePolicy:RolePolicy"],
    // One policy shows what no role of any stack may do; which resources are this stack's own, the others say.
    alone(policy) {
        const granted = (documentAt(policy, "policy") ?? []).filter(({ allow }) => allow);
        // Nobody saw it before its addresses were known.
        if (granted.length > 0 && comesFromAddresses(policy, "policy"))
            return violation(`${policy.name} is made of Elastic IPs, and grants: it may only deny`);
        const anywhere = anyGrant.map((statement) => ({
            ...statement,
            resources: statement.resources.includes("*") ? ["*"] : ["arn:*"],
            conditions: [],
        }));
        return unless(
            ...granted
                .flatMap((statement) => beyond(statement, anywhere))
                .map(
                    ({ action, resource }) =>
                        `${policy.name} grants ${action} on ${resource}, which is no part of the design`,
                ),
        );
    },
    check(policy, context) {
        const designed = designedRolesOf(context);
        if (designed === undefined) return accountUnknown;
        const granted = (documentAt(policy, "policy") ?? []).filter(({ allow }) => allow);
        const names = rolesOf(policy, context);
        if (names.length === 0) return unknown(`whose policy ${policy.name} is`, "the name of a role of the stack");
        return names.flatMap((name) => faults(policy, granted, name, designed));
    },
});

/** The names of the roles that the policy is, or may be, on. */
const rolesOf = (policy: GraphResource, { linker }: Context): string[] => {
    const named = text(policy.props.role);
    if (named !== undefined) return [named];
    return linker.link(policy, "role", roleType).targets.map(({ name, props }) => text(props.name) ?? name);
};

function faults(
    policy: GraphResource,
    granted: readonly Statement[],
    role: string,
    designed: readonly DesignedRole[],
): readonly Outcome[] {
    const own = designed.find(({ name }) => name === role);
    if (own === undefined) return unless(`${policy.name} is a policy of ${role}, which is no role of the design`);
    const may = parseDocument({ Statement: own.grants });
    const found = granted.flatMap((statement) => beyond(statement, may));
    return unless(
        ...found.map(
            ({ action, resource }) =>
                `${policy.name} lets ${role} ${action} on ${resource}, which the design does not: remove it`,
        ),
    );
}
