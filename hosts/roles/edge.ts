import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";

/** The only ingress point, in both directions: nginx, login, fail2ban, the gateways. */
export function edgePieces(_config: EdgeHostConfig): Piece[] {
    return [];
}
