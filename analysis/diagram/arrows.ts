import { once } from "../reachability/answer";
import type { Connection, Party } from "../reachability/connections";
import { sectorLabel } from "../reachability/sectors";
import type { SceneArrow } from "./scene";

/** A stretch of a connection between two cards; without a connection of its own where another row says what passes there. */
interface Hop {
    readonly from: string;
    readonly to: string;
    readonly says: Connection | undefined;
}

type KeyOf = (party: Party) => string;

/** The arrows of connections, and what the connections within one card say. One arrow for each direction and certainty between two cards. */
export function ruleArrows(
    connections: readonly Connection[],
    keyOf: KeyOf,
    titleOf: (key: string) => string,
): { readonly arrows: SceneArrow[]; readonly among: ReadonlyMap<string, string> } {
    const said = new Map<string, Connection[]>();
    for (const connection of connections) {
        const style = connection.certain ? "allowed" : "uncertain";
        for (const { from, to, says } of hopsOf(connection, keyOf)) {
            const key = [from, to, style].join("\n");
            said.set(key, [...(said.get(key) ?? []), ...(says ? [says] : [])]);
        }
    }
    const arrows: SceneArrow[] = [];
    const among = new Map<string, string>();
    for (const [key, parts] of said) {
        const [from, to, style] = key.split("\n") as [string, string, "allowed" | "uncertain"];
        const label = portsLabel(parts);
        if (from === to) among.set(from, [...(among.has(from) ? [among.get(from)] : []), label].join(", "));
        else
            arrows.push({ from, to, label, style, title: `${titleOf(from)} to ${titleOf(to)}: ${label}${why(parts)}` });
    }
    return { arrows, among };
}

/**
 * Where a connection is drawn. One that goes out to the internet and comes in again is drawn already, as those two; and what comes to a
 * balancer is a connection of its own, with the listener's port.
 */
export function hopsOf(connection: Connection, keyOf: KeyOf): readonly Hop[] {
    const { through } = connection;
    const [from, to] = [keyOf(connection.from), keyOf(connection.to)];
    if (through === "the internet") return [];
    const middle = typeof through === "object" ? keyOf({ kind: "member", resource: through.owner }) : from;
    // A node of a balancer may hand on to another node of it.
    if (typeof through !== "object" || middle === from || middle === to) return [{ from, to, says: connection }];
    if (through.kind === "nat") return [{ from, to: middle, says: connection }];
    return [
        { from, to: middle, says: undefined },
        { from: middle, to, says: connection },
    ];
}

/** "tcp 80, 443" */
export function portsLabel(connections: readonly Connection[]): string {
    const labels = once(connections.map(({ sector }) => sectorLabel(sector)));
    const tcp = labels.filter((label) => /^tcp \d/.test(label)).map((label) => label.slice(4));
    const rest = labels.filter((label) => !/^tcp \d/.test(label));
    tcp.sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
    return [...(tcp.length > 0 ? [`tcp ${tcp.join(", ")}`] : []), ...rest.sort()].join(", ");
}

function why(connections: readonly Connection[]): string {
    const said = once(connections.flatMap(({ rules, doubt }) => [...rules.map((rule) => rule.description), doubt]));
    const text = said.filter((one) => one !== "").join("; ");
    return text === "" ? "" : ` (${text})`;
}
