import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { world } from "../world/addresses";
import { command, tryCommand } from "./command";
import { trust } from "./host";
import type { Room } from "./room";

/** The root that the places of the internet share: the hosts' packages, and a resolver of the open internet. */
export const clientRoot = ({ folder }: Room): string => join(folder, "clients", "root");

export async function openClients(room: Room, root: string, authority: string): Promise<void> {
    const at = (name: string) => join(room.folder, "clients", name);
    for (const name of ["up", "work", "root"]) mkdirSync(at(name), { recursive: true });
    const options = `lowerdir=${root},upperdir=${at("up")},workdir=${at("work")}`;
    await command("mount", ["-t", "overlay", `${room.prefix}clients`, "-o", options, at("root")]);
    await trust(at("root"), root, authority);
    writeFileSync(join(at("root"), "etc/resolv.conf"), `nameserver ${world.resolvers[0]}\n`);
}

export async function closeClients(room: Room): Promise<void> {
    await tryCommand("umount", ["--lazy", clientRoot(room)]);
}

/** Devices and processes for the time of one command only, so that nothing is left mounted. */
const script = 'cd "$1" && mount --rbind /dev dev && mount --rbind /proc proc && shift && exec chroot "$0" "$@"';

/** The beginning of a command that runs in a namespace of the internet. */
export function enterClient(room: Room, namespace: string): string[] {
    const root = clientRoot(room);
    const apart = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, root, root];
    return ["ip", "netns", "exec", namespace, ...apart];
}
