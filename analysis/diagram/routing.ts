import { size, spread } from "./geometry";
import { bounds, type Horizontal } from "./columns";
import { slotWidth, type Chain, type Layers } from "./layers";
import type { End, Piece } from "./pieces";
import type { SceneArrow } from "./scene";
import { straighten } from "./straighten";

export interface Routes {
    /** Pieces of each chain, in order. */
    readonly routes: readonly { readonly arrow: SceneArrow; readonly pieces: readonly Piece[] }[];
    /** Number of tracks in the channel below each row. */
    readonly tracks: readonly number[];
}

const PASSES = 6;
/** Vertical lines closer than this would read as one. */
const CLOSE = 10;

export function routeArrows({ layers, chains }: Layers, horizontal: Horizontal): Routes {
    const routes = chains.map((chain) => ({ arrow: chain.arrow, pieces: piecesOf(chain) }));
    const pieces = routes.flatMap((route) => route.pieces);
    const sides = placePorts(pieces);
    straighten(pieces, sides, layers, ({ column }) => bounds(column, horizontal));
    const tracks = layers.map((_, channel) => assignTracks(pieces.filter((piece) => piece.channel === channel)));
    return { routes, tracks };
}

function piecesOf({ arrow, items }: Chain): readonly Piece[] {
    return items.slice(1).map((next, index): Piece => {
        const previous = items[index];
        const up = next.layer < previous.layer;
        const same = next.layer === previous.layer;
        return {
            arrow,
            channel: Math.min(previous.layer, next.layer),
            from: { item: previous, side: up ? "top" : "bottom", arrives: false, x: previous.x },
            to: { item: next, side: up || same ? "bottom" : "top", arrives: index === items.length - 2, x: next.x },
            track: -1,
        };
    });
}

/** Gives each end its place on its card, as near as possible to where the other end is. */
function placePorts(pieces: readonly Piece[]): readonly (readonly { end: End; width: number }[])[] {
    const sides = new Map<string, { end: End; other: End; piece: Piece }[]>();
    for (const piece of pieces) {
        for (const [end, other] of [
            [piece.from, piece.to],
            [piece.to, piece.from],
        ] as const) {
            if (end.item.node === null) continue;
            const key = `${end.item.key}\n${end.side}`;
            sides.set(key, [...(sides.get(key) ?? []), { end, other, piece }]);
        }
    }
    for (const side of sides.values()) {
        // Both ends of arrows between the same two cards must use the same order, or they cross.
        side.sort((left, right) => left.other.item.x - right.other.item.x || order(left.piece) - order(right.piece));
    }
    for (let pass = 0; pass < PASSES; pass += 1) {
        for (const side of sides.values()) {
            const { item } = side[0].end;
            const centres = spread(
                side.map(({ other }) => other.x),
                side.map(({ end, piece }) => slotWidth(piece.arrow, end.arrives)),
                item.x - item.width / 2 + 6,
                item.x + item.width / 2 - 6,
            );
            side.forEach(({ end }, index) => (end.x = Math.round(centres[index])));
        }
    }
    return [...sides.values()].map((side) =>
        side.map(({ end, piece }) => ({ end, width: slotWidth(piece.arrow, end.arrives) })),
    );
}

/** Downward arrows left of upward ones. */
function order(piece: Piece): number {
    return piece.from.side === "bottom" ? 0 : 1;
}

function upperX(piece: Piece): number {
    return piece.from.side === "bottom" ? piece.from.x : piece.to.x;
}

function lowerX(piece: Piece): number {
    return piece.from.side === "bottom" ? piece.to.x : piece.from.x;
}

function isLoop(piece: Piece): boolean {
    return piece.from.item.layer === piece.to.item.layer;
}

/**
 * Gives each piece that must move sideways a track of its own where it would touch another one. Tracks are numbered from
 * above. A piece that comes down close to where another goes down must turn off above it.
 */
function assignTracks(pieces: readonly Piece[]): number {
    const bent = pieces.filter((piece) => isLoop(piece) || Math.abs(upperX(piece) - lowerX(piece)) >= 1);
    const above = (one: Piece, other: Piece): boolean =>
        one !== other &&
        !isLoop(one) &&
        (Math.abs(upperX(one) - lowerX(other)) < CLOSE || (isLoop(other) && inside(upperX(one), span(other))));
    const waiting = new Set(
        [...bent].sort((left, right) => span(left).low - span(right).low || span(left).high - span(right).high),
    );
    const placed: Piece[] = [];
    while (waiting.size > 0) {
        const free = [...waiting].find(
            (piece) => ![...waiting].some((other) => above(other, piece) && !above(piece, other)),
        );
        const piece = free ?? [...waiting][0];
        waiting.delete(piece);
        const least = Math.max(-1, ...placed.filter((other) => above(other, piece)).map(({ track }) => track)) + 1;
        const blocked = (track: number): boolean =>
            placed.some((other) => other.track === track && touch(span(other), span(piece)));
        piece.track = least;
        while (blocked(piece.track)) piece.track += 1;
        placed.push(piece);
    }
    return placed.length === 0 ? 0 : Math.max(...placed.map(({ track }) => track)) + 1;
}

interface Span {
    readonly low: number;
    readonly high: number;
}

function span(piece: Piece): Span {
    const ends = [piece.from.x, piece.to.x];
    return { low: Math.min(...ends), high: Math.max(...ends) };
}

function touch(one: Span, other: Span): boolean {
    return one.low - size.track < other.high && other.low - size.track < one.high;
}

function inside(x: number, { low, high }: Span): boolean {
    return low < x && x < high;
}
