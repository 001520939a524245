import type { NetworkGraph } from "../../analysis/graph/model";
import type { Network } from "../compile/wiring";
import { Twin } from "../run/twin";
import { type Asked, Asking } from "./ask";
import { compare, type Disagreement } from "./compare";
import { openFor, proofOf } from "./verdicts";

export interface Agreement {
    /** Ordered pairs of ends. */
    readonly pairs: number;
    readonly asked: number;
    readonly disagreements: readonly Disagreement[];
    /** Packets that were sent through the network as it is. */
    readonly packets: number;
    /** How many questions had each verdict, by family and protocol: "unreachable tcp IPv4". */
    readonly verdicts: Readonly<Record<string, number>>;
    /** What the open questions hang on. */
    readonly open: Readonly<Record<string, number>>;
    /** How often each layer dropped a packet or its reply. */
    readonly droppedBy: Readonly<Record<string, number>>;
}

/** More than these, and it is no accident. */
const mostAskedAgain = 10;

/**
 * Builds a network, asks everything, and holds what became of the packets against the proof; then removes it. The proof may be about
 * another reading of the same network, whose interfaces have the same names. @throws NotBuildable
 */
export function agree(network: Network, graph: NetworkGraph): Agreement {
    const asking = new Asking(network);
    const twin = Twin.up(asking.compiled);
    try {
        const all = asking.all(twin);
        const differ = all.flatMap((asked, i) => (disagreements([asked], graph).length > 0 ? [i] : []));
        const again = differ.map((i, n) => (n < mostAskedAgain ? asking.alone(twin, i) : all[i]));
        return { ...tally(all, graph), disagreements: disagreements(again, graph) };
    } finally {
        twin.down();
    }
}

/** Where the proof differs from what was seen. */
export function disagreements(all: readonly Asked[], graph: NetworkGraph): Disagreement[] {
    const proof = proofOf(graph);
    return all.flatMap(({ question, doors }) => compare(question, proof(question), doors));
}

function tally(all: readonly Asked[], graph: NetworkGraph): Omit<Agreement, "disagreements"> {
    const proof = proofOf(graph);
    const answers = all.map(({ question }) => ({ question, answer: proof(question) }));
    const packets = all.flatMap(({ doors }) => doors.flatMap((door) => door.packets));
    const open = answers.filter(({ answer }) => answer.verdict === "unknown");
    return {
        pairs: new Set(all.map(({ question: { from, to } }) => `${from.name} ${to.name}`)).size,
        asked: all.length,
        packets: packets.length,
        verdicts: counted(
            answers.map(({ question, answer }) => `${answer.verdict} ${question.protocol} IPv${question.family}`),
        ),
        open: counted(open.map(({ answer }) => openFor(answer) ?? "no listed reason")),
        droppedBy: counted(
            packets.flatMap(({ droppedBy, replyDroppedBy }) => [droppedBy ?? [], replyDroppedBy ?? []].flat()),
        ),
    };
}

function counted(names: readonly string[]): Record<string, number> {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return Object.fromEntries([...counts].sort());
}
