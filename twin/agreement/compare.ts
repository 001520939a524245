import type { Answer, Verdict } from "../../analysis/reachability/answer";
import type { Observed, SeenDoor } from "./observe";
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
export function compare(question: Question, answer: Answer, doors: readonly SeenDoor[]): Disagreement[] {
    const but = {
        reachable: () => (doors.some(works) ? undefined : "no session works from all of the client's ports"),
        unreachable: () => wrongUnreachable(doors),
        unknown: () => wrongUnknown(answer, doors),
    }[answer.verdict]();
    if (but === undefined) return [];
    const { verdict, path, why } = answer;
    const packets = doors.flatMap((door) => door.packets.map(packetText));
    return [{ question: questionText(question), verdict, but, packets, path, why }];
}

const works = ({ packets }: SeenDoor): boolean => packets.every(({ arrived, replied }) => arrived && replied);

function wrongUnreachable(doors: readonly SeenDoor[]): string | undefined {
    const packets = doors.flatMap((door) => door.packets);
    if (packets.some(({ arrived }) => arrived)) return "a packet arrives";
    if (packets.length === 0) return "no packet could be sent";
    if (!packets.every(({ sent }) => sent)) return "a packet was not seen to leave";
    if (!packets.every(({ droppedBy }) => droppedBy !== undefined)) return "no ruleset says that it dropped the packet";
    return doors.every(({ opens }) => opens)
        ? undefined
        : "the same packet does not arrive with every layer off either";
}

/** Replies that are certainly lost must be lost; what hangs on something else may be either. */
function wrongUnknown(answer: Answer, doors: readonly SeenDoor[]): string | undefined {
    if (openFor(answer) === undefined) return "the proof gives no reason that is listed for leaving it open";
    return answer.repliesLost && doors.some(works) ? "whole sessions work, and replies are said to be lost" : undefined;
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
              : fate.session
                ? `arrives and is answered, but a session fails: ${fate.session}`
                : "arrives, no reply comes back";
    return `protocol ${protocol} from ${source} ${sourcePort} to ${destination} ${port}: ${end} (seen at ${fate.seen.join(" ") || "no cable"}; reply at ${fate.back.join(" ") || "no cable"})`;
}
