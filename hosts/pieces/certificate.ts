import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Piece } from "../piece";
import { tlsFile } from "./frontConf";
import { hardened } from "./hardened";

export interface CertificateConfig {
    readonly host: string;
}

export const certificateProgram = "/usr/local/lib/isolated-openhands/certificate";
const unit = "isolated-openhands-certificate";
const units = "/etc/systemd/system";

/** The front's certificate: made on the host at its first boot, and made anew a month before it ends. */
export function certificate({ host }: CertificateConfig): Piece {
    return {
        name: "certificate",
        packages: ["openssl"],
        files: [
            {
                path: certificateProgram,
                mode: 0o755,
                content: readFileSync(join(__dirname, "..", "edge", "certificate")),
            },
            { path: `${units}/${unit}.service`, mode: 0o644, content: service(host) },
            { path: `${units}/${unit}.timer`, mode: 0o644, content: timer },
        ],
        units: [
            { unit: `${unit}.service`, reads: [certificateProgram, `${units}/${unit}.service`] },
            { unit: `${unit}.timer`, reads: [`${units}/${unit}.timer`] },
        ],
    };
}

/** Not kept active: the front starts it, and the timer starts it again. */
const service = (host: string) => `[Unit]
Description=The front's self-signed certificate
Before=isolated-openhands-front.service

[Service]
Type=oneshot
StateDirectory=isolated-openhands-front
StateDirectoryMode=0700
ExecStart=${certificateProgram} ${host} ${tlsFile}
${hardened({ noNetwork: true })}

[Install]
WantedBy=multi-user.target
`;

const timer = `[Unit]
Description=Looks daily at when the front's certificate ends

[Timer]
OnCalendar=daily
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
`;
