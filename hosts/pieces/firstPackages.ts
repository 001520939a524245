import type { Piece } from "../piece";
import { hostLibrary, hostProgram } from "./certificates";
import { codenameOf } from "./packages";

export interface FirstPackagesConfig {
    readonly ubuntuRelease: string;
    /** "http://127.0.0.1:4080": this host's own package gateway. */
    readonly gateway: string;
}

const program = "first_packages.py";
const unit = "isolated-openhands-first-packages.service";
const unitFile = `/etc/systemd/system/${unit}`;

/** Takes `_apt`'s way through NAT away again, which brings the package gateway itself: as soon as that answers. */
export function firstPackages({ ubuntuRelease, gateway }: FirstPackagesConfig): Piece {
    const url = `${gateway}/ubuntu/dists/${codenameOf(ubuntuRelease)}/InRelease`;
    return {
        name: "first-packages",
        files: [hostProgram(program), { path: unitFile, mode: 0o644, content: service(url) }],
        units: [{ unit, reads: [unitFile, `${hostLibrary}/${program}`], on: "wait" }],
    };
}

const service = (url: string) => `[Unit]
Description=Ends the web proxy's own way to the mirror once its package gateway answers
ConditionPathExists=!/var/lib/isolated-openhands/first-packages-done
After=isolated-openhands-firewall.service isolated-openhands-packages.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${hostLibrary}/${program} ${url}
Restart=on-failure
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
