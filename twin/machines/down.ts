import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeClients } from "./clients";
import { hostOf, stopHosts } from "./host";
import { removeNamespaces } from "./network";
import type { Room } from "./room";

/** Removes whatever a run has left: processes, mounts, control groups, namespaces, files. Nothing is no error. */
export async function down(room: Room): Promise<void> {
    const hosts = join(room.folder, "hosts");
    const names = existsSync(hosts) ? readdirSync(hosts) : [];
    await endSurroundings(room);
    await stopHosts(
        room,
        names.map((name) => hostOf(room, name)),
    );
    await closeClients(room);
    await removeNamespaces(room);
    rmSync(room.folder, { recursive: true, force: true });
}

/** A number may be another process by now: what is ended must have been started from this room. */
async function endSurroundings({ folder }: Room): Promise<void> {
    const file = join(folder, "world.pid");
    if (!existsSync(file)) return;
    const pid = Number(readFileSync(file, "utf8"));
    const isOurs = () => commandLine(pid).includes(folder);
    if (isOurs()) process.kill(pid, "SIGKILL");
    while (isOurs()) await sleep(20);
}

function commandLine(pid: number): string {
    try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
        return "";
    }
}
