import type { Statement } from "../../../analysis/iam/document";

export const policyTypes = [
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/policy:Policy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
];

/** "ec2:*" and "*" match every action of EC2; so does NotAction that does not leave it out. */
export const grants = (statement: Statement, action: string) => {
    const matches = (pattern: string) =>
        new RegExp(
            `^${pattern
                .replace(/[.+^${}()|[\]\\]/g, "\\$&")
                .replace(/\*/g, ".*")
                .replace(/\?/g, ".")}$`,
            "i",
        ).test(action);
    return (
        statement.allow &&
        (statement.actions.some(matches) || (statement.notActions.length > 0 && !statement.notActions.some(matches)))
    );
};
