import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { policyTypes, grants } from "./hostRoles";

const parameterReads = [
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
] as const;

const parameterWrites = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters"] as const;

const secretReads = ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"] as const;

export const roleReadsOwnParameters = resourceRule("isolation", {
    id: "role-reads-own-parameters",
    severity: "high",
    title: "No role of the stack may read or write every parameter, or read every secret",
    why: "Parameters and secrets of other hosts, and of other systems of the account, are in the same store.",
    remediation: "Name the parameters and secrets by their full path.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
    rows: [98],
    types: policyTypes,
    check: (policy) => {
        const wide = (documentAt(policy, "policy") ?? []).filter(
            (statement) =>
                [...parameterReads, ...parameterWrites, ...secretReads].some((action) => grants(statement, action)) &&
                (statement.notResources.length > 0 ||
                    statement.resources.some((resource) => /^\*$|:parameter\/?\*|:secret:\*/.test(resource))),
        );
        return unless(
            wide.length > 0 && `${policy.name} may read or write every parameter, or read every secret, of the account`,
        );
    },
});
