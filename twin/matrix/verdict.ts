import type { Event } from "../aws/log";
import type { Observed, Row } from "./row";

/** What a command left on both sides. */
export interface Traces {
    /** Its exit status; undefined when it did not end in time. */
    readonly status: number | undefined;
    /** What it said last. */
    readonly said: string;
    /** Lines of the world's log since it began. */
    readonly lines: readonly string[];
    readonly nonce: string;
}

/** A shell's own: the program is not there, or cannot be run. Such a probe has shown nothing. */
const notRun = [126, 127];

/**
 * Works: somebody outside has it, or the command says so and nobody outside should have seen more. Blocked: the command failed *and*
 * nobody has it. Where the row says what must be seen, that decides.
 */
export function verdict(
    { run, sees }: Row,
    { status, said, lines, nonce }: Traces,
): { observed: Observed; note: string } {
    if (status !== undefined && notRun.includes(status))
        return { observed: "error", note: `status ${status}: ${said}` };
    const ended = status === undefined ? "it did not end in time" : `status ${status}`;
    const arrived = lines.filter((line) => line.includes(nonce) && isArrival(line));
    if (sees !== undefined) {
        const pattern = new RegExp(sees.replaceAll("$NONCE", nonce));
        const found = lines.some((line) => pattern.test(line));
        return {
            observed: found ? "works" : "blocked",
            note: `${ended}; the world ${found ? "saw" : "did not see"} ${sees}`,
        };
    }
    if (arrived.length > 0) return { observed: "works", note: `${ended}; arrived: ${short(arrived[0])}` };
    if (status !== 0) return { observed: "blocked", note: `${ended}: ${said}` };
    // Who sends a nonce and is believed when it says that it went well, but nobody has it, has shown nothing.
    return /\$\{?NONCE/.test(run) && isOutward(run)
        ? { observed: "error", note: `status 0, and the nonce arrived nowhere: ${said}` }
        : { observed: "works", note: `status 0: ${said}` };
}

/** What a layer of the twin refused was written down by it, and arrived nowhere. */
function isArrival(line: string): boolean {
    const event = JSON.parse(line) as Event;
    switch (event.kind) {
        case "dns":
            return event.resolver === "internet" || event.answer === "records";
        case "aws":
            return event.allowed === true;
        case "imds":
            return Number(event.status) < 400;
        default:
            return true;
    }
}

/** Aims at something outside, which writes down what it hears; hosts do not. */
const isOutward = (run: string) => /\$\{?(ATTACKER6?|LLM|MIRROR)|attacker/.test(run);

const short = (line: string) => (line.length > 200 ? `${line.slice(0, 200)}…` : line);
