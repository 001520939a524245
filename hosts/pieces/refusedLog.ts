import type { Piece } from "../piece";
import { refusedGroup } from "./firewall";

/** In the folder that the package gives ulogd; without ".log", which the package's own rotation would take. */
export const refusedLog = "/var/log/ulog/refused";

/**
 * What the firewall refused, a line a packet, at most ten a second: from its NFLOG group to a file that the log shipper takes. A rule that
 * writes to the kernel's log instead writes nothing from a network namespace.
 */
export function refused(): Piece {
    const drop = "/etc/systemd/system/ulogd2.service.d/isolated-openhands.conf";
    return {
        name: "refused-log",
        packages: ["logrotate", "ulogd2"],
        files: [
            { path: "/etc/ulogd.conf", mode: 0o644, content: configuration },
            { path: drop, mode: 0o644, content: dropIn },
            { path: "/etc/logrotate.d/isolated-openhands-refused", mode: 0o644, content: rotation },
        ],
        units: [{ unit: "ulogd2.service", reads: ["/etc/ulogd.conf", drop] }],
        checks: [
            {
                name: "logrotate --debug",
                command: ["logrotate", "--debug", "/etc/logrotate.d/isolated-openhands-refused"],
                reads: ["/etc/logrotate.d/isolated-openhands-refused"],
            },
        ],
    };
}

// Without a list of plugins ulogd loads all that it finds; where they lie differs between releases.
const configuration = `[global]
logfile="syslog"
loglevel=5
stack=refused:NFLOG,base:BASE,ifi:IFINDEX,ip2str:IP2STR,print:PRINTPKT,file:LOGEMU

[refused]
group=${refusedGroup}

[file]
file="${refusedLog}"
sync=1
`;

const dropIn = `[Unit]
After=isolated-openhands-firewall.service

[Service]
Restart=always
RestartSec=5
`;

const rotation = `${refusedLog} {
    size 20M
    rotate 3
    create 640 ulog adm
    missingok
    compress
    delaycompress
    postrotate
        systemctl kill --signal=HUP ulogd2.service
    endscript
}
`;
