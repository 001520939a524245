import type { Statement } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

const policyTypes = [
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/policy:Policy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
];

/** "ec2:*" and "*" match every action of EC2; so does NotAction that does not leave it out. */
const grants = (statement: Statement, action: string) => {
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

/** What would let a host open its own network, or give itself another identity. */
const openers = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:ModifySecurityGroupRules",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:AttachNetworkInterface",
    "ec2:AssociateAddress",
    "ec2:CreateRoute",
    "ec2:ReplaceRoute",
    "ec2:CreateNetworkAclEntry",
    "ec2:ModifyInstanceMetadataOptions",
    "ec2:ModifyVpcEndpoint",
    "ec2:CreateVpcPeeringConnection",
    "ec2:RunInstances",
    "route53resolver:DisassociateFirewallRuleGroup",
    "route53resolver:UpdateFirewallConfig",
    "route53resolver:UpdateFirewallDomains",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:PassRole",
    "sts:AssumeRole",
];

export const roleOpensNetwork = resourceRule("isolation", {
    id: "role-cannot-open-network",
    severity: "critical",
    title: "No role of the stack may change the network, its DNS or identities",
    why: "Whoever takes over a host has its role: one that can change its own barriers has none.",
    remediation: "Remove these actions; changes of the network are the deployer's.",
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
    rows: [98],
    types: policyTypes,
    check: (policy) => {
        const statements = documentAt(policy, "policy") ?? [];
        const granted = openers.filter((action) => statements.some((statement) => grants(statement, action)));
        return unless(
            granted.length > 0 &&
                `${policy.name} grants ${granted.slice(0, 4).join(", ")}${granted.length > 4 ? " and more" : ""}`,
        );
    },
});

const parameterReads = [
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "ssm:GetParameterHistory",
] as const;
const parameterWrites = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters"] as const;
const secretReads = ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"] as const;

export const roleReadsOthers = resourceRule("isolation", {
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
