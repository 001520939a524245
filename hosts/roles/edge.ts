import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";
import { certificate } from "../pieces/certificate";
import { certificates, tlsFiles } from "../pieces/certificates";
import { fail2ban } from "../pieces/fail2ban";
import { firstPackages } from "../pieces/firstPackages";
import { front } from "../pieces/front";
import { llmGateway } from "../pieces/llmGateway";
import { login } from "../pieces/login";
import { packageGateway } from "../pieces/packageGateway";
import { passage } from "../pieces/passage";

/** The only door, in both directions: nginx, login, fail2ban, the gateways. */
export function edgePieces(config: EdgeHostConfig): Piece[] {
    const { packageGateway: packages, address, site, openHands, name, certificateParameters: parameters } = config;
    const origin = `https://${site.host}`;
    const tls = { certFile: tlsFiles.certificate, keyFile: tlsFiles.key };
    return [
        certificates({ name, parameters, peers: ["agent"], reload: ["gateway.service"] }),
        llmGateway({ ...config, tls }),
        packageGateway({ address, port: packages.port, clients: packages.clients, mirror: packages.upstreams[0]! }),
        firstPackages({ ubuntuRelease: config.ubuntuRelease, gateway: `http://127.0.0.1:${packages.port}` }),
        login({ origin, sessionHours: site.sessionHours }),
        passage({ origin, upstream: openHands, scriptHashes: site.scriptHashes }),
        certificate({ host: site.host, certificate: site.certificate, firewall: config.firewall }),
        front({ host: site.host }),
        // Whoever asks through a load balancer without the client's address would be banned with all others.
        fail2ban({ ignored: [...site.balancers, ...site.ignoreIps] }),
    ];
}
