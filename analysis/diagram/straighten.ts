import type { Item, Layer } from "./layers";
import type { End, Piece } from "./pieces";

/** Bends further apart than this are left: the detour is wanted. */
const REACH = 90;
const ROUNDS = 4;
const BEND = 1000;

interface Slot {
    readonly end: End;
    readonly width: number;
}

/**
 * Moves ends along their cards, and passing arrows along their rows, where that takes a bend out of a line without putting
 * one in elsewhere.
 *
 * @param sides the ends on each side of each card, in order
 * @param bounds where the row of an item begins and ends
 */
export function straighten(
    pieces: readonly Piece[],
    sides: readonly (readonly Slot[])[],
    layers: readonly Layer[],
    bounds: (item: Item) => { readonly low: number; readonly high: number },
): void {
    const ofItem = new Map<Item, Piece[]>();
    for (const piece of pieces) {
        for (const { item } of [piece.from, piece.to]) ofItem.set(item, [...(ofItem.get(item) ?? []), piece]);
    }
    const freedom = (end: End): { low: number; high: number } =>
        end.item.node === null ? ofPassing(end.item, layers[end.item.layer], bounds) : ofPort(end, sides);
    const affected = (end: End, piece: Piece): readonly Piece[] =>
        end.item.node === null ? (ofItem.get(end.item) ?? []) : [piece];
    for (let round = 0; round < ROUNDS; round += 1) {
        for (const piece of pieces) {
            const { from, to } = piece;
            const distance = Math.abs(from.x - to.x);
            if (distance === 0 || distance > REACH || from.item.layer === to.item.layer) continue;
            const [one, two] = [freedom(from), freedom(to)];
            const low = Math.ceil(Math.max(one.low, two.low));
            const high = Math.floor(Math.min(one.high, two.high));
            if (low > high) continue;
            const touched = [...new Set([...affected(from, piece), ...affected(to, piece)])];
            for (const x of [to.x, from.x, Math.round((from.x + to.x) / 2)]) {
                if (from.x !== to.x) tryAlign(from, to, Math.min(Math.max(x, low), high), touched);
            }
        }
    }
}

function tryAlign(one: End, two: End, x: number, touched: readonly Piece[]): void {
    const before = { cost: cost(touched), one: one.x, two: two.x };
    move(one, x, touched);
    move(two, x, touched);
    if (cost(touched) < before.cost) return;
    move(one, before.one, touched);
    move(two, before.two, touched);
}

function move(end: End, x: number, touched: readonly Piece[]): void {
    if (end.item.node !== null) {
        end.x = x;
        return;
    }
    end.item.x = x;
    for (const { from, to } of touched) {
        for (const each of [from, to]) if (each.item === end.item) each.x = x;
    }
}

function cost(pieces: readonly Piece[]): number {
    return pieces.reduce((sum, { from, to }) => sum + (from.x === to.x ? 0 : BEND) + Math.abs(from.x - to.x), 0);
}

/** What a slot can give away: labels are narrower than their slots. */
const SLACK = 8;

/** Between its neighbours on the same side of the card. */
function ofPort(end: End, sides: readonly (readonly Slot[])[]): { low: number; high: number } {
    const side = sides.find((slots) => slots.some((slot) => slot.end === end))!;
    const index = side.findIndex((slot) => slot.end === end);
    const [previous, own, next] = [side[index - 1], side[index], side[index + 1]];
    const { item } = end;
    const apart = (one: Slot, two: Slot): number => (one.width + two.width) / 2 - SLACK;
    const edge = (item.width - own.width + SLACK) / 2;
    return {
        low: previous === undefined ? item.x - edge : previous.end.x + apart(previous, own),
        high: next === undefined ? item.x + edge : next.end.x - apart(own, next),
    };
}

/** Between its neighbours in the row. */
function ofPassing(
    item: Item,
    { items }: Layer,
    bounds: (item: Item) => { readonly low: number; readonly high: number },
): { low: number; high: number } {
    const { low, high } = bounds(item);
    const others = items.filter((other) => other !== item && other.column === item.column);
    const reach = (other: Item): number => (other.width + item.width) / 2;
    return {
        low: Math.max(
            low + item.width / 2,
            ...others.filter(({ x }) => x < item.x).map((other) => other.x + reach(other)),
        ),
        high: Math.min(
            high - item.width / 2,
            ...others.filter(({ x }) => x > item.x).map((other) => other.x - reach(other)),
        ),
    };
}
