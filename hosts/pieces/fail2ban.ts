import type { Piece } from "../piece";
import { accessLogFile, fail2banFilter } from "./accessLog";

export interface Fail2banConfig {
    /** Addresses and blocks that are never banned. Others are behind one address there: a proxy, a VPN, an office. */
    readonly ignored: readonly string[];
}

/** Wrong passwords from one address until it is banned; within how many seconds; for how many. */
export const bans = { tries: 5, within: 600, first: 600, longest: 86_400 } as const;

const folder = "/etc/fail2ban";
export const jailFile = `${folder}/jail.d/isolated-openhands.local`;
export const filterFile = `${folder}/filter.d/isolated-openhands.local`;
const dropIn = "/etc/systemd/system/fail2ban.service.d/isolated-openhands.conf";

/**
 * Bans addresses that try passwords. It has a table of its own in nftables, beside ours: neither's reload touches the other's. Bans are kept
 * in its database and come back with it.
 */
export function fail2ban({ ignored }: Fail2banConfig): Piece {
    return {
        name: "fail2ban",
        packages: ["fail2ban", "nftables"],
        files: [
            { path: jailFile, mode: 0o644, content: jail(ignored) },
            { path: filterFile, mode: 0o644, content: fail2banFilter() },
            { path: `${folder}/fail2ban.local`, mode: 0o644, content: settings },
            { path: dropIn, mode: 0o644, content: unit },
        ],
        units: [{ unit: "fail2ban.service", reads: [`${folder}/`, dropIn] }],
        checks: [{ name: "fail2ban-client -t", command: ["/usr/bin/fail2ban-client", "-t"], reads: [`${folder}/`] }],
    };
}

/** The packaged jail for SSH is off: there is no port 22, and without its log file fail2ban would not start. */
const jail = (ignored: readonly string[]) => `[DEFAULT]
banaction = nftables
banaction_allports = nftables[type=allports]
allowipv6 = auto

[sshd]
enabled = false

[isolated-openhands]
enabled = true
backend = polling
filter = isolated-openhands
logpath = ${accessLogFile}
port = 80,443
maxretry = ${bans.tries}
findtime = ${bans.within}
bantime = ${bans.first}
bantime.increment = true
bantime.maxtime = ${bans.longest}
ignoreself = true
ignoreip = ${["127.0.0.0/8", ...ignored].join(" ")}
`;

const settings = `[DEFAULT]
allowipv6 = auto
logtarget = SYSTEMD-JOURNAL
dbpurgeage = ${bans.longest}
`;

/** It reads a log that the front makes, and every ban is a line of its journal, which is shipped. */
const unit = `[Unit]
After=isolated-openhands-firewall.service isolated-openhands-front.service
Wants=isolated-openhands-front.service

[Service]
Restart=always
RestartSec=5
`;
