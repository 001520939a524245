import { unless } from "../../framework/outcome";
import { valueAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { groupType, classicType, ruleTypes } from "./network";

export const groupOneForm = resourceInContextRule("baseline", {
    id: "group-one-form",
    severity: "medium",
    title: "The rules of a security group are written in one form",
    why: "Inline rules delete standalone ones at the next deployment, and those come back at the one after.",
    remediation: "Write vpc.SecurityGroupIngressRule and EgressRule only, and none in the group.",
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
    rows: [39],
    types: [groupType],
    check(group, { linker }) {
        const names = (type: string) =>
            linker.ofType(type).some((rule) => linker.names(rule, "securityGroupId", group, groupType));
        const forms = [
            (valueAt(group, "ingress") !== undefined || valueAt(group, "egress") !== undefined) && "inside the group",
            names(classicType) && "as SecurityGroupRule",
            ruleTypes.some(names) && "as SecurityGroupIngressRule or EgressRule",
        ].filter((form) => typeof form === "string");
        return unless(forms.length > 1 && `${group.name} has rules ${forms.join(" and ")}: keep one form`);
    },
});
