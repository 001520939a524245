import { contradicts } from "../../../analysis/claims/claim";
import { type Rule, stackRule } from "../../framework/rule";
import { violationAt, claimsOf, unknownAt, compliantAt, hanging } from "../network";

/** Claims that are rules too: one that is not proved is a violation, about the resource that the telling answer is about. */
const claims: Readonly<Record<string, readonly [title: string, rows: readonly number[]]>> = {
    "doors-only": [
        "Only the ingress points are reachable from the internet, and only from the authorized blocks",
        [25, 26, 27, 28, 30, 34, 84],
    ],
    "agent-egress-only": [
        "OpenHands reaches the gateways, the endpoints and this account's S3, and nothing else",
        [31, 32, 33, 54, 60, 63],
    ],
    "verifier-egress-only": [
        "The verifier reaches the package gateway, the endpoints and this account's S3, and nothing else",
        [31, 32, 33, 54, 60, 63],
    ],
    "web-proxy-egress-only": ["The web proxy opens tcp 443, the port of OpenHands, and nothing else", [31, 32]],
    "gateway-forwards-only": [
        "The LLM gateway forwards listed calls to fixed upstreams, and lets no tool run at a provider",
        [132],
    ],
    "workloads-apart": ["OpenHands and the label verifier do not see each other", [33, 41]],
    "no-dns-exfiltration": ["No host can resolve a name that is not approved", [117, 118]],
    "session-manager-only": ["Hosts are administered by Session Manager only", [26, 27]],
    "allowed-paths-work": ["Every connection that the design allows works end to end", [48, 56, 62]],
};

export const claimRules: readonly Rule[] = Object.entries(claims).map(([id, [title, rows]]) =>
    stackRule("isolation", {
        id,
        severity: "critical",
        title,
        why: "A claim is what somebody relies on; one that is not proved is refused.",
        remediation: "Read the path or the block in the message: it names the resource, the rule, and what to change.",
        source: "docs/claims.md",
        rows,
        designSpecific: true,
        evaluate: (context) => {
            const claim = claimsOf(context).find((one) => one.id === id);
            if (!claim) return [];
            const telling = claim.checks.filter(({ needs, answer }) => answer.verdict !== needs);
            if (claim.verdict === "unknown" && telling.length === 0)
                return [unknownAt(context.stackUrn, claim.why.join("; "))];
            if (telling.length === 0) return [compliantAt(context.stackUrn)];
            return telling.map(({ asks, needs, urn, answer }) => {
                if (answer.hangsOn !== undefined) return hanging(urn, asks, answer.hangsOn);
                const message = `${asks}: ${answer.verdict}. ${[...answer.path, ...answer.why].join("; ")}`;
                return contradicts(needs, answer) ? violationAt(urn, message) : unknownAt(urn, message);
            });
        },
    }),
);
