import type { Piece } from "../piece";

export interface PackagesConfig {
    readonly ubuntuRelease: string;
    /** "http://10.0.2.10:4080": the package gateway. */
    readonly gateway: string;
    /** Start of the daily patch window, "HH:MM" in UTC. */
    readonly patchWindow: string;
    /** The edge alone: the mirror's name, asked by `_apt` until the package gateway answers. */
    readonly firstMirror?: string;
}

/** Where the first packages of the edge come from; programs.py reads it while there is no package gateway. */
const firstSources = "/etc/isolated-openhands/first-packages.sources";

/** Ubuntu's releases of long support, by the names that its archive has. */
const codenames: Readonly<Record<string, string>> = { "22.04": "jammy", "24.04": "noble", "26.04": "resolute" };

/** @throws Error for a release whose archive has no name here */
export function codenameOf(ubuntuRelease: string): string {
    const codename = codenames[ubuntuRelease];
    if (codename !== undefined) return codename;
    throw new Error(`Ubuntu ${ubuntuRelease} has no name here: write one of ${Object.keys(codenames).join(", ")}.`);
}

/**
 * Packages come from the package gateway and from nowhere else, and security updates are installed in the patch window. No list has an
 * https address or a proxy, which would ask the gateway for CONNECT.
 * @throws Error for a release whose archive has no name here
 */
export function packages({ ubuntuRelease, gateway, patchWindow, firstMirror }: PackagesConfig): Piece {
    const codename = codenameOf(ubuntuRelease);
    const first =
        firstMirror === undefined ? [] : [{ path: firstSources, content: sources(`https://${firstMirror}`, codename) }];
    const timer = (name: string, content: string) => ({
        path: `/etc/systemd/system/${name}.d/isolated-openhands.conf`,
        content,
    });
    const files = [
        { path: "/etc/apt/sources.list.d/ubuntu.sources", content: sources(gateway, codename) },
        {
            path: "/etc/apt/sources.list",
            content: "# Packages come from the package gateway: sources.list.d/ubuntu.sources\n",
        },
        { path: "/etc/apt/apt.conf.d/90isolated-openhands", content: aptConfiguration(codename) },
        ...first,
        timer("apt-daily.timer", window(patchWindow, 0)),
        timer("apt-daily-upgrade.timer", window(patchWindow, 20)),
    ];
    return {
        name: "packages",
        early: true,
        files: files.map((file) => ({ ...file, mode: 0o644 as const })),
        units: [
            ...["apt-daily.timer", "apt-daily-upgrade.timer"].map((unit) => ({
                unit,
                reads: [`/etc/systemd/system/${unit}.d/`],
            })),
            ...noise.map((unit) => ({ unit, reads: [], on: "mask" as const })),
        ],
        opens: firstMirror === undefined ? [{ user: "_apt", flow: "packages" }] : [],
        checks: [
            {
                name: "apt-config dump",
                command: ["apt-config", "dump"],
                reads: ["/etc/apt/apt.conf.d/90isolated-openhands"],
            },
            { name: "apt-get indextargets", command: ["apt-get", "indextargets"], reads: ["/etc/apt/sources.list"] },
        ],
    };
}

/** Unattended upgrades themselves are a package, and so do not come early. */
export const unattendedUpgrades: Piece = { name: "unattended-upgrades", packages: ["unattended-upgrades"] };

/** What asks the internet for news of Ubuntu, of its paid service, and of firmware. */
const noise = [
    "apt-news.service",
    "esm-cache.service",
    "fwupd-refresh.timer",
    "motd-news.timer",
    "ua-timer.timer",
    "update-notifier-download.timer",
];

const sources = (base: string, codename: string) => `Types: deb
URIs: ${base}/ubuntu
Suites: ${codename} ${codename}-updates ${codename}-security
Components: main universe
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`;

// A host that a power cut stopped amid an upgrade configures what is left first; a reboot, when one is due, ends the window.
const aptConfiguration = (codename: string) => `Acquire::Retries "5";
Acquire::http::Timeout "20";
Acquire::Languages "none";
Acquire::https::Verify-Peer "true";
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
#clear Unattended-Upgrade::Allowed-Origins;
Unattended-Upgrade::Allowed-Origins {
    "Ubuntu:${codename}";
    "Ubuntu:${codename}-security";
    "Ubuntu:${codename}-updates";
};
Unattended-Upgrade::AutoFixInterruptedDpkg "true";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::SyslogEnable "true";
`;

function window(patchWindow: string, minutes: number): string {
    const [hour, minute] = patchWindow.split(":").map(Number);
    const at = (hour * 60 + minute + minutes) % (24 * 60);
    const two = (value: number) => String(value).padStart(2, "0");
    return `[Timer]
OnCalendar=
OnCalendar=*-*-* ${two(Math.floor(at / 60))}:${two(at % 60)} UTC
RandomizedDelaySec=10min
`;
}
