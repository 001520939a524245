import { unless } from "../../framework/outcome";
import { itemsAt, textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { groupType, classicType, ruleTypes } from "./network";

export const groupDescribed = resourceRule("baseline", {
    id: "group-described",
    severity: "low",
    title: "Every security group and rule says what it is for",
    why: "A rule that nobody can explain is one that nobody dares to remove.",
    remediation: "Write a description. A group's cannot be changed later: the group is replaced.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    rows: [38],
    types: [groupType, classicType, ...ruleTypes],
    check(one) {
        const inline = ["ingress", "egress"].flatMap((way) => itemsAt(one, way));
        const silent = inline.filter((path) => textAt(one, ...path, "description") === undefined);
        return unless(
            // The SDK fills in "Managed by Pulumi", which says nothing.
            ["Managed by Pulumi", undefined].includes(textAt(one, "description")) &&
                `${one.name} has no description: say what it is for`,
            ...silent.map((path) => `${one.name}: ${path.join(".")} has no description: say what it is for`),
        );
    },
});
