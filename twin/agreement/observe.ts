import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Network } from "../compile/wiring";
import { compile, type Compiled } from "../compile";
import { type Balancing, type Layer, layers } from "../compile/layers";
import type { Twin } from "../run/twin";
import type { Door, Probe } from "./probes";

/** What was seen of one packet. */
export interface Fate {
    /** Cables on which it was seen, "router<e0" into the router and "router>e1" out of it, and rulesets that dropped it, "!acl-in-edge". */
    readonly seen: readonly string[];
    /** The same of the reply. */
    readonly back: readonly string[];
    /** What a session said that was tried after a reply came back: the namespace that it was with, or why it failed. */
    readonly session?: string;
}

export interface Observed {
    readonly probe: Probe;
    readonly sent: boolean;
    readonly arrived: boolean;
    readonly replied: boolean;
    /** What dropped it. */
    readonly droppedBy: string | undefined;
    /** What dropped the reply. */
    readonly replyDroppedBy: string | undefined;
    readonly fate: Fate;
}

/** What was seen of the packets of one door. */
export interface SeenDoor {
    readonly packets: readonly Observed[];
    /** Whether the first packet arrives with every layer off. Undefined: it arrives anyhow. */
    readonly opens: boolean | undefined;
}

/**
 * Sends all packets, first through the network as it is, then with every layer off. `answered` are the ports on which every place answers.
 */
export function observe(
    twin: Twin,
    network: Network,
    strangers: readonly string[],
    doors: readonly Door[],
    answered: Answered,
): SeenDoor[] {
    const phases = phasesOf(doors);
    const send = (off: readonly Layer[], wanted: (probe: Probe) => boolean, replies: boolean) =>
        new Map(
            phases.flatMap(({ balancing, probes }) => {
                const asked = probes.filter(wanted);
                if (asked.length === 0) return [];
                const compiled = compile(network, strangers, { off: new Set(off), balancing });
                twin.switchTo(compiled);
                return [...sendAll(twin, compiled, asked, replies ? answered : undefined)];
            }),
        );
    const closed = send([], () => true, true);
    const firsts = new Set(doors.map(({ probes: [first] }) => first.id));
    const open = send(layers, ({ id }) => firsts.has(id) && !closed.get(id)!.arrived, false);
    return doors.map(({ probes }) => ({
        packets: probes.map(({ id }) => closed.get(id)!),
        opens: open.get(probes[0].id)?.arrived,
    }));
}

/** Ports. */
export interface Answered {
    readonly udp: readonly number[];
    readonly tcp: readonly number[];
}

interface Phase {
    readonly balancing: Balancing;
    readonly probes: readonly Probe[];
}

function phasesOf(doors: readonly Door[]): Phase[] {
    const keyOf = ({ balancing }: Door) => JSON.stringify(balancing);
    const keys = [...new Set(doors.map(keyOf))];
    return keys.map((key) => {
        const own = doors.filter((door) => keyOf(door) === key);
        return { balancing: own[0].balancing, probes: own.flatMap(({ probes: all }) => all) };
    });
}

/** Whatever the machine's load: a packet is done when it was dropped or has arrived, and this is when to give up. */
const patience = 30;

function sendAll(
    twin: Twin,
    { namespaces }: Compiled,
    probes: readonly Probe[],
    answered: Answered | undefined,
): Map<number, Observed> {
    const names = namespaces.map(({ name }) => name);
    const answer = runProbe({
        namespaces: Object.fromEntries(names.map((name) => [name, `/run/netns/${twin.namespace(name)}`])),
        sniffed: ["router", "internet"],
        reporting: namespaces.filter(({ ruleset }) => ruleset.includes("log prefix")).map(({ name }) => name),
        echoing: answered?.udp ?? [],
        listening: answered?.tcp ?? [],
        probes,
        replies: answered !== undefined,
        seconds: patience,
    }) as Record<string, Fate>;
    return new Map(probes.map((probe) => [probe.id, observed(probe, answer[probe.id])]));
}

function observed(probe: Probe, fate: Fate): Observed {
    const drops = (marks: readonly string[]) => marks.filter((mark) => mark.startsWith("!") && mark !== "!arrived");
    const [droppedBy] = drops(fate.seen);
    const [replyDroppedBy] = drops(fate.back);
    const isAny = (wanted: readonly string[], marks: readonly string[]) => wanted.some((mark) => marks.includes(mark));
    return {
        probe,
        fate,
        sent: fate.seen.some((mark) => /[<>]/.test(mark)),
        arrived: droppedBy === undefined && isAny(probe.arrives, fate.seen),
        // A reply to the first packet, and where a session can be had, a whole one with whom was meant.
        replied: isAny(probe.returns, fate.back) && (probe.session === undefined || fate.session === probe.session),
        droppedBy: droppedBy?.slice(1),
        replyDroppedBy: replyDroppedBy?.slice(1),
    };
}

function runProbe(asked: object): unknown {
    const { status, stdout, stderr, error } = spawnSync("python3", [join(__dirname, "probe.py")], {
        input: JSON.stringify(asked),
        encoding: "utf8",
        maxBuffer: 2 ** 30,
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`the prober ended with ${status}: ${stderr}`);
    return JSON.parse(stdout);
}
