import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";
import { cacheFolder } from "./room";

/** What every place of the twin has, whatever its role: systemd, and the tools that a row of the attack matrix may use. */
const everyPlace = [
    ...["systemd", "systemd-sysv", "systemd-resolved", "dbus", "udev", "sudo", "util-linux", "procps", "less"],
    ...["bash", "curl", "python3", "python3-systemd", "openssl", "ca-certificates", "bind9-dnsutils", "netcat-openbsd"],
    ...["iproute2", "iputils-ping", "nftables", "iptables", "conntrack", "tcpdump", "socat", "jq", "git", "e2fsprogs"],
    ...["chrony", "unattended-upgrades", "auditd", "ulogd2", "docker.io", "docker-cli", "nginx", "fail2ban"],
    ...[
        "libnginx-mod-http-auth-pam",
        "libnginx-mod-stream",
        "logrotate",
        "tesseract-ocr",
        "tesseract-ocr-eng",
        "nodejs",
    ],
];

/** Debian 12 and 13 stand in for Ubuntu 24.04, which lies between them in every version that matters. */
export type Suite = "bookworm" | "trixie";

/** In Debian 12 these are parts of docker.io. */
const notIn: Readonly<Record<Suite, readonly string[]>> = { bookworm: ["docker-cli"], trixie: [] };

/**
 * The root file system that all hosts share, built when nobody has built it before (about two minutes). Its folder's name is a
 * hash of what is in it, so another list of packages is another root and nothing is ever changed in place.
 * @param packages what the hosts' own bundles ask for besides
 */
export async function rootImage(packages: readonly string[], suite: Suite = "trixie"): Promise<string> {
    const wanted = [...new Set([...everyPlace, ...packages])].filter((name) => !notIn[suite].includes(name)).sort();
    const script = join(__dirname, "makeRoot.sh");
    const hash = createHash("sha256").update(readFileSync(script)).update(wanted.join(",")).digest("hex");
    const target = join(cacheFolder, `root-${suite}-${hash.slice(0, 12)}`);
    if (existsSync(target)) return target;
    mkdirSync(cacheFolder, { recursive: true });
    // Under a lock: two runs that want the same root build it once.
    await command("flock", [join(cacheFolder, "root.lock"), script, target, suite, wanted.join(",")]);
    return target;
}
