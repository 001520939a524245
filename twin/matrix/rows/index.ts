import type { Place } from "../../machines/places";
import type { Row } from "../row";
import { agentRows } from "./agent";
import { allowedRows } from "./allowed";
import { awsRows } from "./aws";
import { containerRows } from "./container";
import { doorRows } from "./doors";
import { gatewayRows } from "./gateway";
import { insideRows } from "./inside";
import { internetRows } from "./internet";
import { metadataRows } from "./metadata";
import { nameRows } from "./names";
import { sentinelRows } from "./sentinel";

/** What AWS alone can say: it stands in no row's result until the live probe (`npm run -s probe`) has shown it. */
export const unproved: readonly Unproved[] = [
    {
        id: "session-data-channel",
        from: "agent-host",
        attempt:
            "a client of Session Manager with the stream address and the token of the attacker's own session, by the VPC's ssmmessages endpoint",
        why: "the stream is opened by its token alone, without a signature that an endpoint policy could judge; AWS does not document whether the policy of the endpoint is asked",
    },
];

export interface Unproved {
    readonly id: string;
    readonly from: Place;
    readonly attempt: string;
    readonly why: string;
}

/** Every attempt, as data: from where, what, and what must come of it. */
export const matrixRows: readonly Row[] = [
    ...[...allowedRows, ...internetRows, ...nameRows, ...metadataRows, ...awsRows, ...insideRows],
    ...[...agentRows, ...containerRows, ...gatewayRows, ...doorRows, ...sentinelRows],
];
