import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostName } from "../../model/hosts";
import type { HostFile, Piece } from "../piece";

export interface CertificatesConfig {
    readonly name: HostName;
    /** SSM parameters by host; this host's own among them. */
    readonly parameters: Readonly<Partial<Record<HostName, string>>>;
    /** Whom this host pins. */
    readonly peers: readonly HostName[];
    /** Units that take a new pin by a reload. */
    readonly reload: readonly string[];
}

export const hostLibrary = "/usr/local/lib/isolated-openhands";

/** Where daemons find the host's key (group host-tls) and certificate, and the pins of a peer. */
export const tlsFiles = {
    key: "/var/lib/isolated-openhands/tls/key.pem",
    certificate: "/var/lib/isolated-openhands/tls/certificate.pem",
    pins: (peer: HostName) => `/var/lib/isolated-openhands/pins/${peer}.pem`,
} as const;

/** A program of the host, from hosts/common/host. */
export const hostProgram = (name: string, mode: 0o644 | 0o755 = 0o755): HostFile => ({
    path: `${hostLibrary}/${name}`,
    mode,
    content: readFileSync(join(__dirname, "..", "common", "host", name)),
});

/** Each host's own certificate and the pins of its peers, kept by one program that looks every minute. */
export function certificates({ name, parameters, peers, reload }: CertificatesConfig): Piece {
    const unit = "isolated-openhands-certificates";
    const settings = "/etc/isolated-openhands/certificates.json";
    const own = parameters[name];
    if (own === undefined) throw new Error(`There is no certificate parameter for ${name}.`);
    const content = {
        name,
        own,
        peers: Object.fromEntries(peers.map((peer) => [peer, parameters[peer]])),
        reload,
    };
    return {
        name: "certificates",
        files: [
            hostProgram("certificates.py"),
            { path: settings, mode: 0o644, content: `${JSON.stringify(content, null, 4)}\n` },
            { path: `/etc/systemd/system/${unit}.service`, mode: 0o644, content: service },
            { path: `/etc/systemd/system/${unit}.timer`, mode: 0o644, content: timer },
        ],
        units: [
            { unit: `${unit}.service`, reads: [settings, `${hostLibrary}/certificates.py`], on: "wait" },
            { unit: `${unit}.timer`, reads: [`/etc/systemd/system/${unit}.timer`] },
        ],
    };
}

const service = `[Unit]
Description=This host's certificate and its peers' pins
Wants=network-online.target
After=network-online.target isolated-openhands-firewall.service

[Service]
Type=oneshot
ExecStartPre=${hostLibrary}/certificates.py own
ExecStart=${hostLibrary}/certificates.py
# A peer that has not booted yet is looked for again by the timer.
SuccessExitStatus=75
TimeoutStartSec=5min

[Install]
WantedBy=multi-user.target
`;

const timer = `[Unit]
Description=Look for peers' new certificates

[Timer]
OnBootSec=20s
OnUnitInactiveSec=60s
AccuracySec=5s

[Install]
WantedBy=timers.target
`;
