import { size } from "./geometry";
import { cardLines, type Item, type Layers } from "./layers";
import type { Routes } from "./routing";

/** Heights of one row and of the channel below it. */
export interface RowPlace {
    /** Top and bottom of the cards. */
    readonly top: number;
    readonly bottom: number;
    /** Top of the lane for labels of arrows that arrive from below, under the cards. */
    readonly laneBelow: number;
    /** Top of the lane for labels of arrows that arrive from above, over the cards. */
    readonly laneAbove: number;
    /** Height of the first track of the channel below. */
    readonly firstTrack: number;
}

export interface Vertical {
    readonly rows: readonly RowPlace[];
    readonly vpcTop: number;
    readonly vpcBottom: number;
    /** Where the legend begins. */
    readonly end: number;
}

export function cardHeight(item: Item): number {
    if (item.node === null) return 0;
    const { lines } = cardLines(item.node);
    const badge = item.node.badge === null ? 0 : size.cardLineHeight + 4;
    return size.cardPad * 2 + size.cardTitle + lines.length * size.cardLineHeight + badge;
}

/** Puts the rows below each other, with room for labels, tracks and borders between them. */
export function placeVertically({ layers }: Layers, { routes, tracks }: Routes, panelHeight: number): Vertical {
    const pieces = routes.flatMap((route) => route.pieces);
    const labelled = pieces.filter((piece) => piece.to.arrives && piece.arrow.label !== "");
    const laneBelow = layers.map((_, i) => labelled.some(({ to }) => to.item.layer === i && to.side === "bottom"));
    const laneAbove = layers.map((_, i) => labelled.some(({ to }) => to.item.layer === i && to.side === "top"));
    const rows: RowPlace[] = [];
    let vpcTop = 0;
    let vpcBottom = 0;
    let y = size.margin + size.titleHeight;
    layers.forEach((layer, i) => {
        const previous = layers[i - 1];
        const opens = layer.tier !== null && layer.tier !== previous?.tier;
        if (i > 0 && previous.place === "above") {
            vpcTop = y;
            y += size.bar + size.channelPad;
        }
        if (layer.place === "below" && previous !== undefined) {
            vpcBottom = y;
            y += size.channelPad;
        }
        if (opens) y += size.boxPad + size.bandPad;
        const lane = laneAbove[i] ? size.laneHeight : 0;
        const laneTop = y;
        const top = y + lane + (lane > 0 ? 2 : 0);
        const first = opens ? panelHeight - lane : 0;
        const height = Math.max(first, ...layer.items.map(cardHeight), layer.items.length === 0 ? 20 : 0);
        const bottom = top + height;
        const below = bottom + 2;
        y = below + (laneBelow[i] ? size.laneHeight : 0);
        const closes = layer.tier !== null && layer.tier !== layers[i + 1]?.tier;
        if (closes) y += size.boxPad + size.bandPad;
        y += size.channelPad;
        rows.push({ top, bottom, laneBelow: below, laneAbove: laneTop, firstTrack: y });
        y += Math.max(0, tracks[i] - 1) * size.track + size.channelPad;
    });
    return { rows, vpcTop, vpcBottom: vpcBottom === 0 ? y : vpcBottom, end: y };
}
