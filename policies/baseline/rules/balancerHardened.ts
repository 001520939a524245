import { flagAt, textAt } from "../../framework/read";
import { notApplicable, unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";
import { balancerTypes } from "./balancers";

export const balancerHardened = resourceRule("baseline", {
    id: "balancer-hardened",
    severity: "medium",
    title: "Application load balancers log, and drop headers that are none",
    why: "Access logs are the audit trail of an ingress point; malformed headers are how requests are smuggled.",
    remediation: "Set accessLogs, dropInvalidHeaderFields, and desyncMitigationMode defensive or strictest.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    rows: [85, 86, 88],
    types: balancerTypes,
    check(balancer) {
        if ((textAt(balancer, "loadBalancerType") ?? "application") !== "application")
            return notApplicable("a TCP listener writes no access logs and reads no headers");
        return unless(
            flagAt(balancer, "accessLogs", "enabled") !== true &&
                `${balancer.name} writes no access logs: set accessLogs with enabled: true`,
            flagAt(balancer, "dropInvalidHeaderFields") !== true &&
                `${balancer.name} keeps invalid headers: set dropInvalidHeaderFields`,
            !["defensive", "strictest"].includes(textAt(balancer, "desyncMitigationMode") ?? "defensive") &&
                `${balancer.name} only watches desynchronization: set desyncMitigationMode to defensive`,
        );
    },
});
