import { judgeClaims, type JudgedClaim } from "../../analysis/claims";
import type { NetworkGraph } from "../../analysis/graph/model";
import { networkOf as networkOfResources } from "../../analysis/graph/ofPlan";
import type { NetworkIntent } from "../../model/intent";
import type { Context } from "../framework/context";
import type { Finding } from "../framework/outcome";

/** The network of a stack, built once however many rules ask. */
export const networkOf = ({ resources }: Context): NetworkGraph => networkOfResources(resources);

/** The claims of a stack, judged once however many rules ask. */
export const claimsOf = (context: Context): JudgedClaim[] => context.derive(judged);

const judged = (context: Context): JudgedClaim[] => judgeClaims(networkOf(context));

export const intentsOf = (graph: NetworkGraph): NetworkIntent[] => graph.networks.map(({ intent }) => intent);

export const violationAt = (urn: string, message: string): Finding => ({ urn, verdict: "non-compliant", message });
export const compliantAt = (urn: string): Finding => ({ urn, verdict: "compliant", message: "" });
export const unknownAt = (urn: string, message: string): Finding => ({ urn, verdict: "unknown", message });
/** What would be answered if the network were known; `asks` is the question. */
export const hanging = (urn: string, asks: string, hangsOn: string): Finding => ({
    ...unknownAt(urn, asks),
    hangsOn,
});

/** One finding a subject: what is wrong with it, or that nothing is. */
export function each<T>(
    subjects: readonly T[],
    urn: (subject: T) => string,
    problems: (subject: T) => readonly string[],
): Finding[] {
    return subjects.flatMap((subject) => {
        const found = problems(subject);
        return found.length === 0
            ? [compliantAt(urn(subject))]
            : found.map((message) => violationAt(urn(subject), message));
    });
}
