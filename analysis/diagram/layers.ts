import type { Tier } from "../../model/intent";
import { byText } from "../graph/values";
import { size } from "./geometry";
import type { Scene, SceneArrow, SceneNode, SceneSubnet } from "./scene";
import { fitText, textWidth } from "./text";

/** A row of the drawing. Rows of a tier lie in that tier's band. */
export interface Layer {
    readonly tier: Tier | null;
    readonly place: "above" | "tier" | "gateways" | "below";
    readonly items: Item[];
}

/** A card, or a place that an arrow keeps free to pass through a row. */
export interface Item {
    readonly key: string;
    readonly node: SceneNode | null;
    readonly layer: number;
    /** Index into the columns; null in rows that are as wide as the page. */
    readonly column: number | null;
    readonly width: number;
    /** Centre. */
    x: number;
}

/** An arrow cut into pieces that each cross one channel. */
export interface Chain {
    readonly arrow: SceneArrow;
    readonly items: readonly Item[];
}

export interface Layers {
    readonly layers: readonly Layer[];
    readonly chains: readonly Chain[];
    /** One for each zone, more when a tier has several subnets in one zone. */
    readonly columns: readonly string[];
    readonly columnOf: ReadonlyMap<string, number>;
}

const TIERS: readonly Tier[] = ["public", "edge", "private"];

export function layersOf(scene: Scene): Layers {
    const { columns, columnOf } = columnsOf(scene.subnets);
    const rows = rowsOf(scene);
    const widths = portWidths(scene, rows);
    const layers: Layer[] = rows.map(({ tier, place }) => ({ tier, place, items: [] }));
    const byKey = new Map<string, Item>();
    rows.forEach(({ nodes }, layer) => {
        for (const node of nodes) {
            const column = rows[layer].tier === null ? null : (columnOf.get(node.subnets[0]) ?? 0);
            const width = Math.max(cardWidth(node), widths.get(node.key) ?? 0);
            const item: Item = { key: node.key, node, layer, column, width, x: 0 };
            layers[layer].items.push(item);
            byKey.set(node.key, item);
        }
    });
    const chains = scene.arrows.map((arrow) => chainOf(arrow, layers, byKey));
    return { layers, chains, columns, columnOf };
}

function columnsOf(subnets: readonly SceneSubnet[]): { columns: string[]; columnOf: Map<string, number> } {
    const taken = new Map<string, number>();
    const named = subnets.map((subnet) => {
        const cell = `${subnet.tier} ${subnet.zone}`;
        const index = taken.get(cell) ?? 0;
        taken.set(cell, index + 1);
        return { key: subnet.key, column: `${subnet.zone} ${index}` };
    });
    const columns = [...new Set(named.map(({ column }) => column))].sort();
    return { columns, columnOf: new Map(named.map(({ key, column }) => [key, columns.indexOf(column)])) };
}

interface Row {
    readonly tier: Tier | null;
    readonly place: Layer["place"];
    readonly nodes: readonly SceneNode[];
}

const hosts: ReadonlySet<SceneNode["kind"]> = new Set(["host", "service"]);

/** Doors above hosts, the edge's hosts above the others, endpoints below. */
function rowsOf(scene: Scene): readonly Row[] {
    const ofKind = (...kinds: readonly SceneNode["kind"][]) => scene.nodes.filter(({ kind }) => kinds.includes(kind));
    const tierRows = TIERS.filter((tier) => scene.subnets.some((subnet) => subnet.tier === tier)).flatMap((tier) => {
        const keys = new Set(scene.subnets.filter((subnet) => subnet.tier === tier).map(({ key }) => key));
        const here = scene.nodes.filter(({ subnets }) => subnets.length > 0 && keys.has(subnets[0]));
        const groups = [
            here.filter(({ kind }) => kind === "balancer" || kind === "nat"),
            here.filter(({ kind, role }) => hosts.has(kind) && role === "edge"),
            here.filter(({ kind, role }) => hosts.has(kind) && role !== "edge"),
            here.filter(({ kind }) => kind === "interface-endpoints"),
        ].filter((group) => group.length > 0);
        const rows = groups.length > 0 ? groups : [[]];
        return rows.map((nodes): Row => ({ tier, place: "tier", nodes: ranked(nodes) }));
    });
    const above: Row = { tier: null, place: "above", nodes: ranked(ofKind("users", "internet", "outside")) };
    const gateways: Row = { tier: null, place: "gateways", nodes: ranked(ofKind("gateway-endpoint")) };
    const below: Row = { tier: null, place: "below", nodes: ranked(ofKind("aws", "operators")) };
    return [above, ...tierRows, ...[gateways, below].filter(({ nodes }) => nodes.length > 0)];
}

