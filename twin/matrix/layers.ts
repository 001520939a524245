import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../model/plan";
import { plannedAccount } from "../aws/account";
import { type AwsLayer, awsLayers } from "../aws/switches";
import { type Layer as NetworkLayer, layers as networkLayers } from "../compile/layers";
import type { Namespace } from "../compile/namespace";
import { command } from "../machines/command";
import { hostOf, onHost } from "../machines/host";
import { inside, limitHops, networkOf } from "../machines/network";
import type { Room } from "../machines/room";
import { plannedIn, readState } from "../machines/state";
import { rulesScript } from "../run/script";
import { type HostLayer, hostLayers, hostSwitches } from "./hostLayers";

/** Everything that can be switched off by itself: of the network, of AWS's services, and of the hosts. */
export const layers = [...networkLayers, ...awsLayers, "imds-hop", ...hostLayers] as const;
export type Layer = (typeof layers)[number];

export const isLayer = (name: string): name is Layer => layers.some((layer) => layer === name);

const only = <L extends Layer>(names: readonly L[], off: ReadonlySet<Layer>): L[] =>
    names.filter((one) => off.has(one));

/** The layers of a running twin. What is off is kept in its room, so that the next command knows it. */
export class Layers {
    private readonly plan: Plan;
    private readonly file: string;

    constructor(private readonly room: Room) {
        this.plan = plannedIn(room);
        this.file = join(room.folder, "layers-off.json");
    }

    off(): ReadonlySet<Layer> {
        return new Set(existsSync(this.file) ? (JSON.parse(readFileSync(this.file, "utf8")) as Layer[]) : []);
    }

    /** Brings the twin to a state in which these layers are off and all others on. */
    async switchTo(off: ReadonlySet<Layer>): Promise<void> {
        const before = this.off();
        const changed = (names: readonly Layer[]) => names.filter((name) => before.has(name) !== off.has(name));
        // Written first: what is cut off half-way is done again, never taken for done.
        writeFileSync(this.file, JSON.stringify([...new Set([...before, ...off])]));
        writeFileSync(join(this.room.folder, "off.json"), JSON.stringify(only<AwsLayer>(awsLayers, off)));
        if (changed(networkLayers).length > 0)
            await this.network(only(networkLayers, before), only(networkLayers, off));
        if (changed(["imds-hop"]).length > 0) await this.hops(off.has("imds-hop"));
        await this.hosts(changed(hostLayers) as HostLayer[], off);
        writeFileSync(this.file, JSON.stringify([...off]));
    }

    private async network(before: readonly NetworkLayer[], off: readonly NetworkLayer[]): Promise<void> {
        const rulesets = (names: readonly NetworkLayer[]) =>
            networkOf(this.room, this.plan, new Set(names)).compiled.namespaces;
        const old = new Map(rulesets(before).map(({ name, ruleset }) => [name, ruleset]));
        const isNew = ({ name, ruleset }: Namespace) => ruleset !== old.get(name);
        await command("sh", [], rulesScript(this.room.id, rulesets(off).filter(isNew)));
    }

    private async hops(off: boolean): Promise<void> {
        const network = networkOf(this.room, this.plan);
        const none = "table ip twin_metadata {\n}\ndelete table ip twin_metadata\n";
        await inside(network.namespace("router"), "nft", ["-f", "-"], none);
        if (!off) await limitHops(network, plannedAccount(this.plan).instances);
    }

    /** One after the other on each host, and all hosts at once. */
    private async hosts(changed: readonly HostLayer[], off: ReadonlySet<Layer>): Promise<void> {
        await Promise.all(
            readState(this.room).hosts.map(async ({ name }) => {
                for (const layer of changed) {
                    const script = hostSwitches[layer][off.has(layer) ? "off" : "on"](name);
                    if (script === undefined) continue;
                    const { status, stderr } = await onHost(hostOf(this.room, name), ["sh", "-ec", script]);
                    if (status !== 0) throw new Error(`${layer} of ${name} cannot be switched: ${stderr.trim()}`);
                }
            }),
        );
    }
}
