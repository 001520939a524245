import type { Plan } from "../../model/plan";
import type { NetworkGraph } from "../graph/model";
import { networkOfPlan } from "../graph/ofPlan";
import { byText } from "../graph/values";
import { once } from "../reachability/answer";
import { type Connection, connectionsOf, type Party } from "../reachability/connections";
import { sectorLabel } from "../reachability/sectors";
import { type Cards, cardsOf } from "./nodes";
import { outsideName } from "./outside";
import { subnetsOf } from "./subnets";

/** One connection that the network lets through, in words. */
export interface ConnectionRow {
    readonly from: string;
    readonly to: string;
    /** "NLB web-proxy", "the internet"; null for what goes straight. */
    readonly through: string | null;
    /** "tcp 443", "all traffic". */
    readonly ports: string;
    /** False: packets may arrive, but the plan does not say enough to be sure that connections work. */
    readonly certain: boolean;
    readonly why: string;
    /** Logical names of the resources that say so. */
    readonly rules: readonly string[];
}

/** What may talk to what, and how far that is all. */
export interface ConnectionTable {
    readonly rows: readonly ConnectionRow[];
    /** What the model does not know: with any, more may pass than the rows say. */
    readonly gaps: readonly string[];
    /** What was taken as AWS documents it. */
    readonly assumptions: readonly string[];
}

export function connectionTable(plan: Plan): ConnectionTable {
    const graph = networkOfPlan(plan);
    const connections = connectionsOf(graph);
    const cards = cardsOf(graph, subnetsOf(graph), connections);
    const rows = new Map<string, ConnectionRow>();
    for (const connection of connections) {
        const row = rowOf(connection, graph, cards);
        const key = [row.from, row.to, row.through, row.ports, row.certain].join("\n");
        const previous = rows.get(key);
        // Endpoints that share a card share their rows.
        rows.set(key, previous ? { ...previous, rules: once([...previous.rules, ...row.rules]) } : row);
    }
    return {
        rows: [...rows.values()].sort(
            (left, right) =>
                byText(left.from, right.from) ||
                byText(left.to, right.to) ||
                byText(left.ports, right.ports) ||
                byText(left.through ?? "", right.through ?? ""),
        ),
        gaps: graph.gaps.map(({ urn, what, fix }) => `${graph.linker.urn(urn)?.name ?? urn} ${what}: ${fix}`),
        assumptions: graph.assumptions,
    };
}

function rowOf(
    { from, to, through, sector, certain, doubt, rules }: Connection,
    graph: NetworkGraph,
    cards: Cards,
): ConnectionRow {
    const nameOf = (party: Party): string => {
        if (party.kind === "outside") return outsideName(party, graph);
        const resource = party.kind === "member" ? party.resource : party.endpoint.resource;
        return cards.nodes.find(({ key }) => key === cards.keyOf(resource))?.title ?? resource.name;
    };
    return {
        from: nameOf(from),
        to: nameOf(to),
        through: typeof through === "object" ? nameOf({ kind: "member", resource: through.owner }) : (through ?? null),
        ports: sectorLabel(sector),
        certain,
        why: once([...rules.map(({ description }) => description), doubt].filter((text) => text !== "")).join("; "),
        rules: once(rules.map(({ urn }) => graph.linker.urn(urn)?.name ?? urn)),
    };
}
