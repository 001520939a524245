import { type Compiled, compile } from "../compile";
import type { Network } from "../compile/wiring";
import { Twin } from "../run/twin";
import { type Answered, observe, type SeenDoor } from "./observe";
import { type Door, doorsOf } from "./probes";
import { kindsOf, type Question, questionsOf, serviceQuestionsOf, strangersOf } from "./questions";

/** A question, and what became of its packets by each of its doors. Data, so that it can be kept. */
export interface Asked {
    readonly question: Question;
    readonly doors: readonly SeenDoor[];
}

/** Everything that there is to ask of a network, and a twin to ask. */
export class Asking {
    readonly compiled: Compiled;
    private readonly strangers: readonly string[];
    private readonly questions: readonly Question[];
    private readonly doors: readonly (readonly Door[])[];
    private readonly answered: Answered;

    /** @throws NotBuildable */
    constructor(private readonly network: Network) {
        this.strangers = strangersOf(network);
        this.compiled = compile(network, this.strangers);
        const { wiring } = this.compiled;
        this.questions = [...questionsOf(wiring, kindsOf(network), this.strangers), ...serviceQuestionsOf(wiring)];
        this.doors = doorsOf(wiring, this.questions);
        const ports = (protocol: string) =>
            this.questions.flatMap((own) => (own.protocol === protocol ? [own.port] : []));
        this.answered = { udp: [...new Set(ports("udp"))], tcp: [...new Set(ports("tcp"))] };
    }

    /** Asks everything at once. */
    all(twin: Twin): Asked[] {
        const seen = observe(twin, this.network, this.strangers, this.doors.flat(), this.answered);
        let at = 0;
        return this.questions.map((question, i) => ({ question, doors: seen.slice(at, (at += this.doors[i].length)) }));
    }

    /** Asks one question by itself: what other questions' packets left behind in a NAT gateway decides nothing then. */
    alone(twin: Twin, i: number): Asked {
        const doors = observe(twin, this.network, this.strangers, this.doors[i], this.answered);
        return { question: this.questions[i], doors };
    }
}

/** Builds the network, asks everything, and removes it again. @throws NotBuildable */
export function askAll(network: Network): Asked[] {
    const asking = new Asking(network);
    const twin = Twin.up(asking.compiled);
    try {
        return asking.all(twin);
    } finally {
        twin.down();
    }
}