/** The order that crossing reduction starts from, and falls back to. */
function ranked(nodes: readonly SceneNode[]): readonly SceneNode[] {
    const roles = ["edge", "agent", null, "verifier"];
    const rank = (node: SceneNode): number => roles.indexOf(node.role) * 10 + (node.kind === "nat" ? 5 : 0);
    return [...nodes].sort((left, right) => rank(left) - rank(right) || byText(left.key, right.key));
}

export function cardLines(node: SceneNode): { title: string; lines: readonly string[] } {
    return {
        title: fitText(node.title, size.cardTitle, size.maxText, true),
        lines: node.lines.map((line) => fitText(line, size.cardLine, size.maxText)),
    };
}

function cardWidth(node: SceneNode): number {
    const { title, lines } = cardLines(node);
    const widths = [
        textWidth(title, size.cardTitle, true),
        ...lines.map((line) => textWidth(line, size.cardLine)),
        node.badge === null ? 0 : textWidth(node.badge, size.label, true) + 12,
    ];
    return Math.max(size.minCard, Math.max(...widths) + 2 * size.cardPad);
}

/** Width of the slot that an arrow takes at a side of a card: a label where it arrives, a line where it leaves. */
export function slotWidth(arrow: SceneArrow, arrives: boolean): number {
    return arrives && arrow.label !== "" ? textWidth(arrow.label, size.label) + 18 : 22;
}

/** The least width of a card so that the slots of its fuller side fit. */
function portWidths(scene: Scene, rows: readonly Row[]): ReadonlyMap<string, number> {
    const layerOf = new Map(rows.flatMap(({ nodes }, layer) => nodes.map(({ key }) => [key, layer] as const)));
    const sides = new Map<string, number>();
    for (const arrow of scene.arrows) {
        const from = layerOf.get(arrow.from)!;
        const to = layerOf.get(arrow.to)!;
        const leaves = to < from ? "top" : "bottom";
        const arrives = to > from ? "top" : "bottom";
        for (const [key, width] of [
            [`${arrow.from}\n${leaves}`, slotWidth(arrow, false)],
            [`${arrow.to}\n${arrives}`, slotWidth(arrow, true)],
        ] as const) {
            sides.set(key, (sides.get(key) ?? 0) + width);
        }
    }
    const result = new Map<string, number>();
    for (const [side, width] of sides) {
        const key = side.slice(0, side.lastIndexOf("\n"));
        result.set(key, Math.max(result.get(key) ?? 0, width + 12));
    }
    return result;
}

function chainOf(arrow: SceneArrow, layers: readonly Layer[], byKey: ReadonlyMap<string, Item>): Chain {
    const from = byKey.get(arrow.from)!;
    const to = byKey.get(arrow.to)!;
    const step = Math.sign(to.layer - from.layer);
    const items: Item[] = [from];
    for (let layer = from.layer + step; step !== 0 && layer !== to.layer; layer += step) {
        const column = layers[layer].tier === null ? null : (to.column ?? from.column ?? 0);
        const key = `pass ${arrow.from} ${arrow.to} ${arrow.style} ${layer}`;
        const item: Item = { key, node: null, layer, column, width: size.dummy, x: 0 };
        layers[layer].items.push(item);
        items.push(item);
    }
    return { arrow, items: [...items, to] };
}
