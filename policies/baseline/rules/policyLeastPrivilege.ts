import { everyResource, parseDocument, type Statement } from "../../../analysis/iam/document";
import type { GraphResource } from "../../../analysis/graph/resource";
import { unless } from "../../framework/outcome";
import { documentAt, itemsAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

/** The statements of a policy, or of the policies that a role holds itself. */
function statementsOf(holder: GraphResource): Statement[] {
    const inline = itemsAt(holder, "inlinePolicies").map((path) => valueAt(holder, ...path, "policy"));
    return [...(documentAt(holder, "policy") ?? []), ...inline.flatMap((one) => (one ? parseDocument(one) : []))];
}

export const policyLeastPrivilege = resourceRule("baseline", {
    id: "policy-least-privilege",
    severity: "high",
    title: "Policies name actions one by one, and resources wherever an action knows any",
    why: "What is granted beyond need is what a taken-over host is good for.",
    remediation:
        "Name the actions and the resources. A resource of * is for actions that know none, such as the SSM agent's.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    rows: [91, 92, 93, 95, 96, 101],
    types: [
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/policy:Policy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:iam/role:Role",
    ],
    check(policy) {
        const granted = statementsOf(policy).filter(({ allow }) => allow);
        // "s3:Get*" takes in what AWS adds tomorrow, and "iam:Pass?ole" hides what it grants.
        const patterns = granted.flatMap(({ actions }) => actions.filter((action) => /[*?]/.test(action)));
        const everywhere = granted
            .filter(everyResource)
            .flatMap(({ actions }) =>
                actions.filter((action) => !/[*?]/.test(action) && !knowsNoResource.test(action)),
            );
        return unless(
            patterns.length > 0 && `${policy.name} grants ${patterns.join(", ")}: name the actions`,
            granted.some(({ notActions }) => notActions.length > 0) &&
                `${policy.name} grants everything but what it names: write Action instead of NotAction`,
            granted.some(({ notResources }) => notResources.length > 0) &&
                `${policy.name} grants on everything but what it names: write Resource instead of NotResource`,
            everywhere.length > 0 &&
                `${policy.name} grants ${everywhere.join(", ")} on every resource: name the resource`,
        );
    },
});

/** What the SSM agent and the like may do knows no resource, or is about the caller alone (AWS: service authorization reference). */
const knowsNoResource = new RegExp(
    "^(ssmmessages:\\w+|ec2messages:\\w+|ec2:Describe\\w+|ecr:GetAuthorizationToken|cloudwatch:PutMetricData|" +
        "logs:DescribeLogGroups|sts:GetCallerIdentity|route53:(ListHostedZones(ByName)?|GetChange)|bedrock:CallWithBearerToken|ssm:(UpdateInstanceInformation|List(Instance)?Associations|" +
        "DescribeAssociation|GetDocument|DescribeDocument|GetDeployablePatchSnapshotForInstance|GetManifest|" +
        "UpdateAssociationStatus|UpdateInstanceAssociationStatus|PutComplianceItems|PutInventory|PutConfigurePackageResult))$",
    "i",
);
