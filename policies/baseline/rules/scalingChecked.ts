import { isUnknown } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { itemsAt, textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const scalingChecked = resourceRule("baseline", {
    id: "scaling-checked",
    severity: "low",
    title: "A scaling group behind a load balancer takes the balancer's word for who is well",
    why: "A host that runs and serves nothing is otherwise kept.",
    remediation: "Set healthCheckType to ELB.",
    source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-checks-overview.html",
    rows: [24],
    types: ["aws:autoscaling/group:Group"],
    check(group) {
        const behind = ["targetGroupArns", "loadBalancers", "trafficSources"].some(
            (property) => isUnknown(group, property) || itemsAt(group, property).length > 0,
        );
        return unless(
            behind &&
                textAt(group, "healthCheckType") !== "ELB" &&
                `${group.name} asks EC2 only: set healthCheckType to ELB`,
        );
    },
});
