import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";
import { certificate } from "../pieces/certificate";
import { fail2ban } from "../pieces/fail2ban";
import { front } from "../pieces/front";
import { gatewayFilePiece } from "../pieces/gatewayFile";
import { login } from "../pieces/login";
import { packageGateway } from "../pieces/packageGateway";
import { passage } from "../pieces/passage";

/** This host's own certificate and key, made at its first boot. */
const tls = {
    certFile: "/var/lib/isolated-openhands-tls/host.crt",
    keyFile: "/var/lib/isolated-openhands-tls/host.key",
};

/** Hours after which people sign in anew. */
const sessionHours = 12;

/** The only door, in both directions: nginx, login, fail2ban, the gateways. */
export function edgePieces({
    llmGateway,
    packageGateway: packages,
    address,
    site,
    openHands,
}: EdgeHostConfig): Piece[] {
    const origin = `https://${site.host}`;
    return [
        gatewayFilePiece({ llmGateway, address, tls }),
        packageGateway({ address, port: packages.port, clients: packages.clients, mirror: packages.upstreams[0]! }),
        login({ origin, sessionHours }),
        passage({ origin, upstream: openHands, scriptHashes: [] }),
        certificate({ host: site.host }),
        front({ host: site.host }),
        // Whoever asks through a load balancer without the client's address would be banned with all others.
        fail2ban({ ignored: site.balancers }),
    ];
}
