import {
    appendFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hashName } from "./certificates";
import { command, type Ended, tryCommand } from "./command";
import type { Room } from "./room";
import type { HostState } from "./state";

/** A system container that stands for one instance. */
export interface Host {
    /** "agent", "edge", "verifier": the name of its control groups and of its folder. */
    readonly name: string;
    readonly folder: string;
}

export const hostOf = ({ folder }: Room, name: string): Host => ({ name, folder: join(folder, "hosts", name) });

/** Process 1 of the host, as this machine counts. */
export const processOne = (host: Host): string => readFileSync(pidFileOf(host), "utf8").trim();

export const pidFileOf = ({ folder }: Host): string => join(folder, "pid");

/** A file of the host, as this machine sees it. */
export const fileOf = ({ folder }: Host, path: string): string => join(folder, "root", path);

/** What process 1 has said. */
export const consoleOf = ({ folder }: Host): string => readFileSync(join(folder, "console"), "utf8");

export interface Surrounding {
    readonly root: string;
    /** The authority that everything outside is signed by. */
    readonly authority: string;
    readonly resolver: string;
}

/** What boot.sh mounts, since Docker cannot keep its overlays on the host's overlay. */
const dockerFolders = ["/var/lib/docker", "/var/lib/containerd"];

/** Lays out what a machine of AWS has and a package does not bring, and boots it. Its network namespace must be there. */
export async function boot(
    { prefix }: Room,
    host: Host,
    { namespace, volumes }: HostState,
    { root, authority, resolver }: Surrounding,
): Promise<void> {
    const file = (path: string, text: string) => {
        mkdirSync(dirname(join(host.folder, "files", path)), { recursive: true });
        writeFileSync(join(host.folder, "files", path), text);
    };
    const link = (path: string, target: string) => {
        mkdirSync(dirname(join(host.folder, "files", path)), { recursive: true });
        symlinkSync(target, join(host.folder, "files", path));
    };
    file(
        "etc/systemd/resolved.conf.d/twin.conf",
        `[Resolve]\nDNS=${resolver}\nFallbackDNS=\nMulticastDNS=no\nLLMNR=no\n`,
    );
    link("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
    file("etc/systemd/system/user-data.service", readFileSync(join(__dirname, "user-data.service"), "utf8"));
    file("usr/local/lib/twin/userData.py", readFileSync(join(__dirname, "userData.py"), "utf8"));
    link("etc/systemd/system/multi-user.target.wants/user-data.service", "../user-data.service");
    // A clock that a container may not set is followed without setting it.
    const chrony = "[Unit]\nConditionCapability=\n[Service]\nExecStart=\nExecStart=!/usr/sbin/chronyd -F 1 -x\n";
    file("etc/systemd/system/chrony.service.d/twin.conf", chrony);
    await trust(join(host.folder, "files"), root, authority);
    const binds = [
        ...dockerFolders.map((path) => `${host.folder}/binds${path}:${path}`),
        ...(await Promise.all(volumes.map((id, i) => attach(host, id, i + 1)))),
    ];
    writeFileSync(join(host.folder, "binds.txt"), `${binds.join("\n")}\n`);
    const name = `${prefix}${host.name}`;
    await command(join(__dirname, "boot.sh"), [name, namespace, root, host.folder, host.name]);
}

/** A volume is a file that looks like a disk: NVMe by its name, and found by its id as EC2 shows it. */
async function attach({ folder }: Host, id: string, number: number): Promise<string> {
    const file = join(folder, `${id}${volumeEnding}`);
    writeFileSync(file, "");
    truncateSync(file, volumeBytes);
    const device = (await command("losetup", ["--find", "--show", file])).trim();
    return `${device}:/dev/nvme${number}n1:nvme-Amazon_Elastic_Block_Store_${id.replace("-", "")}`;
}

const volumeEnding = ".volume";
/** Sparse: it takes what is written. */
const volumeBytes = 4 * 2 ** 30;

/** Takes the disks of a host away again; its mounts are gone with it. */
async function detach({ folder }: Host): Promise<void> {
    for (const name of readdirSync(folder).filter((one) => one.endsWith(volumeEnding))) {
        const listed = await command("losetup", ["--noheadings", "--output", "NAME", "-j", join(folder, name)]);
        for (const device of listed.split("\n").filter((line) => line !== ""))
            await command("losetup", ["--detach", device.trim()]);
    }
}

/** What `update-ca-certificates` does, for one authority more. */
export async function trust(files: string, root: string, authority: string): Promise<void> {
    const folder = join(files, "etc/ssl/certs");
    mkdirSync(folder, { recursive: true });
    cpSync(join(root, "etc/ssl/certs/ca-certificates.crt"), join(folder, "ca-certificates.crt"));
    appendFileSync(join(folder, "ca-certificates.crt"), readFileSync(authority));
    cpSync(authority, join(folder, "twin.pem"));
    symlinkSync("twin.pem", join(folder, await hashName(authority)));
}

/** Runs a program on the host as root, in a session of its own that has no environment of this machine. */
export function onHost(host: Host, args: readonly string[], input = ""): Promise<Ended> {
    return tryCommand("nsenter", [...enterHost(host), ...args], input);
}

export const enterHost = (host: Host): string[] => [
    ...["--target", processOne(host), "--all", "--", "env", "-i", "HOME=/root", "LANG=C.UTF-8"],
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
];

/** What host-apply has come to: the bundle that it applied, or that it gave up, or neither yet; "gone" when the machine has ended. */
export function convergence(host: Host): "converged" | "failed" | "not yet" | "gone" {
    const base = fileOf(host, "opt/isolated-openhands");
    if (!existsSync(`/proc/${processOne(host)}`)) return "gone";
    if (existsSync(join(base, "failed"))) return "failed";
    return existsSync(join(base, "current")) && !existsSync(join(base, "pending")) ? "converged" : "not yet";
}

/** Ends the hosts and removes their mounts and control groups; also after a start that was cut off. */
export async function stopHosts({ prefix }: Room, hosts: readonly Host[]): Promise<void> {
    if (hosts.length === 0) return;
    await command(join(__dirname, "stop.sh"), [prefix, ...hosts.map(({ folder }) => folder)]);
    for (const host of hosts) await detach(host);
}
