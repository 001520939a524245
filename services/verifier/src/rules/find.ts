import type { OcrPage, OcrWord } from "../ocr/types";
import { align } from "./align";
import { lettersOf, looksLike } from "./confusable";
import { readingsOf } from "./readings";
import { spellings } from "./states";

/** Where an expected text stands in a reading, and how well: 1 less the edits for each of its characters. */
export interface Match {
    words: OcrWord[];
    score: number;
}

/** Words that may stand between those of a name and its address: another column, or an ornament, read as letters. */
const BETWEEN = 2;
const NOTHING: Match = { words: [], score: 0 };
const better = (one: Match, other: Match): Match => (other.score > one.score ? other : one);

function byPanel(words: readonly OcrWord[]): OcrWord[][] {
    return [...new Set(words.map(({ panel }) => panel))].map((panel) => words.filter((word) => word.panel === panel));
}

/** The letters of words in a row, and for each position the word whose first or last letter is there. */
function run(words: readonly OcrWord[]) {
    const letters = words.map(({ text }) => lettersOf(text));
    const owner = letters.flatMap((text, index) => Array.from({ length: text.length }, () => index));
    return { text: letters.join(""), owner };
}

/** Sellers' approximate search; to begin or to end within a word costs as much as an edit. */
function search(wanted: string, words: readonly OcrWord[]): Match {
    const { text, owner } = run(words);
    if (wanted === "" || text === "") return NOTHING;
    const within = (at: number): number => (at > 0 && at < text.length && owner[at] === owner[at - 1] ? 1 : 0);
    let costs = Float64Array.from({ length: text.length + 1 }, (_, at) => within(at));
    let starts = Uint32Array.from({ length: text.length + 1 }, (_, at) => at);
    for (let row = 1; row <= wanted.length; row++) {
        const [here, from] = [new Float64Array(text.length + 1), new Uint32Array(text.length + 1)];
        here[0] = row;
        for (let at = 1; at <= text.length; at++) {
            const same = costs[at - 1]! + (wanted[row - 1] === text[at - 1] ? 0 : 1);
            const [skipped, added] = [costs[at]! + 1, here[at - 1]! + 1];
            here[at] = Math.min(same, skipped, added);
            from[at] = here[at] === same ? starts[at - 1]! : here[at] === skipped ? starts[at]! : from[at - 1]!;
        }
        [costs, starts] = [here, from];
    }
    const ends = costs.map((cost, at) => cost + within(at));
    const end = ends.indexOf(Math.min(...ends));
    const score = Math.max(0, 1 - ends[end]! / wanted.length);
    return end === 0 ? NOTHING : { words: words.slice(owner[starts[end]!]!, owner[end - 1]! + 1), score };
}

/** All words of the text in their order, with what a reader puts between them. */
function scattered(wanted: string, words: readonly OcrWord[]): Match {
    const names = wanted.split(/\s+/).filter((word) => lettersOf(word) !== "");
    if (names.length < 2) return NOTHING;
    const steps = align(
        names,
        words.filter(({ text }) => lettersOf(text) !== ""),
    );
    const asked = steps.filter((step) => step.wanted !== undefined);
    const right = asked.filter(({ wanted: name, read }) => read && looksLike(read.text, name!)).length;
    if (steps.length - asked.length > BETWEEN * names.length) return NOTHING;
    return { words: steps.flatMap(({ read }) => (read ? [read] : [])), score: right / asked.length };
}

/** The best place of the text in any reading of the label, whatever its lines; states by their names or abbreviations. */
export function findText(expected: string, page: OcrPage, apart = false): Match {
    let best = NOTHING;
    for (const reading of readingsOf(page)) {
        for (const words of byPanel(reading)) {
            for (const name of spellings(expected)) {
                best = better(best, search(lettersOf(name), words));
                if (apart && best.score < 1) best = better(best, scattered(name, words));
            }
        }
    }
    return best;
}
