import type { OcrWord } from "../ocr/types";
import { similarity } from "./similarity";

/** One step of the alignment of a required text with words read: a pair, a required word missing, or a word too many. */
export interface Step {
    wanted?: string;
    read?: OcrWord;
    similarity: number;
}

export const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The required words where they fit best into the words read; words before and after are free. */
export function align(wanted: readonly string[], read: readonly OcrWord[]): Step[] {
    const rows = wanted.length;
    const columns = read.length;
    const close = wanted.map((want) => read.map((word) => similarity(bare(want), bare(word.text))));
    const cost = Array.from({ length: rows + 1 }, (_, row) => new Float64Array(columns + 1).fill(row));
    const at = (row: number, column: number): number => cost[row]?.[column] ?? 0;
    const pair = (row: number, column: number): number =>
        at(row - 1, column - 1) + 1.6 * (1 - (close[row - 1]?.[column - 1] ?? 0));
    for (let row = 1; row <= rows; row++) {
        for (let column = 1; column <= columns; column++) {
            (cost[row] as Float64Array)[column] = Math.min(
                pair(row, column),
                at(row - 1, column) + 1,
                at(row, column - 1) + 1,
            );
        }
    }
    const last = cost[rows] ?? new Float64Array(1);
    let column = last.indexOf(Math.min(...last));
    const steps: Step[] = [];
    for (let row = rows; row > 0;) {
        const [want, word] = [wanted[row - 1], read[column - 1]];
        if (want !== undefined && word && at(row, column) === pair(row, column)) {
            steps.push({ wanted: want, read: word, similarity: close[row - 1]?.[column - 1] ?? 0 });
            row -= 1;
            column -= 1;
        } else if (want !== undefined && (column === 0 || at(row, column) === at(row - 1, column) + 1)) {
            steps.push({ wanted: want, similarity: 0 });
            row -= 1;
        } else if (word) {
            steps.push({ read: word, similarity: 0 });
            column -= 1;
        }
    }
    return steps.reverse();
}
