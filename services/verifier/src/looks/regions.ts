import type { Box, OcrWord, Turn } from "../ocr/types";
import { boxAround } from "../rules/legibility";
import { alignWarning, WORDS } from "../rules/warningSteps";

/** Letters that a word has at least, to tell how its line runs. */
const LETTERS = 4;
/** So much taller than wide is a word that stands on its end. */
const ON_END = 1.5;
/** Words of a block that is worth turning. */
const LEAST_WORDS = 2;
const MOST_BLOCKS = 4;
/** Pixels of room at most: beside large letters stands something else. */
const MOST_ACROSS = 60;
const MOST_ALONG = 120;
/** Of the words of a warning so many show where it is. */
const LEAST_FOUND = 4;
const LAST_WORD = WORDS.length - 1;
const LONG_WORDS = WORDS.filter((word) => word.length >= LETTERS).length;

/** A block of text, and how tall its letters are. */
export interface Block {
    box: Box;
    letters: number;
    /** Clockwise, to read it. */
    turn: Turn;
}

const median = (values: readonly number[]): number =>
    [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;

/** Room around a block as its reader sees it: before its first line, after its last, and at the ends of its lines. */
interface Room {
    above: number;
    below: number;
    ends: number;
}

function grown({ left, top, width, height }: Box, { above, below, ends }: Room, turn: Turn = 0): Box {
    // Turned clockwise, what is left comes to the top.
    const by = {
        0: { left: ends, right: ends, top: above, bottom: below },
        90: { left: above, right: below, top: ends, bottom: ends },
        270: { left: below, right: above, top: ends, bottom: ends },
    }[turn];
    return {
        left: left - by.left,
        top: top - by.top,
        width: width + by.left + by.right,
        height: height + by.top + by.bottom,
    };
}

/** The part of it that lies in the picture, in whole pixels; nothing where that is too small to be read. */
export function within({ left, top, width, height }: Box, size: { width: number; height: number }): Box | undefined {
    const [x, y] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
    const [right, bottom] = [Math.min(size.width, left + width), Math.min(size.height, top + height)].map(Math.ceil);
    const box = { left: x, top: y, width: right! - x, height: bottom! - y };
    return box.width >= 8 && box.height >= 8 ? box : undefined;
}

export const overlap = (one: Box, other: Box): boolean =>
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height;

const isOnEnd = ({ box }: OcrWord): boolean => box.height > ON_END * box.width;

/** Words that stand together, the most first: across their lines no further than `near` heights of a letter, along them `far`. */
function neighbourhoods(words: readonly OcrWord[], turn: Turn, { near, far }: { near: number; far: number }) {
    let groups: OcrWord[][] = [];
    for (const word of words) {
        const letters = turn === 0 ? word.box.height : word.box.width;
        const reach = grown(word.box, { above: near * letters, below: near * letters, ends: far * letters }, turn);
        const met = groups.filter((group) => group.some(({ box }) => overlap(reach, box)));
        groups = [...groups.filter((group) => !met.includes(group)), [...met.flat(), word]];
    }
    return groups.sort((one, other) => other.length - one.length);
}

/** Words that stand on their ends, in blocks: text that runs up or down the label. The largest first. */
export function blocksOnEnd(words: readonly OcrWord[]): Block[] {
    const onEnd = words.filter((word) => word.text.replace(/[^\p{L}\p{N}]/gu, "").length >= LETTERS && isOnEnd(word));
    const blocks = neighbourhoods(onEnd, 90, { near: 2, far: 3 });
    return blocks
        .filter((block) => block.length >= LEAST_WORDS)
        .slice(0, MOST_BLOCKS)
        .map((block) => ({ box: boxAround(block)!, letters: median(block.map(({ box }) => box.width)), turn: 90 }));
}

/** The same with room for lines and ends of lines that were not read. */
export function withRoom({ box, letters, turn }: Block): Block {
    const across = Math.min(3 * letters, MOST_ACROSS);
    const room = { above: across, below: across, ends: Math.min(6 * letters, MOST_ALONG) };
    return { box: grown(box, room, turn), letters, turn };
}

/** Where the warning is, by those of its words that were read in their order; with room for lines and columns that were not. */
export function warningBlock(words: readonly OcrWord[], turn: Turn): (Block & { found: number }) | undefined {
    const { steps, words: outcomes } = alignWarning(words, { whole: false, alone: false });
    const alike = steps.flatMap(({ wanted, read, similarity }) =>
        read && similarity > 0.7 && (wanted ?? "").length >= LETTERS && (turn !== 0 || !isOnEnd(read)) ? [read] : [],
    );
    // What was found far from the others is another word of the same letters.
    const found = neighbourhoods(alike, turn, { near: 3, far: 6 })[0] ?? [];
    if (found.length < LEAST_FOUND) return undefined;
    const letters = median(found.map(({ box }) => (turn === 0 ? box.height : box.width)));
    const around = boxAround(found)!;
    const [across, down] = turn === 0 ? [around.width, around.height] : [around.height, around.width];
    const share = found.length / LONG_WORDS;
    const lines = Math.max(1, down / (1.6 * letters));
    // What is missing above or below takes as many lines as the words that were found tell.
    const missing = Math.min(12, lines * Math.max(0, 1 / share - 1));
    const has = (index: number): boolean => outcomes[index]?.read !== undefined;
    const room = {
        // Beside a warning that was read to the ends of its lines stand bar codes and frames.
        ends: share < 0.4 ? 0.3 * across + 2 * letters : (share < 0.7 ? 2 : 0.7) * letters,
        above: (has(0) ? 0.8 : 2 + 1.6 * missing) * letters,
        below: (has(LAST_WORD) ? 0.8 : 5 + 1.6 * missing) * letters,
    };
    return { box: grown(around, room, turn), letters, turn, found: found.length };
}

/** Where something stands that was read, with a little room. */
export function wordsBlock(box: Box): Block {
    const room = { above: 0.5 * box.height, below: 0.5 * box.height, ends: box.height };
    return { box: grown(box, room), letters: box.height, turn: 0 };
}
