import { flagAt } from "../../framework/read";
import { unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";
import { balancerTypes } from "./balancers";

export const balancerProtected = resourceRule("baseline", {
    id: "balancer-protected",
    severity: "medium",
    title: "No load balancer can be deleted by one call",
    why: "A deleted balancer takes its address with it: names that lead there lead to whoever gets the address next.",
    remediation: "Set enableDeletionProtection.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    rows: [87],
    types: balancerTypes,
    check: (balancer) =>
        unless(
            flagAt(balancer, "enableDeletionProtection") !== true &&
                `${balancer.name} can be deleted by one call: set enableDeletionProtection`,
        ),
});
