import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";

/** The only door, in both directions: nginx, login, fail2ban, the gateways. */
export function edgePieces(_config: EdgeHostConfig): Piece[] {
    return [];
}
