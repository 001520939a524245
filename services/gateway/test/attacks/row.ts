import type { Bench } from "../server/harness";
import type { Mutant } from "../server/mutants";

/** An attack that the gateway alone must stop, and the change of it that lets the attack through. */
export interface Row {
    readonly id: string;
    readonly attempt: string;
    readonly answer: string;
    readonly mutant: Mutant;
    readonly check: (bench: Bench) => Promise<void>;
}
/** One that another test shows, with its own mutant or real parts. */
export interface Elsewhere {
    readonly id: string;
    readonly attempt: string;
    readonly answer: string;
    readonly file: string;
    readonly title: string;
}
/** One that nothing here stops. */
export interface Open {
    readonly id: string;
    readonly attempt: string;
    readonly why: string;
}
