import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Room } from "../../twin/machines/room";

/** Everything on this machine that bears the room's id: namespaces, mounts, control groups, processes, files. */
export function leftovers({ folder, prefix }: Room): string[] {
    const named = (kind: string, names: readonly string[]) =>
        names.filter((name) => name.includes(prefix) || name.includes(folder)).map((name) => `${kind} ${name}`);
    return [
        ...named("namespace", listed("/run/netns")),
        ...named("mount", readFileSync("/proc/self/mounts", "utf8").split("\n")),
        ...named(
            "control group",
            listed("/sys/fs/cgroup").flatMap((hierarchy) => listed(`/sys/fs/cgroup/${hierarchy}`)),
        ),
        ...named(
            "process",
            listed("/proc")
                .filter((name) => /^\d+$/.test(name))
                .map(commandLine),
        ),
        ...(existsSync(folder) ? [`folder ${folder}`] : []),
    ];
}

function listed(folder: string): string[] {
    try {
        return readdirSync(folder);
    } catch {
        return [];
    }
}

function commandLine(pid: string): string {
    try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
        return "";
    }
}
