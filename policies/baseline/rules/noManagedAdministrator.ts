import { unless } from "../../framework/outcome";
import { textsAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

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
