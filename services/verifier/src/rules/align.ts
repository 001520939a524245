import type { OcrWord } from "../ocr/types";
import { boxAround } from "./legibility";
import { similarity } from "./similarity";

/** One step of the alignment of a required text with words read: a pair, a required word missing, or a word too many. */
export interface Step {
    wanted?: string;
    read?: OcrWord;
    similarity: number;
}

export const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const MISSING = 1;
const EXTRA = 1;
const DIFFERENT = 1.6;
/** Less than any difference of letters: readers lose and add spaces. */
const SPACE = 0.01;

interface Move {
    cost: number;
    wanted: number;
    read: number;
    similarity: number;
}

/** How many required words make a step with how many words read, apart from one missing and one too many. */
const pairings = [
    { wanted: 1, read: 1, price: 0 },
    { wanted: 2, read: 1, price: SPACE },
    { wanted: 1, read: 2, price: SPACE },
] as const;

/** The cheapest last step of aligning the first so many required words with the first so many words read. */
function lastMove(
    wanted: readonly string[],
    read: readonly string[],
    [row, column]: [row: number, column: number],
    costs: readonly Float64Array[],
): Move {
    let best: Move = { cost: costs[row - 1]![column]! + MISSING, wanted: 1, read: 0, similarity: 0 };
    if (column === 0) return best;
    const extra = costs[row]![column - 1]! + EXTRA;
    if (extra < best.cost) best = { cost: extra, wanted: 0, read: 1, similarity: 0 };
    for (const { wanted: rows, read: columns, price } of pairings) {
        if (rows > row || columns > column) continue;
        const before = costs[row - rows]![column - columns]! + price;
        if (before > best.cost) continue;
        const want = wanted.slice(row - rows, row).join("");
        const have = read.slice(column - columns, column).join("");
        // Spaces are all that may be wrong where words are joined.
        if (price > 0 && want !== have) continue;
        const close = similarity(want, have);
        const cost = before + DIFFERENT * (1 - close);
        if (cost <= best.cost) best = { cost, wanted: rows, read: columns, similarity: close };
    }
    return best;
}

function joined(words: readonly OcrWord[]): OcrWord {
    const first = words[0]!;
    const box = boxAround(words) ?? first.box;
    const confidence = Math.min(...words.map((word) => word.confidence));
    return { ...first, text: words.map(({ text }) => text).join(" "), confidence, box };
}

/** The required words where they fit best into the words read; words before and after are free. */
export function align(wanted: readonly string[], read: readonly OcrWord[]): Step[] {
    const [wants, haves] = [wanted.map(bare), read.map(({ text }) => bare(text))];
    const costs = [new Float64Array(read.length + 1)];
    const moves: Move[][] = [[]];
    for (let row = 1; row <= wants.length; row++) {
        costs.push(new Float64Array(read.length + 1));
        moves.push([]);
        for (let column = 0; column <= haves.length; column++) {
            const move = lastMove(wants, haves, [row, column], costs);
            costs[row]![column] = move.cost;
            moves[row]![column] = move;
        }
    }
    const last = costs[wants.length]!;
    let [row, column] = [wants.length, last.indexOf(Math.min(...last))];
    const steps: Step[] = [];
    while (row > 0) {
        const move = moves[row]![column]!;
        const [want, have] = [wanted.slice(row - move.wanted, row), read.slice(column - move.read, column)];
        steps.push({
            ...(want.length > 0 && { wanted: want.join(" ") }),
            ...(have.length > 0 && { read: joined(have) }),
            similarity: move.similarity,
        });
        row -= move.wanted;
        column -= move.read;
    }
    return steps.reverse();
}
