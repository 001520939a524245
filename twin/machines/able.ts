import { accessSync, constants } from "node:fs";

/** One line that says why this machine cannot run the twin; undefined when it can. */
export function unable(): string | undefined {
    if (process.platform !== "linux") return `the twin needs Linux, and this is ${process.platform}`;
    if (process.getuid?.() !== 0) return "the twin needs root: it makes network namespaces, mounts and control groups";
    const programs = [
        "ip",
        "nft",
        "unshare",
        "nsenter",
        "setpriv",
        "mmdebstrap",
        "openssl",
        "python3",
        "flock",
        "pgrep",
        "dockerd",
        "debootstrap",
    ];
    const missing = programs.filter((name) => !isInstalled(name));
    return missing.length === 0 ? undefined : `the twin needs ${missing.join(", ")}: run test/install`;
}

function isInstalled(name: string): boolean {
    return (process.env.PATH ?? "").split(":").some((folder) => {
        try {
            accessSync(`${folder}/${name}`, constants.X_OK);
            return true;
        } catch {
            return false;
        }
    });
}
