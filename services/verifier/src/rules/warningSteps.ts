import type { OcrWord } from "../ocr/types";
import { linesOf } from "../ocr/tsv";
import { align, bare, type Step } from "./align";
import { looksLike, looksLikeInCapitals } from "./confusable";
import { boxAround, legibleWords, WORD_CONFIDENCE } from "./legibility";
import { WARNING_TEXT } from "./warningText";

/** A near miss of one word may be the reader's: it counts against the label only above this confidence, */
const NEAR_MISS_CONFIDENCE = 0.93;
/** and above this one where it takes two readings that agree. */
const AGREED_CONFIDENCE = 0.9;
const NEAR_MISS = 0.5;
/** Widest space between two words, in heights of a letter. */
const SPACES = 1.5;
/** Digits in parentheses are read as many things; the sentences that they number are compared. */
const isNumber = (text: string): boolean => /^\(?[\dlI|]\)?$/.test(text);

export type Fault = "none" | "doubtful" | "violation";
export const WORDS = WARNING_TEXT.split(" ");

/** What one reading has for one word of the warning: the word or words read, if any, and whether they are that word. */
export interface Outcome {
    fault: Fault;
    read: OcrWord | undefined;
}

/** One reading beside the text of the warning. */
export interface Alignment {
    /** For each word of the warning. */
    words: Outcome[];
    /** For each word of the warning what follows it in the reading, before the next word. */
    extras: Outcome[][];
    /** Words that were found, well or not. */
    hits: number;
    steps: Step[];
}

const isWanted = ({ wanted, read }: Step): boolean =>
    wanted !== undefined &&
    read !== undefined &&
    (looksLike(read.text, wanted) || looksLikeInCapitals(read.text, wanted));

/** What is known beside one reading. */
export interface Known {
    /** All of the label was read, so that a word at the end of a line cannot have been lost. */
    whole: boolean;
    /** There can be no other reading that would have to agree. */
    alone: boolean;
}

function faultOf({ whole, alone }: Known, step: Step, index: number, steps: readonly Step[]): Fault {
    const text = step.wanted ?? step.read?.text ?? "";
    if (isNumber(text) || bare(text) === "" || isWanted(step)) return "none";
    if (step.read) {
        // A reader takes bar codes and ornaments beside the warning for words.
        const inLine = between(steps[index - 1]?.read, step.read) && between(step.read, steps[index + 1]?.read);
        if (step.wanted === undefined && !inLine) return "doubtful";
        // A digit where none belongs is a letter, misread.
        if (/\d/.test(step.read.text) || isCut(step, steps[index - 1], steps[index + 1])) return "doubtful";
        const nearMiss = alone ? NEAR_MISS_CONFIDENCE : AGREED_CONFIDENCE;
        const needed = step.similarity >= NEAR_MISS ? nearMiss : WORD_CONFIDENCE;
        return step.read.confidence >= needed ? "violation" : "doubtful";
    }
    const neighbours = [steps[index - 1]?.read, steps[index + 1]?.read].filter((word) => word !== undefined);
    return legibleWords(neighbours) && (whole || between(...neighbours)) ? "violation" : "doubtful";
}

/** Letters of a cut word of which the one at the cut may be half of another. */
const CUT_LETTERS = 3;

/** The end of a word at the start of a line, or its start at the end of one: the rest was lost beside a frame or a picture. */
function isCut({ wanted, read }: Step, before?: Step, after?: Step): boolean {
    const [whole, part] = [bare(wanted ?? ""), bare(read!.text)];
    if (part.length >= whole.length) return false;
    const half = part.length > CUT_LETTERS ? 1 : 0;
    const starts = before?.read?.line !== read!.line;
    const ends = after?.read?.line !== read!.line;
    return (
        (starts && whole.endsWith(part.slice(half))) || (ends && whole.startsWith(part.slice(0, part.length - half)))
    );
}

/** Two words that follow each other in a line with no more than a space between them: nothing was lost there. */
function between(before?: OcrWord, after?: OcrWord): boolean {
    if (!before || !after || before.line !== after.line) return false;
    return (
        after.box.left - before.box.left - before.box.width <= SPACES * Math.max(before.box.height, after.box.height)
    );
}

/** Letters at most of what a number in parentheses was taken for. */
const NUMBER_READ = 2;

/** What stands beside a number in parentheses is a part of it: nothing is held against a label for that. */
function dropNumbers(extras: Outcome[][]): void {
    for (const [index, word] of WORDS.entries()) {
        if (!isNumber(word)) continue;
        for (const beside of [index - 1, index]) {
            extras[beside] = extras[beside]!.filter(({ read }) => bare(read!.text).length > NUMBER_READ);
        }
    }
}

/** Where the words of the warning are in a reading. */
export function alignWarning(reading: readonly OcrWord[], known: Known): Alignment {
    // Dashes and dots are what a reader makes of bars and frames, and would be part of the word beside them.
    const steps = align(
        WORDS,
        reading.filter(({ text }) => bare(text) !== ""),
    );
    const words: Outcome[] = [];
    const extras: Outcome[][] = WORDS.map(() => []);
    steps.forEach((step, index) => {
        const outcome = { fault: faultOf(known, step, index, steps), read: step.read };
        // Two words that were read as one are both there.
        if (step.wanted !== undefined) words.push(...step.wanted.split(" ").map(() => outcome));
        else extras[words.length - 1]?.push(outcome);
    });
    dropNumbers(extras);
    const hits = steps.filter((step) => step.wanted !== undefined && step.similarity > 0.7).length;
    return { words, extras, hits, steps };
}

/** The lines from the top down: on a picture a reader takes them in another order. */
function topDown(reading: readonly OcrWord[]): OcrWord[] {
    const middle = (line: readonly OcrWord[]): number => {
        const { top, height } = boxAround(line) ?? { top: 0, height: 0 };
        return top + height / 2;
    };
    const lines = linesOf(reading).filter(Boolean);
    const panels = [...new Set(lines.map(([first]) => first!.panel))];
    return panels.flatMap((panel) =>
        lines
            .filter(([first]) => first!.panel === panel)
            .sort((one, other) => middle(one) - middle(other))
            .flat(),
    );
}

/** The same with the lines in the order in which more of the warning is found: the reader's, or that in which they stand. */
export function alignInOrder(reading: readonly OcrWord[], known: Known): Alignment {
    const asRead = alignWarning(reading, known);
    if (asRead.hits === 0 || asRead.hits >= WORDS.length - 2) return asRead;
    const asTheyStand = alignWarning(topDown(reading), known);
    return asTheyStand.hits > asRead.hits ? asTheyStand : asRead;
}
