import type { AgentHostConfig } from "../config";
import type { Piece } from "../piece";

/** OpenHands in its container, and the two relays that are its only doors. */
export function agentPieces(_config: AgentHostConfig): Piece[] {
    return [];
}
