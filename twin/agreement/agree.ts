import type { NetworkGraph } from "../../analysis/graph/model";
import { type Compiled, compile } from "../compile";
import type { Network } from "../compile/wiring";
import { Twin } from "../run/twin";
import { compare, type Disagreement } from "./compare";
import { observe, type Seen } from "./observe";
import { type Door, doorsOf } from "./probes";
import { kindsOf, type Question, questionsOf, strangersOf } from "./questions";
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
    const asked = questionnaireOf(graph);
    const { questions, doors } = asked;
    const twin = Twin.up(asked.compiled);
    try {
        const seen = ask(twin, graph, asked, doors.flat());
        const answers = questions.map((question) => verdictOf(graph, question));
        const differ = questions.flatMap((question, i) =>
            compare(question, answers[i], doors[i], seen).length > 0 ? [i] : [],
        );
        return {
            pairs: new Set(questions.map(({ from, to }) => `${from.name} ${to.name}`)).size,
            asked: questions.length,
            packets: seen.closed.size + seen.open.size,
            disagreements: differ.flatMap((i, n) => {
                // What another question's packets left behind in NAT decides nothing: it is asked again, by itself.
                const own = n < mostAskedAgain ? ask(twin, graph, asked, doors[i]) : seen;
                return compare(questions[i], answers[i], doors[i], own);
            }),
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

/** More than these, and it is no accident. */
const mostAskedAgain = 10;

interface Questionnaire {
    readonly strangers: readonly string[];
    readonly compiled: Compiled;
    readonly questions: readonly Question[];
    /** Of each question. */
    readonly doors: readonly (readonly Door[])[];
}

function questionnaireOf(network: Network): Questionnaire {
    const strangers = strangersOf(network);
    const compiled = compile(network, strangers);
    const questions = questionsOf(compiled.wiring, kindsOf(network), strangers);
    return { strangers, compiled, questions, doors: doorsOf(compiled.wiring, questions) };
}

function ask(twin: Twin, network: Network, { strangers, questions }: Questionnaire, doors: readonly Door[]): Seen {
    const datagrams = questions.flatMap(({ protocol, port }) => (protocol === "udp" ? [port] : []));
    return observe(twin, network, strangers, doors, [...new Set(datagrams)]);
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
