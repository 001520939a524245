import type { OcrWord } from "../ocr/types";
import { align, bare, type Step } from "./align";
import { looksLike } from "./confusable";
import { placeOf, legiblePage, legibleWords, readWhole, WORD_CONFIDENCE } from "./legibility";
import { ratio, similarity } from "./similarity";
import type { RuleInput, ValidationResult } from "./types";
import { WARNING_BODY, WARNING_HEADER, WARNING_TEXT } from "./warningText";

/** A near miss of one word may be the reader's: it counts against the label only above this confidence. */
const NEAR_MISS_CONFIDENCE = 0.93;
const NEAR_MISS = 0.5;
/** Widest space between two words, in heights of a letter. */
const SPACES = 1.5;
/** Words of a warning that may be unread where another of its words is to be evidence. */
const UNREAD = 2;
/** Share of the required words that must be found for a warning to be there at all. */
const PRESENT = 0.3;
/** difflib ratio of the original. */
const ORIGINAL_RATIO = 0.85;
/** Digits in parentheses are read as many things; the sentences that they number are compared. */
const isNumber = (text: string): boolean => /^\(?[\dlI|]\)?$/.test(text);

export interface WarningReading {
    present: boolean;
    header_correct: boolean;
    text_correct: boolean;
    results: ValidationResult[];
}

type Fault = "none" | "doubtful" | "violation";

/** `whole`: all of the label was read, so that a word at the end of a line cannot have been lost. */
function faultOf(whole: boolean, step: Step, index: number, steps: readonly Step[]): Fault {
    const text = step.wanted ?? step.read?.text ?? "";
    if (isNumber(text) || bare(text) === "" || (step.wanted && step.read && looksLike(step.read.text, step.wanted))) {
        return "none";
    }
    if (step.read) {
        // A reader takes bar codes and ornaments beside the warning for words.
        const inLine = between(steps[index - 1]?.read, step.read) && between(step.read, steps[index + 1]?.read);
        if (step.wanted === undefined && !inLine) return "doubtful";
        // A digit where none belongs is a letter, misread.
        if (/\d/.test(step.read.text)) return "doubtful";
        const needed = step.similarity >= NEAR_MISS ? NEAR_MISS_CONFIDENCE : WORD_CONFIDENCE;
        return step.read.confidence >= needed ? "violation" : "doubtful";
    }
    const neighbours = [steps[index - 1]?.read, steps[index + 1]?.read].filter((word) => word !== undefined);
    return legibleWords(neighbours) && (whole || between(...neighbours)) ? "violation" : "doubtful";
}

/** Two words that follow each other in a line with no more than a space between them: nothing was lost there. */
function between(before?: OcrWord, after?: OcrWord): boolean {
    if (!before || !after || before.line !== after.line) return false;
    return (
        after.box.left - before.box.left - before.box.width <= SPACES * Math.max(before.box.height, after.box.height)
    );
}

function header(steps: readonly Step[], { page, compatibility }: RuleInput): ValidationResult {
    const original = compatibility === "original";
    const words = steps.flatMap(({ read }) => (read ? [read] : []));
    const text = words.map((word) => word.text).join(" ");
    // Colon and space are a few pixels; only the letters and their case are judged (27 CFR 16.22(a)(2)).
    const lettersOf = (header: string): string => header.replace(/[^A-Za-z]/g, "");
    const [letters, wanted] = [lettersOf(text), lettersOf(WARNING_HEADER)];
    const valid = original ? text === WARNING_HEADER : letters === wanted;
    const wrongCase = letters.toUpperCase() === wanted;
    const otherWords = steps.map(faultOf.bind(undefined, readWhole(page))).includes("violation") && legiblePage(page);
    return {
        field: "government_warning.header",
        valid,
        legible: original || valid || (wrongCase ? legibleWords(words) : otherWords),
        expected: WARNING_HEADER,
        actual: text === "" ? null : text,
        similarity_score: Number(similarity(letters, wanted).toFixed(3)),
        citation: "27 CFR 16.22(a)(2)",
        ...placeOf(words),
    };
}

function body(steps: readonly Step[], { page, compatibility }: RuleInput): ValidationResult {
    const original = compatibility === "original";
    const words = steps.flatMap(({ read }) => (read ? [read] : []));
    const actual = words.map((word: OcrWord) => word.text).join(" ");
    const score = (original ? ratio : similarity)(actual.toLowerCase(), WARNING_BODY.toLowerCase());
    const faults = steps.map(faultOf.bind(undefined, readWhole(page)));
    const unread = steps.filter((step, index) => step.wanted !== undefined && faults[index] === "doubtful");
    const valid = original ? score >= ORIGINAL_RATIO : faults.every((fault) => fault === "none");
    return {
        field: "government_warning.text",
        valid,
        legible: original || valid || (faults.includes("violation") && unread.length <= UNREAD),
        expected: WARNING_BODY,
        actual,
        similarity_score: Number(score.toFixed(3)),
        citation: "27 CFR 16.21",
        ...placeOf(words),
    };
}

function absent({ page, compatibility }: RuleInput): WarningReading {
    const result: ValidationResult = {
        field: "government_warning",
        valid: false,
        legible: compatibility === "original" || readWhole(page),
        expected: WARNING_TEXT,
        actual: null,
        citation: "27 CFR 16.21",
    };
    return { present: false, header_correct: false, text_correct: false, results: [result] };
}

/** The health warning: verbatim words (27 CFR 16.21), header in capitals (16.22). Bold and type size are not judged. */
export function checkWarning(input: RuleInput): WarningReading {
    const steps = align(WARNING_TEXT.split(" "), input.page.words);
    const wanted = steps.filter((step) => step.wanted !== undefined);
    const hits = wanted.filter((step) => step.similarity > 0.7).length;
    if (hits / wanted.length < PRESENT) {
        return absent(input);
    }
    const bodyStart = steps.findIndex((step) => /^(\(1\)|According)/.test(step.wanted ?? ""));
    const [head, text] = [header(steps.slice(0, bodyStart), input), body(steps.slice(bodyStart), input)];
    return { present: true, header_correct: head.valid, text_correct: text.valid, results: [head, text] };
}
