import { itemsAt, textAt } from "../../framework/read";
import { notApplicable, unless } from "../../framework/outcome";
import { resourceRule } from "../../framework/rule";

export const listenerTls = resourceRule("baseline", {
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
