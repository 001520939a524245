import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { command } from "../machines/command";
import { hostOf, onHost, processOne } from "../machines/host";
import { networkOf } from "../machines/network";
import type { Room } from "../machines/room";
import { plannedIn, readState } from "../machines/state";
import { clients } from "../world/addresses";
import { internetPlace } from "../compile/internet";
import { namespaceOf } from "../run/script";

/** One packet as a ruleset reported it. */
export interface Packet {
    /** The namespace: a place of the network, or "container". */
    readonly at: string;
    /** What dropped it; on a machine of its own "sent", "left", "in" or "taken". */
    readonly mark: string;
    /** The Unix group of who sent it, while it is still on the sender's machine. */
    readonly group: number | null;
    readonly protocol: number;
    readonly source: string;
    readonly sourcePort: number;
    readonly destination: string;
    readonly port: number;
}

/** Each row is run with a group of its own, which says whose a packet is. Nothing on a host has such a number. */
export const firstGroup = 50_000;

const lastGroup = 65_000;
/** 1 is the drops' own (twin/compile/nft.ts), 5 the hosts' (hosts/pieces/firewall.ts). */
const traced = 9;

const reported = (mark: string): string => `log prefix "${mark}" group ${traced} snaplen 128`;
const ofRow = `meta skgid ${firstGroup}-${lastGroup}`;
const arriving = 'iifname != "lo" ct state new';

/** Before and behind everything that a host's own rules may do with a packet. */
const hooks: readonly (readonly [hook: string, rule: string])[] = [
    ["output priority -300", `${ofRow} ${reported("sent")}`],
    ["postrouting priority 300", `${ofRow} ${reported("left")}`],
    ["prerouting priority -150", `${arriving} ${reported("in")}`],
    ["input priority 300", `${arriving} ${reported("taken")}`],
    ["forward priority 300", `ct state new ${reported("taken")}`],
];

const chains = hooks.map(([hook, rule], i) => `chain c${i} {\ntype filter hook ${hook};\n${rule}\n}\n`).join("");
const table = `table inet twin_trace\ndelete table inet twin_trace\ntable inet twin_trace {\n${chains}}\n`;

interface Watched {
    readonly name: string;
    readonly path: string;
    readonly log: number;
}

/** Listens to what becomes of packets until it is ended. */
export class Trace {
    private constructor(
        private readonly child: ReturnType<typeof spawn>,
        private readonly said: Promise<string>,
    ) {}

    static async of(room: Room): Promise<Trace> {
        const watched = [...(await machines(room)), ...droppers(room)];
        const child = spawn("python3", [join(__dirname, "watch.py")], { stdio: ["pipe", "pipe", "inherit"] });
        child.stdin.write(`${JSON.stringify({ namespaces: watched })}\n`);
        const lines = createInterface({ input: child.stdout });
        const [first] = (await Promise.race([once(lines, "line"), once(lines, "close").then(() => [""])])) as [string];
        if (first !== "ready") throw new Error("the watcher of packets did not start");
        const rest: string[] = [];
        lines.on("line", (line) => rest.push(line));
        return new Trace(
            child,
            once(lines, "close").then(() => rest.join("\n")),
        );
    }

    async end(): Promise<Packet[]> {
        this.child.stdin!.end();
        return (JSON.parse(await this.said) as { packets: Packet[] }).packets;
    }
}

/** Every ruleset of the network says what it drops. */
function droppers(room: Room): Watched[] {
    return networkOf(room, plannedIn(room))
        .compiled.namespaces.filter(({ ruleset }) => ruleset.includes("log prefix"))
        .map(({ name }) => ({ name, path: `/run/netns/${namespaceOf(room.id, name)}`, log: 1 }));
}

/** Where rows run: the hosts, the agent's container, the machines of the internet. */
async function machines(room: Room): Promise<Watched[]> {
    const hosts = readState(room).hosts.map(({ name, namespace }) => ({ name: `${name}-host`, namespace }));
    const outside = [...clients.map(({ name }) => name), internetPlace].map((name) => {
        return { name, namespace: namespaceOf(room.id, name) };
    });
    const all = [...hosts, ...outside].map(({ name, namespace }) => ({ name, path: `/run/netns/${namespace}` }));
    const container = await containerOf(room);
    if (container !== undefined) all.push({ name: "container", path: container });
    await Promise.all(all.map(({ path }) => command("nsenter", [`--net=${path}`, "nft", "-f", "-"], table)));
    return all.map((one) => ({ ...one, log: traced }));
}

/** The network namespace of the agent's container; undefined while it does not run. */
async function containerOf(room: Room): Promise<string | undefined> {
    if (!readState(room).hosts.some(({ name }) => name === "agent")) return undefined;
    const agent = hostOf(room, "agent");
    const { status, stdout } = await onHost(agent, ["docker", "inspect", "--format", "{{.State.Pid}}", "openhands"]);
    const pid = Number(stdout);
    return status === 0 && pid > 0 ? `/proc/${processOne(agent)}/root/proc/${pid}/ns/net` : undefined;
}
