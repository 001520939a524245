import type { NetworkGraph } from "../../analysis/graph/model";
import { compile } from "../compile";
import { Twin } from "../run/twin";
import { compare, type Disagreement } from "./compare";
import { observe, type Seen } from "./observe";
import { doorsOf } from "./probes";
import { kindsOf, questionsOf, strangersOf } from "./questions";
import { openFor, verdictOf } from "./verdicts";

export interface Agreement {
    /** Ordered pairs of ends. */
    readonly pairs: number;
    readonly asked: number;
    readonly disagreements: readonly Disagreement[];
    /** Packets that were sent. */
    readonly packets: number;
    /** How many questions had each verdict, by family and protocol: "unreachable tcp IPv4". */
    readonly verdicts: Readonly<Record<string, number>>;
    /** What the open questions hang on. */
    readonly open: Readonly<Record<string, number>>;
    /** How often each layer dropped a packet. */
    readonly droppedBy: Readonly<Record<string, number>>;
}

/** Builds the network, asks everything, and removes it again. @throws NotBuildable */
export function agree(graph: NetworkGraph): Agreement {
    const strangers = strangersOf(graph);
    const compiled = compile(graph, strangers);
    const questions = questionsOf(compiled.wiring, kindsOf(graph), strangers);
    const doors = doorsOf(compiled.wiring, questions);
    const twin = Twin.up(compiled);
    try {
        const seen = observe(twin, graph, strangers, doors.flat());
        const answers = questions.map((question) => verdictOf(graph, question));
        return {
            pairs: new Set(questions.map(({ from, to }) => `${from.name} ${to.name}`)).size,
            asked: questions.length,
            packets: seen.closed.size + seen.open.size,
            disagreements: questions.flatMap((question, i) => compare(question, answers[i], doors[i], seen)),
            verdicts: counted(
                questions.map(({ protocol, family }, i) => `${answers[i].verdict} ${protocol} IPv${family}`),
            ),
            open: counted(
                answers
                    .filter(({ verdict }) => verdict === "unknown")
                    .map((answer) => openFor(answer) ?? "no listed reason"),
            ),
            droppedBy: dropsOf(seen),
        };
    } finally {
        twin.down();
    }
}

const dropsOf = ({ closed }: Seen): Record<string, number> =>
    counted(
        [...closed.values()].flatMap(({ droppedBy, replyDroppedBy }) =>
            [droppedBy, replyDroppedBy].filter((name) => name !== undefined),
        ),
    );

function counted(names: readonly string[]): Record<string, number> {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return Object.fromEntries([...counts].sort());
}
