import type { JudgedClaim } from "../analysis/claims";
import type { NetworkGraph } from "../analysis/graph/model";
import { waived } from "./evaluate";

/** A claim for people: why it is not proved, and what it means when it is. */
export const claimText = ({ id, statement, verdict, why, restsOn, doesNotCover }: JudgedClaim) =>
    [
        `${verdict.padEnd(8)} ${id}: ${statement}`,
        ...(verdict === "proved" ? [] : why.map((reason) => `  - ${reason}`)),
        `  rests on: ${restsOn}`,
        `  does not cover: ${doesNotCover}`,
    ].join("\n");

export const noClaims =
    "there are no claims to judge: no component of this stack says its role, or they are not in the file (isolated:network:IsolatedNetwork and its hosts do)";

/** Claims that are neither proved nor waived. A stack without roles proves nothing. */
export function unproved(graph: NetworkGraph, claims: readonly JudgedClaim[]): number {
    if (claims.length === 0) return 1;
    return claims.filter((claim) => claim.verdict !== "proved" && !waived(claim, graph.resources)).length;
}
