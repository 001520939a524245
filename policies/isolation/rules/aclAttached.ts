import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";
import { ownSubnets } from "./acls";

export const aclAttached = stackRule("isolation", {
    id: "acl-attached",
    severity: "high",
    title: "Every subnet has a network ACL of the stack",
    why: "A subnet without one has the VPC's default ACL, which allows everything unless it was adopted and emptied.",
    remediation: "Associate the tier's ACL with ec2.NetworkAclAssociation.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html",
    rows: [47],
    evaluate(context) {
        return each(
            ownSubnets(networkOf(context).subnets),
            ({ key }) => key,
            ({ name, acl }) => {
                const allowing = [...acl.ingress, ...acl.egress].some(({ allow }) => allow);
                if (acl.name.startsWith("default ACL")) return [`${name} has the default ACL, which allows everything`];
                return allowing ? [] : [`${name} has an ACL that lets nothing through: no host in it can work`];
            },
        );
    },
});
