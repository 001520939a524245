import { linesOf } from "../ocr/tsv";
import type { OcrPage, OcrWord } from "../ocr/types";
import { readingsOf } from "./readings";

export interface Line {
    text: string;
    words: OcrWord[];
    /** Which of the readings of a page it is of; absent where there is one only. */
    reading?: number;
}

const WARNING_START = /government\s+warning|surgeon|pregnancy/i;
const WARNING = /government\s+warning|surgeon|pregnancy|birth\s+defects|impairs|operate\s+machinery|health\s+problems/i;

function lineOf(words: OcrWord[]): Line {
    return { words, text: words.map(({ text }) => text).join(" ") };
}

const panelOf = ({ words }: Line): string | undefined => words[0]?.panel;

function withoutWarning(lines: readonly Line[]): Line[] {
    const start = lines.findIndex(({ text }) => WARNING_START.test(text));
    const end = lines.findLastIndex(({ text }) => WARNING.test(text));
    return lines.filter((_, index) => start < 0 || index < start || index > end);
}

/** The page in its lines, and those of them that are not the government warning, wherever on the label that is. */
export function readLines(page: OcrPage): { all: Line[]; others: Line[] } {
    const all = linesOf(page.words).filter(Boolean).map(lineOf);
    const panels = [...new Set(all.map(panelOf))].map((panel) => all.filter((line) => panelOf(line) === panel));
    return { all, others: panels.flatMap(withoutWarning) };
}

/** The same of all readings one after the other: where a statement may stand in any of them. */
export function allLines(page: OcrPage): { all: Line[]; others: Line[] } {
    const readings = readingsOf(page).map((words) => readLines({ ...page, words }));
    const marked = (kind: "all" | "others"): Line[] =>
        readings.flatMap((lines, reading) => lines[kind].map((line) => ({ ...line, reading })));
    return { all: marked("all"), others: marked("others") };
}

/** Each line, then each two lines of a panel in a row (and of a reading) and so on, as one: designers break statements where it looks good. */
export function spans(lines: readonly Line[], longest: number): Line[] {
    return Array.from({ length: longest }, (_, more) =>
        lines
            .slice(0, Math.max(0, lines.length - more))
            .map((_, index) => lines.slice(index, index + more + 1))
            .filter((together) => together[0]!.reading === together.at(-1)!.reading)
            .map((together) => lineOf(together.flatMap(({ words }) => words)))
            .filter(({ words }) => words[0]?.panel === words.at(-1)?.panel),
    ).flat();
}

/** The first match in one line, or in two in a row. */
export function firstMatch(lines: readonly Line[], find: (text: string) => RegExpExecArray | null | undefined) {
    for (const line of spans(lines, 2)) {
        const match = find(line.text);
        if (match) return { ...matched(line, match), match };
    }
    return undefined;
}

/** The part of a line that a match of its text covers. */
export function matched({ words }: Line, match: RegExpExecArray): Line {
    let position = 0;
    const covered = words.filter(({ text }) => {
        const start = position;
        position += text.length + 1;
        return start < match.index + match[0].length && start + text.length > match.index;
    });
    return { text: match[0], words: covered };
}
