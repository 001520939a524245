import { itemsAt, flagAt, textAt } from "../../framework/read";
import { notApplicable, unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";

export const listenerEncrypted = resourceRule("baseline", {
    id: "listener-tls",
    severity: "high",
    title: "Every listener speaks TLS 1.2 or later, or sends plain HTTP to where that is spoken",
    why: "What a user types travels in the clear otherwise.",
    remediation: "Use HTTPS with a TLS13-1-2 policy, and redirect port 80. A TCP listener passes TLS on to the host.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    rows: [82, 83],
    types: ["aws:lb/listener:Listener", "aws:alb/listener:Listener"],
    check(listener) {
        const protocol = textAt(listener, "protocol") ?? "HTTP";
        if (protocol === "HTTP") {
            const actions = itemsAt(listener, "defaultActions");
            // A redirect that names no protocol keeps the one it was asked with.
            const isSafe = actions.some((path) => textAt(listener, ...path, "redirect", "protocol") === "HTTPS");
            const forwards = actions.some((path) => textAt(listener, ...path, "type") !== "redirect");
            return unless(
                (!isSafe || forwards) &&
                    `${listener.name} serves plain HTTP: set protocol to HTTPS, or let its only action redirect there`,
            );
        }
        if (protocol !== "HTTPS" && protocol !== "TLS") return notApplicable("TLS ends at the host, not here");
        // Without a name AWS takes ELBSecurityPolicy-2016-08, which speaks TLS 1.0.
        const policy = textAt(listener, "sslPolicy") ?? "ELBSecurityPolicy-2016-08 (AWS's default)";
        return unless(
            !/^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)/.test(policy) &&
                `${listener.name} has policy ${policy}, which may speak TLS before 1.2: set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`,
        );
    },
});

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];

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
