import type { NetworkGraph } from "../graph/model";
import { allowedPathsWork } from "./allowedPathsWork";
import { type ClaimMaker, type JudgedClaim, judgeClaim } from "./claim";
import { doorsOnly } from "./doorsOnly";
import { edgeEgressOnly } from "./edgeEgressOnly";
import { egressOnly } from "./egressOnly";
import { gatewayForwardsOnly } from "./gatewayForwardsOnly";
import { noDnsExfiltration } from "./noDnsExfiltration";
import { noPublicAddress } from "./noPublicAddress";
import { sessionManagerOnly } from "./sessionManagerOnly";
import { workloadsApart } from "./workloadsApart";

export type { JudgedClaim } from "./claim";

const makers: readonly ClaimMaker[] = [
    noPublicAddress,
    doorsOnly,
    egressOnly,
    edgeEgressOnly,
    gatewayForwardsOnly,
    workloadsApart,
    noDnsExfiltration,
    sessionManagerOnly,
    allowedPathsWork,
];

/** All claims of a stack, judged on its graph. */
export function judgeClaims(graph: NetworkGraph): JudgedClaim[] {
    return makers.flatMap((make) => make(graph)).map(judgeClaim);
}
