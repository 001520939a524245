import { linkLocal } from "../flows";
import type { Piece } from "../piece";

/** Kernel settings of every host. The first concern an address that a packet lies about, the last a path that swallows large packets. */
export function kernel(): Piece {
    const path = "/etc/sysctl.d/90-isolated-openhands.conf";
    const content = Object.entries(kernelSettings)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join("");
    return {
        name: "kernel",
        files: [
            { path, mode: 0o644, content },
            { path: "/etc/systemd/system/isolated-openhands-kernel.service", mode: 0o644, content: kernelUnit(path) },
        ],
        units: [{ unit: "isolated-openhands-kernel.service", reads: [path] }],
        checks: [{ name: "sysctl --dry-run", command: ["sysctl", "--dry-run", "--load", path], reads: [path] }],
    };
}

// systemd-sysctl is skipped where a container boots, and loads every file of the host where it is not.
const kernelUnit = (path: string) => `[Unit]
Description=Kernel settings of this host
DefaultDependencies=no
After=systemd-sysctl.service
Before=sysinit.target network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/sysctl --quiet --load=${path}

[Install]
WantedBy=sysinit.target
`;

export const kernelSettings: Readonly<Record<string, string>> = {
    "fs.protected_fifos": "2",
    "fs.protected_hardlinks": "1",
    "fs.protected_regular": "2",
    "fs.protected_symlinks": "1",
    "fs.suid_dumpable": "0",
    "net.ipv4.conf.all.accept_redirects": "0",
    "net.ipv4.conf.all.accept_source_route": "0",
    "net.ipv4.conf.all.rp_filter": "1",
    "net.ipv4.conf.all.send_redirects": "0",
    "net.ipv4.conf.default.accept_redirects": "0",
    "net.ipv4.conf.default.send_redirects": "0",
    "net.ipv4.tcp_syncookies": "1",
    "net.ipv6.conf.all.accept_ra": "0",
    "net.ipv6.conf.all.accept_redirects": "0",
    "net.ipv6.conf.default.accept_ra": "0",
    "net.ipv4.tcp_mtu_probing": "1",
};

/** The clock of AWS's own time service; nothing else is asked. */
export function clock(): Piece {
    const path = "/etc/chrony/chrony.conf";
    const content = `server ${linkLocal.time} prefer iburst minpoll 4 maxpoll 4
driftfile /var/lib/chrony/chrony.drift
makestep 1.0 3
rtcsync
leapsectz right/UTC
cmdport 0
port 0
`;
    return {
        name: "clock",
        packages: ["chrony"],
        files: [{ path, mode: 0o644, content }],
        units: [
            { unit: "chrony.service", reads: [path] },
            { unit: "systemd-timesyncd.service", reads: [], on: "mask" },
        ],
        opens: [{ user: "_chrony", flow: "time" }],
        checks: [{ name: "chronyd -p", command: ["chronyd", "-p", "-f", path], reads: [path] }],
    };
}

/** Names are asked of the VPC's resolver by its link-local address, by resolved alone: no other user has a rule for port 53. */
export function names(): Piece {
    const path = "/etc/systemd/resolved.conf.d/isolated-openhands.conf";
    const content = `[Resolve]
DNS=${linkLocal.resolver}
FallbackDNS=
Domains=~.
LLMNR=no
MulticastDNS=no
DNSOverTLS=no
`;
    return {
        name: "names",
        files: [{ path, mode: 0o644, content }],
        units: [{ unit: "systemd-resolved.service", reads: [path] }],
        opens: ["resolver-udp", "resolver-tcp"].map((flow) => ({ user: "systemd-resolve", flow })),
    };
}

/** The journal survives a reboot, and cannot fill the disk. */
export function journal(): Piece {
    const path = "/etc/systemd/journald.conf.d/isolated-openhands.conf";
    const content = `[Journal]
Storage=persistent
SystemMaxUse=1G
SystemKeepFree=2G
RuntimeMaxUse=64M
RateLimitIntervalSec=30s
RateLimitBurst=10000
ForwardToSyslog=no
Audit=yes
`;
    return {
        name: "journal",
        files: [{ path, mode: 0o644, content }],
        units: [{ unit: "systemd-journald.service", reads: [path] }],
    };
}

/** What changes users, rights, our files, the clock or the kernel leaves a record. The rules are final until the next boot. */
export function audit(): Piece {
    const path = "/etc/audit/rules.d/50-isolated-openhands.rules";
    return {
        name: "audit",
        packages: ["auditd"],
        files: [
            { path, mode: 0o440, content: auditRules },
            { path: "/etc/systemd/system/isolated-openhands-audit.service", mode: 0o644, content: auditUnit },
        ],
        units: [{ unit: "isolated-openhands-audit.service", reads: [path], on: "wait" }],
    };
}

// auditd refuses to be restarted by systemctl; augenrules gives it the new rules, and only a reboot lifts final ones.
const auditUnit = `[Unit]
Description=Audit rules of this host
After=auditd.service

[Service]
Type=oneshot
RemainAfterExit=yes
# Audit belongs to the first pid namespace of a machine: in a container auditd is masked, and there are no rules to load.
ExecCondition=/usr/bin/systemctl is-active --quiet auditd.service
ExecStart=/sbin/augenrules --load

[Install]
WantedBy=multi-user.target
`;

const watched = {
    users: [
        "/etc/passwd",
        "/etc/shadow",
        "/etc/group",
        "/etc/gshadow",
        "/etc/sudoers",
        "/etc/sudoers.d/",
        "/etc/pam.d/",
    ],
    ours: ["/etc/isolated-openhands/", "/usr/local/lib/isolated-openhands/", "/etc/systemd/system/", "/etc/nginx/"],
    time: ["/etc/localtime", "/etc/chrony/"],
} as const;

const calls = {
    time: ["adjtimex", "settimeofday", "clock_settime"],
    modules: ["init_module", "finit_module", "delete_module"],
    mounts: ["mount", "umount2", "pivot_root"],
} as const;

const auditRules = [
    "-D",
    "-b 8192",
    "-f 1",
    ...Object.entries(watched).flatMap(([key, paths]) => paths.map((path) => `-w ${path} -p wa -k ${key}`)),
    ...Object.entries(calls).map(
        ([key, names]) => `-a always,exit -F arch=b64 ${names.map((name) => `-S ${name}`).join(" ")} -k ${key}`,
    ),
    "-a always,exit -F arch=b64 -S execve -F euid=0 -F auid>=1000 -F auid!=unset -k sudo",
    "-e 2",
]
    .map((line) => `${line}\n`)
    .join("");
