import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../model/plan";
import { type Layer as NetworkLayer, layers as networkLayers } from "../compile/layers";
import { command } from "../machines/command";
import { hostOf, onHost } from "../machines/host";
import { inside, limitHops, networkOf } from "../machines/network";
import type { Room } from "../machines/room";
import { readState } from "../machines/state";
import { rulesScript } from "../run/script";
import { plannedAccount } from "../aws/account";
import { awsLayers } from "../aws/switches";

/** Everything that can be switched off by itself: of the network, of AWS's services, and of the hosts. */
export const layers = [...networkLayers, ...awsLayers, "imds-hop", "host-firewall"] as const;
export type Layer = (typeof layers)[number];

export const isLayer = (name: string): name is Layer => layers.some((layer) => layer === name);

/** Brings the running twin to a state in which these layers are off and all others on. */
export async function switchOff(room: Room, off: ReadonlySet<Layer>): Promise<void> {
    const plan = JSON.parse(readFileSync(join(room.folder, "plan.json"), "utf8")) as Plan;
    const isOff = (name: string) => off.has(name as Layer);
    const network = networkOf(room, plan, new Set(networkLayers.filter(isOff) as NetworkLayer[]));
    await command("sh", [], rulesScript(room.id, network.compiled.namespaces));
    writeFileSync(join(room.folder, "off.json"), JSON.stringify(awsLayers.filter(isOff)));
    const none = "table ip twin_metadata {\n}\ndelete table ip twin_metadata\n";
    await inside(network.namespace("router"), "nft", ["-f", "-"], none);
    if (!isOff("imds-hop")) await limitHops(network, plannedAccount(plan).instances);
    const hosts = readState(room).hosts.map(({ name }) => hostOf(room, name));
    const action = isOff("host-firewall") ? ["nft", "delete", "table", "inet", "isolated_openhands"] : restart;
    await Promise.all(hosts.map((host) => onHost(host, action)));
}

const restart = ["systemctl", "restart", "isolated-openhands-firewall.service"];
