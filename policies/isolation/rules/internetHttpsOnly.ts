import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt } from "../network";
import { groupsOf, portsOf } from "./ingressAuthorized";
import { isHttps } from "./egressApproved";

export const internetHttpsOnly = stackRule("isolation", {
    id: "internet-https-only",
    severity: "high",
    title: "Whatever may open connections to addresses may open tcp 443 to 0.0.0.0/0, and nothing else",
    why: "Where a host is allowed the internet, by an exemption or as the edge, that is one port: a second one is a way that nobody decided on, and a narrower block cuts off the names behind moving addresses.",
    remediation: "Leave the one rule tcp 443 to 0.0.0.0/0.",
    source: "docs/design.md#the-network",
    rows: [31, 32, 33],
    evaluate(context) {
        return groupsOf(context).flatMap(({ name, egress }) =>
            egress.flatMap((rule) => {
                const { peer, urn } = rule;
                if (peer.kind !== "cidr") return [];
                return peer.cidr === "0.0.0.0/0" && isHttps(rule)
                    ? [compliantAt(urn)]
                    : [
                          violationAt(
                              urn,
                              `${name} may open ${portsOf(rule)} to ${peer.cidr}: addresses are opened as tcp 443 to 0.0.0.0/0 only`,
                          ),
                      ];
            }),
        );
    },
});
