import type { OcrWord } from "./types";

/** Words of Tesseract's TSV output (`tesseract(1)`, config `tsv`): level 5 rows, confidence 0 to 100. */
export function parseTsv(tsv: string): OcrWord[] {
    const words: OcrWord[] = [];
    let line = -1;
    let lineKey = "";
    for (const row of tsv.split("\n")) {
        const columns = row.split("\t");
        const text = columns[11]?.trim() ?? "";
        if (columns[0] !== "5" || text === "") {
            continue;
        }
        const key = columns.slice(1, 5).join("/");
        if (key !== lineKey) {
            lineKey = key;
            line += 1;
        }
        const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = columns.slice(6, 11).map(Number);
        words.push({ text, confidence: Math.max(0, confidence) / 100, box: { left, top, width, height }, line });
    }
    return words;
}

export function linesOf(words: readonly OcrWord[]): OcrWord[][] {
    const lines: OcrWord[][] = [];
    for (const word of words) {
        (lines[word.line] ??= []).push(word);
    }
    return lines;
}
