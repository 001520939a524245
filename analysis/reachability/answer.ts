import type { HeaderSet } from "./headers";
import { addressText } from "../../model/addresses";
import type { Path } from "./session";
import { type Traversal, travel } from "./session";

export type Verdict = "reachable" | "unreachable" | "unknown";

/**
 * The answer, whose form is fixed. `reachable` and `unreachable` are proofs: a whole session works, or not one packet arrives. Whatever
 * is in between, or depends on something the model does not know, is `unknown`.
 */
export interface Answer {
    readonly verdict: Verdict;
    readonly path: readonly string[];
    readonly why: readonly string[];
    /** Set when packets arrive and yet no session can work: replies are certainly lost. The verdict is then `unknown`. */
    readonly repliesLost?: true;
    /** Set when there would be a proof if the model knew this. The verdict is then `unknown`. */
    readonly hangsOn?: string;
}

/** The same paths, modelled so that it lets through at least what AWS would, and at most. */
export interface PrecisePaths {
    readonly may: readonly Path[];
    readonly must: readonly Path[];
}

export function judge(paths: PrecisePaths, noPath: string): Answer {
    const must = paths.must.map((path) => ({ path, works: travel(path).works }));
    const working = must.find(({ works }) => works.length > 0);
    if (working) {
        const [header] = working.works;
        const hops = working.path.forward.map(({ at, by }) => [at, by?.(header)].filter(Boolean).join(", by "));
        return {
            verdict: "reachable",
            path: [working.path.name, ...hops],
            why: [`for example ${headerText(working.works)}`],
        };
    }
    const may = paths.may.map((path) => ({ path, traversal: travel(path) }));
    const arriving = may.filter(({ traversal }) => traversal.arrives.length > 0);
    if (arriving.length > 0) {
        const lost = arriving.every(({ traversal }) => traversal.blockedBy !== undefined);
        const why = once(arriving.map(({ path, traversal }) => doubtOf(path, traversal, must)));
        return { verdict: "unknown", path: [], why, ...(lost ? { repliesLost: true } : {}) };
    }
    if (may.length === 0) return { verdict: "unreachable", path: [], why: [noPath] };
    return {
        verdict: "unreachable",
        path: [],
        why: once(may.map(({ path, traversal }) => `${path.name}: blocked at ${blockText(traversal)}`)),
    };
}

/** The nodes of a balancer share a name: what is said of each is said once. */
export const once = <T>(said: readonly T[]): T[] => [...new Set(said)];

function blockText({ blockedBy }: Traversal): string {
    return blockedBy
        ? `${blockedBy.at} (it would take somebody to ${blockedBy.fix}, and nobody must unless this connection is meant)`
        : "nothing that the model can name";
}

/** Why a path on which packets arrive is not known to work. */
export function doubtOf(path: Path, traversal: Traversal, must: readonly { readonly path: Path }[]): string {
    if (!traversal.blockedBy) {
        const sure = must.find((other) => other.path.name === path.name);
        const at = sure && travel(sure.path).blockedBy?.at;
        const doubt = path.doubt ?? (at ? `what certainly passes ${at}` : "addresses that are not fixed");
        return `${path.name}: possible, but it hangs on what the plan does not say (${doubt})`;
    }
    return `${path.name}: packets arrive (${headerText(traversal.arrives)}), but replies do not all come back: ${blockText(traversal)}`;
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
