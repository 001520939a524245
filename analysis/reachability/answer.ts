import type { HeaderSet } from "./headers";
import { addressText } from "../../model/addresses";
import type { Way } from "./session";
import { type Passage, travel } from "./session";

export type Verdict = "reachable" | "unreachable" | "unknown";

/**
 * The answer, whose form is fixed. `reachable` and `unreachable` are proofs: a whole session works, or not one packet arrives. Whatever
 * is in between, or hangs on something the model does not know, is `unknown`.
 */
export interface Answer {
    readonly verdict: Verdict;
    readonly path: readonly string[];
    readonly why: readonly string[];
    /** Set when packets arrive and yet no session can work: replies are lost for certain. The verdict is then `unknown`. */
    readonly repliesLost?: true;
    /** Set when there would be a proof if the model knew this. The verdict is then `unknown`. */
    readonly hangsOn?: string;
}

/** The same way, modelled so that it lets through at least what AWS would, and at most. */
export interface PreciseWays {
    readonly possible: readonly Way[];
    readonly certain: readonly Way[];
}

export function judge(ways: PreciseWays, noWay: string): Answer {
    const certain = ways.certain.map((way) => ({ way, works: travel(way).works }));
    const working = certain.find(({ works }) => works.length > 0);
    if (working) {
        const [header] = working.works;
        const hops = working.way.forward.map(({ at, by }) => [at, by?.(header)].filter(Boolean).join(", by "));
        return {
            verdict: "reachable",
            path: [working.way.name, ...hops],
            why: [`for example ${headerText(working.works)}`],
        };
    }
    const possible = ways.possible.map((way) => ({ way, passage: travel(way) }));
    const arriving = possible.filter(({ passage }) => passage.arrives.length > 0);
    if (arriving.length > 0) {
        const lost = arriving.every(({ passage }) => passage.blockedBy !== undefined);
        const why = once(arriving.map(({ way, passage }) => doubtOf(way, passage, certain)));
        return { verdict: "unknown", path: [], why, ...(lost ? { repliesLost: true } : {}) };
    }
    if (possible.length === 0) return { verdict: "unreachable", path: [], why: [noWay] };
    return {
        verdict: "unreachable",
        path: [],
        why: once(possible.map(({ way, passage }) => `${way.name}: blocked at ${blockText(passage)}`)),
    };
}

/** The nodes of a balancer share a name: what is said of each is said once. */
export const once = <T>(said: readonly T[]): T[] => [...new Set(said)];

function blockText({ blockedBy }: Passage): string {
    return blockedBy ? `${blockedBy.at} (to open: ${blockedBy.fix})` : "nothing that the model can name";
}

/** Why a way on which packets arrive is not known to work. */
export function doubtOf(way: Way, passage: Passage, certain: readonly { readonly way: Way }[]): string {
    if (!passage.blockedBy) {
        const sure = certain.find((other) => other.way.name === way.name);
        const at = sure && travel(sure.way).blockedBy?.at;
        const doubt = way.doubt ?? (at ? `what certainly passes ${at}` : "addresses that are not fixed");
        return `${way.name}: possible, but it hangs on what the plan does not say (${doubt})`;
    }
    return `${way.name}: packets arrive (${headerText(passage.arrives)}), but replies do not all come back: ${blockText(passage)}`;
}

const protocolNames: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };

/** One header of a set, for a person: "tcp 443 from 203.0.113.0 to 10.0.2.10". */
export function headerText([header]: HeaderSet): string {
    const { family, protocol, port, source, destination } = header;
    const name =
        protocol[0] === protocol[1]
            ? (protocolNames[String(protocol[0])] ?? `protocol ${protocol[0]}`)
            : "any protocol";
    const ports =
        port[0] === port[1] ? ` ${port[0]}` : port[0] === 0n && port[1] === 65535n ? "" : ` ${port[0]}-${port[1]}`;
    return `${name}${ports} from ${addressText(family, source[0])} to ${addressText(family, destination[0])}`;
}
