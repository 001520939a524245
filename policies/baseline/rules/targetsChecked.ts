import { flagAt, textAt } from "../../framework/read";
import { unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";

export const targetsChecked = resourceRule("baseline", {
    id: "targets-checked",
    severity: "low",
    title: "Every target group of hosts asks whether they are well",
    why: "A balancer that asks nothing sends users to a host that is gone.",
    remediation: "Leave healthCheck.enabled on. Lambda functions are not asked unless it is set.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    rows: [90],
    types: ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"],
    check: (targets) =>
        unless(
            // AWS asks hosts unless it is told not to.
            (flagAt(targets, "healthCheck", "enabled") ?? textAt(targets, "targetType") !== "lambda") === false &&
                `${targets.name} asks nobody whether they are well: set healthCheck.enabled`,
        ),
});
