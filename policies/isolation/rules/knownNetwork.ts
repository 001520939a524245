import { stackRule } from "../../framework/rule";
import { networkOf } from "../network";

export const knownNetwork = stackRule("isolation", {
    id: "known-network",
    severity: "critical",
    title: "Nothing in the network is beyond what the proof understands",
    why: "What the model does not know may carry traffic; a proof that leaves it out proves nothing.",
    remediation:
        "Write what is unknown as plain values, and remove peering, transit and VPN attachments, or prove that network elsewhere.",
    source: "docs/claims.md#what-the-model-knows",
    rows: [14, 55, 58],
    evaluate(context) {
        return networkOf(context).gaps.map(({ urn, what, fix }) => ({
            urn,
            verdict: "non-compliant" as const,
            message: `${what}: ${fix}`,
        }));
    },
});
