import { bare } from "./align";
import type { Alignment, Fault, Outcome } from "./warningSteps";

/** Readings that must say the same of a fault, where there is more than one. */
const AGREEING = 2;

const saying = ({ read }: Outcome): string => bare(read?.text ?? "");

/**
 * What several readings say of one thing together. Each goes wrong in a way of its own: what one has read right is right
 * unless another contradicts it; a fault is what two have read the same and none otherwise. One reading alone decides where
 * there can be no other.
 */
function vote(outcomes: readonly Outcome[], alone: boolean): Fault {
    const rights = outcomes.filter(({ fault }) => fault === "none").length;
    const wrongs = outcomes.filter(({ fault }) => fault === "violation");
    if (rights > wrongs.length) return "none";
    const agreeing = Math.max(
        0,
        ...wrongs.map((one) => wrongs.filter((other) => saying(other) === saying(one)).length),
    );
    return rights === 0 && agreeing >= (alone ? 1 : AGREEING) ? "violation" : "doubtful";
}

/** Between two words of the warning: a label has the same there in every reading, what a reader makes of ornaments is not the same twice. */
function voteOnExtras(index: number, readings: readonly Alignment[], alone: boolean): Fault {
    const there = readings.filter(({ words }) => words[index]?.read && (words[index + 1] ?? words[index])?.read);
    const said = there.map(({ extras }) => extras[index]!.filter(({ fault }) => fault !== "none"));
    if (said.some((extras) => extras.length === 0)) {
        // Only what two have seen speaks against one that saw nothing.
        return voteOn(said.flat(), AGREEING) === "violation" ? "doubtful" : "none";
    }
    if (said.length === 0) return readings.some(({ extras }) => extras[index]!.length > 0) ? "doubtful" : "none";
    return voteOn(said.flat(), alone ? 1 : AGREEING, said.length > 1);
}

function voteOn(extras: readonly Outcome[], needed: number, several = true): Fault {
    const same = (one: Outcome): Outcome[] => extras.filter((other) => saying(other) === saying(one));
    if (extras.some((one) => same(one).filter(({ fault }) => fault === "violation").length >= needed)) {
        return "violation";
    }
    return several && !extras.some((one) => same(one).length >= AGREEING) ? "none" : "doubtful";
}

export interface Votes {
    words: Fault[];
    extras: Fault[];
}

/** For each word of the warning, and what follows it. `alone`: there can be no other reading. */
export function votesOf(readings: readonly Alignment[], alone: boolean): Votes {
    const [first] = readings;
    return {
        words: first!.words.map((_, index) =>
            vote(
                readings.map(({ words }) => words[index]!),
                alone,
            ),
        ),
        extras: first!.extras.map((_, index) => voteOnExtras(index, readings, alone)),
    };
}
