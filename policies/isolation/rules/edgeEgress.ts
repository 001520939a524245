import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt } from "../network";
import { groupsOf, portsOf } from "./ingressAuthorized";
import { isHttps, edgeGroups } from "./egressApproved";

export const edgeEgress = stackRule("isolation", {
    id: "edge-egress",
    severity: "high",
    title: "The web proxy may open tcp 443 to the internet, and otherwise connections to groups of the stack",
    why: "It is the one way out: anything but 443 is not an LLM endpoint or a package mirror.",
    remediation: "Leave the one rule tcp 443 to 0.0.0.0/0; name groups for everything inside.",
    source: "docs/design.md#the-network",
    rows: [31, 32, 33],
    designSpecific: true,
    evaluate(context) {
        const edge = new Set(edgeGroups(context));
        return groupsOf(context)
            .filter(({ key }) => edge.has(key))
            .flatMap(({ name, egress }) =>
                egress.map((rule) => {
                    const { peer, urn } = rule;
                    if (peer.kind === "group") return compliantAt(urn);
                    if (peer.kind === "cidr" && peer.cidr === "0.0.0.0/0" && isHttps(rule)) return compliantAt(urn);
                    const to = peer.kind === "cidr" ? peer.cidr : `prefix list ${peer.id}`;
                    return violationAt(
                        urn,
                        `${name} may open ${portsOf(rule)} to ${to}; the edge has tcp 443 to 0.0.0.0/0 and nothing else`,
                    );
                }),
            );
    },
});
