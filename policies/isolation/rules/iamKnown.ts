import type { GraphResource } from "../../../analysis/graph/resource";
import { violationAt } from "../network";
import type { Finding } from "../../framework/outcome";
import { type Rule, stackRule } from "../../framework/rule";

/** Roles and their policies, which other rules hold against the design; the certificate of the demo's load balancer; names of the account. */
const known: ReadonlySet<string> = new Set([
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/serverCertificate:ServerCertificate",
    "aws:iam/accountAlias:AccountAlias",
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
]);

const check = ({ urn, name, type }: GraphResource): Finding[] =>
    type.startsWith("aws:iam/") && !known.has(type)
        ? [violationAt(urn, `${name} is a ${type.split(":").at(-1)}, which the design has none of: remove it`)]
        : [];

export const iamKnown: Rule = {
    ...stackRule("isolation", {
        id: "iam-known",
        severity: "critical",
        title: "IAM is roles with policies of their own: no users, access keys, groups, managed policies, attachments or identity providers",
        why: "A managed policy grants what its owner writes into it tomorrow; a user's key works from anywhere; an identity provider lets outsiders in.",
        remediation: "Remove it. Statements of a host belong into model/hostGrants.ts, as RolePolicy.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        rows: [91, 94, 96, 97, 98],
        designSpecific: true,
        evaluate: ({ resources }) => resources.flatMap(check),
    }),
    resource: { check },
};
