import { size, spread } from "./geometry";
import type { Chain, Item, Layer, Layers } from "./layers";

/** Where a column of subnets lies: a panel of text on its left, cards right of it. */
export interface Column {
    readonly left: number;
    readonly panel: number;
    readonly right: number;
}

export interface Horizontal {
    readonly columns: readonly Column[];
    readonly vpcLeft: number;
    readonly vpcRight: number;
    readonly width: number;
}

/** A page is at least this wide; a small network gets the room. */
const PAGE = 1240;
const SWEEPS = 12;

/** Decides the order in each row and the centre of every item, so that arrows are short and cross little. */
export function placeHorizontally(layers: Layers, panels: readonly number[]): Horizontal {
    const horizontal = columnsOf(layers, panels);
    const areas = (item: Item): string => `${item.layer} ${item.column ?? "-"}`;
    const neighbours = neighboursOf(layers.chains);
    const middle = (item: Item): number => {
        const { low, high } = bounds(item.column, horizontal);
        return (low + high) / 2;
    };
    for (const { items } of layers.layers) placeRow(items, areas, horizontal, middle);
    let best = { cost: Number.POSITIVE_INFINITY, places: new Map<Item, number>() };
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
        const rows = sweep % 2 === 0 ? layers.layers : [...layers.layers].reverse();
        for (const { items } of rows) {
            placeRow(items, areas, horizontal, (item) => average(neighbours.get(item) ?? [], item.x));
        }
        const cost = costOf(layers.chains);
        if (cost < best.cost) best = { cost, places: new Map(allItems(layers.layers).map((item) => [item, item.x])) };
    }
    for (const [item, x] of best.places) item.x = x;
    for (const layer of layers.layers) layer.items.sort((left, right) => left.x - right.x);
    return horizontal;
}

/** Width with the room that an item keeps to its neighbours. */
function footprint(item: Item): number {
    return item.width + (item.node === null ? 4 : size.cardGap);
}

function allItems(layers: readonly Layer[]): readonly Item[] {
    return layers.flatMap(({ items }) => items);
}

function columnsOf({ layers, columns }: Layers, panels: readonly number[]): Horizontal {
    const vpcLeft = size.margin;
    const widths = columns.map((_, column) => {
        const rows = layers.map(({ items }) => items.filter((item) => item.column === column));
        return Math.max(0, ...rows.map((items) => items.reduce((sum, item) => sum + footprint(item), 0)));
    });
    const fixed = size.tierLabel + columns.reduce((sum, _, i) => sum + panels[i] + size.boxPad * 2 + size.bandPad, 0);
    const widest = Math.max(
        ...layers
            .filter(({ tier }) => tier === null)
            .map(({ items }) => items.reduce((sum, item) => sum + footprint(item), 0)),
        PAGE - 2 * size.margin,
    );
    const spare = Math.max(0, widest - fixed - size.bandPad * 2 - widths.reduce((sum, width) => sum + width, 0));
    const busiest = widths.indexOf(Math.max(...widths));
    let left = vpcLeft + size.tierLabel;
    const placed = columns.map((_, i) => {
        const right = left + panels[i] + size.boxPad * 2 + widths[i] + (i === busiest ? spare : 0);
        const column = { left, panel: panels[i], right };
        left = right + size.bandPad;
        return column;
    });
    const vpcRight = left + size.bandPad;
    return { columns: placed, vpcLeft, vpcRight, width: vpcRight + size.margin };
}

function placeRow(
    items: Item[],
    area: (item: Item) => string,
    horizontal: Horizontal,
    wanted: (item: Item) => number,
): void {
    const cells = new Map<string, Item[]>();
    for (const item of items) cells.set(area(item), [...(cells.get(area(item)) ?? []), item]);
    for (const cell of cells.values()) {
        const desired = new Map(cell.map((item) => [item, wanted(item)]));
        const ordered = [...cell].sort((left, right) => desired.get(left)! - desired.get(right)!);
        const { low, high } = bounds(ordered[0].column, horizontal);
        const centres = spread(
            ordered.map((item) => desired.get(item)!),
            ordered.map(footprint),
            low,
            high,
        );
        ordered.forEach((item, index) => (item.x = Math.round(centres[index])));
    }
}

export function bounds(
    column: number | null,
    { columns, vpcLeft, vpcRight }: Horizontal,
): { low: number; high: number } {
    if (column === null) return { low: vpcLeft, high: vpcRight };
    const { left, panel, right } = columns[column];
    return { low: left + size.boxPad + panel, high: right };
}

function neighboursOf(chains: readonly Chain[]): ReadonlyMap<Item, readonly Item[]> {
    const result = new Map<Item, Item[]>();
    for (const { items } of chains) {
        for (let i = 1; i < items.length; i += 1) {
            result.set(items[i], [...(result.get(items[i]) ?? []), items[i - 1]]);
            result.set(items[i - 1], [...(result.get(items[i - 1]) ?? []), items[i]]);
        }
    }
    return result;
}

function average(items: readonly Item[], otherwise: number): number {
    if (items.length === 0) return otherwise;
    return items.reduce((sum, { x }) => sum + x, 0) / items.length;
}

/** Length of all arrows, and a penalty for each pair that crosses between the same two rows. */
function costOf(chains: readonly Chain[]): number {
    const pieces = chains.flatMap(({ items }) =>
        items.slice(1).map((item, index) => {
            const [upper, lower] = items[index].layer <= item.layer ? [items[index], item] : [item, items[index]];
            return { layer: upper.layer, upper: upper.x, lower: lower.x };
        }),
    );
    let cost = pieces.reduce((sum, { upper, lower }) => sum + Math.abs(upper - lower), 0);
    for (const [index, one] of pieces.entries()) {
        for (const other of pieces.slice(index + 1)) {
            if (one.layer !== other.layer) continue;
            if ((one.upper - other.upper) * (one.lower - other.lower) < 0) cost += 300;
        }
    }
    return cost;
}
