import { unless } from "../../framework/outcome";
import { documentAt, textAt, textsAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

const policyTypes = [
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/policy:Policy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
];

export const leastPrivilege = resourceRule("baseline", {
    id: "policy-least-privilege",
    severity: "high",
    title: "No policy grants whole services, whatever it names as resource, or everything but something",
    why: "What is granted beyond need is what a taken-over host is good for.",
    remediation: "Name the actions. A resource of * is for actions that know none, such as the SSM agent's.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    rows: [91, 92, 93, 95, 96],
    types: policyTypes,
    check(policy) {
        const granted = (documentAt(policy, "policy") ?? []).filter(({ allow }) => allow);
        const whole = granted.flatMap(({ actions }) =>
            actions.filter((action) => action === "*" || action.endsWith(":*")),
        );
        const written = granted
            .filter(({ resources }) => resources.includes("*"))
            .flatMap(({ actions }) => actions.filter((action) => unbounded.test(action)));
        return unless(
            whole.length > 0 && `${policy.name} grants ${whole.join(", ")}`,
            granted.some(({ notActions }) => notActions.length > 0) &&
                `${policy.name} grants everything but what it names`,
            granted.some(({ notResources }) => notResources.length > 0) &&
                `${policy.name} grants on everything but what it names`,
            written.length > 0 && `${policy.name} grants ${written.join(", ")} on every resource`,
        );
    },
});

/** Actions on data, keys, identities: these know resources, so `*` is a choice. */
const unbounded = /^(s3|kms|secretsmanager|dynamodb|lambda|iam|sts|logs):/i;

export const trustNamed = resourceRule("baseline", {
    id: "trust-named",
    severity: "critical",
    title: "Every role is for a named service or a named account",
    why: "A role that everybody may take is everybody's.",
    remediation: "Name the service, or the account with a condition such as MFA.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    rows: [94],
    types: ["aws:iam/role:Role"],
    check(role) {
        const granted = (documentAt(role, "assumeRolePolicy") ?? []).filter(({ allow }) => allow);
        const open = granted.filter(
            ({ principals, notPrincipal }) => notPrincipal || principals.some(({ kind }) => kind === "any"),
        );
        const whole = granted.filter(
            ({ principals, conditions }) =>
                conditions.length === 0 &&
                principals.some(({ kind, value }) => kind === "AWS" && /^\d{12}$|:root$/.test(value)),
        );
        return unless(
            open.length > 0 && `${role.name} may be taken by everybody`,
            whole.length > 0 && `${role.name} may be taken by every principal of an account: add a condition`,
        );
    },
});

const administrators = /AdministratorAccess|IAMFullAccess|PowerUserAccess|AmazonSSMManagedInstanceCore|FullAccess$/;

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
        "aws:iam/role:Role",
        "aws:iam/policyAttachment:PolicyAttachment",
    ],
    check(holder) {
        const attached = [
            ...[textAt(holder, "policyArn")].filter((arn) => arn !== undefined),
            ...textsAt(holder, "managedPolicyArns"),
        ];
        const wide = attached.filter((arn) => administrators.test(arn));
        return unless(wide.length > 0 && `${holder.name} attaches ${wide.join(", ")}`);
    },
});
