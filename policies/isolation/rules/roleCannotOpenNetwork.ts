import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { policyTypes, grants } from "./hostRoles";

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

export const roleCannotOpenNetwork = resourceRule("isolation", {
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
