import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";
import { gatewayFilePiece } from "../pieces/gatewayFile";

/** This host's own certificate and key, made at its first boot. */
const tls = {
    certFile: "/var/lib/isolated-openhands-tls/host.crt",
    keyFile: "/var/lib/isolated-openhands-tls/host.key",
};

/** The only door, in both directions: nginx, login, fail2ban, the gateways. */
export function edgePieces({ llmGateway, address }: EdgeHostConfig): Piece[] {
    return [gatewayFilePiece({ llmGateway, address, tls })];
}
