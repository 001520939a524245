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

/** How many required words make a step with how many words read. */
const moves = [
    { wanted: 1, read: 1 },
    { wanted: 2, read: 1 },
    { wanted: 1, read: 2 },
    { wanted: 1, read: 0 },
    { wanted: 0, read: 1 },
] as const;
type Move = (typeof moves)[number];

const joins = (first: string, second: string, both: string): boolean =>
    both.length === first.length + second.length && both.startsWith(first) && both.endsWith(second);

/** Of the step that ends with the required word of that row and the word read of that column, counted from 1. */
function costOf(
    { wanted, read }: Move,
    wants: readonly string[],
    haves: readonly string[],
    row: number,
    column: number,
) {
    if (read === 0) return MISSING;
    if (wanted === 0) return EXTRA;
    const [want, have] = [wants[row - 1]!, haves[column - 1]!];
    // Spaces are all that may be wrong where words are joined.
    if (wanted === 2) return joins(wants[row - 2]!, want, have) ? SPACE : Infinity;
    if (read === 2) return joins(haves[column - 2]!, have, want) ? SPACE : Infinity;
    return DIFFERENT * (1 - similarity(want, have));
}

/** For each cell of the table the last move of the cheapest way to it, and the column where the cheapest way ends. */
function cheapest(wants: readonly string[], haves: readonly string[]): { last: Uint8Array[]; end: number } {
    let costs = [new Float64Array(haves.length + 1)];
    const last = [new Uint8Array(haves.length + 1)];
    for (let row = 1; row <= wants.length; row++) {
        const here = new Float64Array(haves.length + 1).fill(Infinity);
        const chosen = new Uint8Array(haves.length + 1);
        const rows = [here, ...costs];
        for (let column = 0; column <= haves.length; column++) {
            for (let index = 0; index < moves.length; index++) {
                const move = moves[index]!;
                if (move.wanted > row || move.read > column) continue;
                const before = rows[move.wanted]![column - move.read]!;
                const cost = before < here[column]! ? before + costOf(move, wants, haves, row, column) : Infinity;
                if (cost >= here[column]!) continue;
                here[column] = cost;
                chosen[column] = index;
            }
        }
        costs = [here, costs[0]!];
        last.push(chosen);
    }
    return { last, end: costs[0]!.indexOf(Math.min(...costs[0]!)) };
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
    const { last, end } = cheapest(wants, haves);
    const steps: Step[] = [];
    let [row, column] = [wants.length, end];
    while (row > 0) {
        const move = moves[last[row]![column]!]!;
        const [want, have] = [wanted.slice(row - move.wanted, row), read.slice(column - move.read, column)];
        steps.push({
            ...(want.length > 0 && { wanted: want.join(" ") }),
            ...(have.length > 0 && { read: joined(have) }),
            similarity:
                want.length * have.length === 0
                    ? 0
                    : similarity(bare(want.join("")), bare(have.map(({ text }) => text).join(""))),
        });
        row -= move.wanted;
        column -= move.read;
    }
    return steps.reverse();
}
