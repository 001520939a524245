import { list, object } from "../../../analysis/graph/values";
import { notApplicable, unless } from "../../framework/outcome";
import { flagAt, textAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];

export const listenerEncrypted = resourceRule("baseline", {
    id: "listener-tls",
    severity: "high",
    title: "Every listener speaks TLS 1.2 or later, or sends plain HTTP to where that is spoken",
    why: "What a user types travels in the clear otherwise.",
    remediation: "Use HTTPS with a TLS13-1-2 policy, and redirect port 80. A TCP listener passes TLS on to the host.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    rows: [82, 83],
    types: listenerTypes,
    check(listener) {
        const protocol = textAt(listener, "protocol") ?? "HTTP";
        if (protocol === "HTTP") {
            const redirects = list(valueAt(listener, "defaultActions"))
                .map(object)
                .every((action) => object(action.redirect).protocol === "HTTPS");
            return unless(!redirects && `${listener.name} serves plain HTTP: redirect it to HTTPS`);
        }
        if (protocol !== "HTTPS" && protocol !== "TLS") return notApplicable("TLS ends at the host, not here");
        const policy = textAt(listener, "sslPolicy") ?? "AWS's default";
        return unless(
            !/^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)/.test(policy) &&
                `${listener.name} has policy ${policy}, which may speak TLS before 1.2`,
        );
    },
});

export const balancerHardened = resourceRule("baseline", {
    id: "balancer-hardened",
    severity: "medium",
    title: "Application load balancers log, and drop headers that are none",
    why: "Access logs are the audit trail of a door; malformed headers are how requests are smuggled.",
    remediation: "Set accessLogs, dropInvalidHeaderFields, and desyncMitigationMode defensive or strictest.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    rows: [85, 86, 88],
    types: ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
    check(balancer) {
        if (textAt(balancer, "loadBalancerType") === "network")
            return notApplicable("a TCP listener writes no access logs and reads no headers");
        return unless(
            object(valueAt(balancer, "accessLogs")).enabled !== true && `${balancer.name} writes no access logs`,
            flagAt(balancer, "dropInvalidHeaderFields") !== true && `${balancer.name} keeps invalid headers`,
            !["defensive", "strictest"].includes(textAt(balancer, "desyncMitigationMode") ?? "defensive") &&
                `${balancer.name} only watches desynchronization`,
        );
    },
});
