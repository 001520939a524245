import { accountOf, demanded, everyResource, parseDocument, type Statement } from "../../../analysis/iam/document";
import type { GraphResource } from "../../../analysis/graph/resource";
import { isUnknown, text } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { documentAt, itemsAt, textsAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

/** The statements of a policy, or of the policies that a role holds itself. */
function statementsOf(holder: GraphResource): Statement[] {
    const inline = itemsAt(holder, "inlinePolicies").map((path) => valueAt(holder, ...path, "policy"));
    return [...(documentAt(holder, "policy") ?? []), ...inline.flatMap((one) => (one ? parseDocument(one) : []))];
}

export const leastPrivilege = resourceRule("baseline", {
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

/** Names are AWS's own: no policy of the account may hide behind them. */
const wide =
    /:policy\/.*(AdministratorAccess|PowerUserAccess|IAMFullAccess|FullAccess|AmazonSSMManagedInstanceCore|AmazonEC2RoleforSSM)/;

export const noManagedAdministrator = resourceRule("baseline", {
    id: "no-managed-administrator",
    severity: "critical",
    title: "No managed policy that grants more than a host uses is attached",
    why: "AmazonSSMManagedInstanceCore reads every parameter; AdministratorAccess needs no explanation.",
    remediation: "Write the statements that the host uses.",
    source: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html",
    rows: [97],
    types: [
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "aws:iam/role:Role",
    ],
    check(holder) {
        const attached = [
            ...textsAt(holder, "policyArn"),
            ...textsAt(holder, "policyArns"),
            ...textsAt(holder, "managedPolicyArns"),
        ];
        const found = attached.filter((arn) => wide.test(arn));
        return unless(found.length > 0 && `${holder.name} attaches ${found.join(", ")}: write the statements it needs`);
    },
});

export const hostHasRole = resourceRule("baseline", {
    id: "host-has-role",
    severity: "medium",
    title: "Every host has a role",
    why: "A host without one is given keys that do not expire.",
    remediation: "Set iamInstanceProfile.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    rows: [10],
    types: ["aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
    check: (host) =>
        unless(
            // Which profile is not known before it exists: that there is one, is.
            text(host.props.iamInstanceProfile) === undefined &&
                !isUnknown(host, "iamInstanceProfile") &&
                `${host.name} has no role: set iamInstanceProfile`,
        ),
});
