import type { Answer, Verdict } from "../../analysis/reachability/answer";
import type { Observed, Seen } from "./observe";
import type { Door } from "./probes";
import { type Question, questionText } from "./questions";
import { openFor } from "./verdicts";

/** Where proof and packets differ. */
export interface Disagreement {
    readonly question: string;
    readonly verdict: Verdict;
    /** What packets did that the verdict says they do not. */
    readonly but: string;
    readonly packets: readonly string[];
    readonly path: readonly string[];
    readonly why: readonly string[];
}

/** Holds the verdict on one question against what became of its packets. */
export function compare(question: Question, answer: Answer, doors: readonly Door[], seen: Seen): Disagreement[] {
    const but = {
        reachable: () => wrongReachable(doors, seen),
        unreachable: () => wrongUnreachable(doors, seen),
        unknown: () => wrongUnknown(answer, doors, seen),
    }[answer.verdict]();
    if (but === undefined) return [];
    const { verdict, path, why } = answer;
    const packets = doors.flatMap(({ first, last }) => [first, last].map(({ id }) => packetText(seen.closed.get(id)!)));
    return [{ question: questionText(question), verdict, but, packets, path, why }];
}

const worksBy = ({ first, last }: Door, { closed }: Seen): boolean =>
    [first, last].every(({ id }) => closed.get(id)!.arrived && closed.get(id)!.replied);

const wrongReachable = (doors: readonly Door[], seen: Seen): string | undefined =>
    doors.some((door) => worksBy(door, seen)) ? undefined : "no session works from both ends of the client's ports";

function wrongUnreachable(doors: readonly Door[], { closed, open }: Seen): string | undefined {
    const packets = doors.flatMap(({ first, last }) => [first, last].map(({ id }) => closed.get(id)!));
    if (packets.some(({ arrived }) => arrived)) return "a packet arrives";
    if (packets.length === 0) return "no packet could be sent";
    if (!packets.every(({ sent }) => sent)) return "a packet was not seen to leave";
    if (!packets.every(({ droppedBy }) => droppedBy !== undefined)) return "no ruleset says that it dropped the packet";
    const blind = doors.some(({ first }) => !open.get(first.id)?.arrived);
    return blind ? "the same packet does not arrive with every layer off either" : undefined;
}

/** Replies that are lost for certain must be lost; what hangs on something else may be either. */
function wrongUnknown(answer: Answer, doors: readonly Door[], seen: Seen): string | undefined {
    if (openFor(answer) === undefined) return "the proof gives no reason that is listed for leaving it open";
    if (answer.repliesLost && doors.some((door) => worksBy(door, seen)))
        return "whole sessions work, and replies are said to be lost";
    return undefined;
}

function packetText({ probe, fate, droppedBy, replyDroppedBy, arrived, replied }: Observed): string {
    const { source, sourcePort, destination, port, protocol } = probe;
    const end = droppedBy
        ? `dropped by ${droppedBy}`
        : !arrived
          ? "lost"
          : replyDroppedBy
            ? `arrives, its reply is dropped by ${replyDroppedBy}`
            : replied
              ? "arrives and is answered"
              : "arrives, no reply comes back";
    return `protocol ${protocol} from ${source} ${sourcePort} to ${destination} ${port}: ${end} (seen at ${fate.seen.join(" ") || "no cable"})`;
}
