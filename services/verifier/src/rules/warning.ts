import type { OcrPage, OcrWord } from "../ocr/types";
import { isCovered, placeOf, isLegible, legiblePage, legibleWords, readWhole } from "./legibility";
import { readingsOf } from "./readings";
import { ratio, similarity } from "./similarity";
import type { RuleInput, ValidationResult } from "./types";
import { type Alignment, alignInOrder, WORDS } from "./warningSteps";
import { WARNING_BODY, WARNING_HEADER, WARNING_TEXT } from "./warningText";
import { type Votes, votesOf } from "./warningVotes";

/** Words of a warning that may be unread where another of its words is to be evidence. */
const UNREAD = 2;
/** Share of the required words that must be found for a warning to be there at all. */
const PRESENT = 0.3;
/** difflib ratio of the original. */
const ORIGINAL_RATIO = 0.85;
/** Words of the header. */
const HEADER_WORDS = 2;

export interface WarningReading {
    present: boolean;
    header_correct: boolean;
    text_correct: boolean;
    results: ValidationResult[];
}

/** The readings of which the warning is in, the best one first. */
interface Readings {
    alignments: [Alignment, ...Alignment[]];
    votes: Votes;
    alone: boolean;
}

const textOf = (words: readonly OcrWord[]): string => words.map(({ text }) => text).join(" ");
/** Colon and space are a few pixels; only the letters and their case are judged (27 CFR 16.22(a)(2)). */
const lettersOf = (header: string): string => header.replace(/[^A-Za-z]/g, "");
const unique = (words: readonly (OcrWord | undefined)[]): OcrWord[] => [
    ...new Set(words.filter((word) => word !== undefined)),
];
const headerWords = ({ words }: Alignment): OcrWord[] => unique(words.slice(0, HEADER_WORDS).map(({ read }) => read));

/** Of the readings of the header: how many have it right, and how many have it surely in the wrong case. */
function caseVotes({ alignments }: Readings): { rights: number; wrongs: number } {
    const wanted = lettersOf(WARNING_HEADER);
    const read = alignments.map((alignment) => headerWords(alignment));
    const rights = read.filter((words) => lettersOf(textOf(words)) === wanted).length;
    const wrongs = read.filter((words) => {
        const letters = lettersOf(textOf(words));
        return letters !== wanted && letters.toUpperCase() === wanted && legibleWords(words);
    }).length;
    return { rights, wrongs };
}

function header(readings: Readings, { page, compatibility }: RuleInput): ValidationResult {
    const original = compatibility === "original";
    const { alignments, votes, alone } = readings;
    const { rights, wrongs } = caseVotes(readings);
    const words = alignments.map(headerWords).find((one) => lettersOf(textOf(one)) === lettersOf(WARNING_HEADER));
    const shown = rights > 0 ? words! : headerWords(alignments[0]);
    const text = textOf(shown);
    const faults = [...votes.words.slice(0, HEADER_WORDS), ...votes.extras.slice(0, HEADER_WORDS)];
    const valid = original
        ? text === WARNING_HEADER
        : rights > wrongs && votes.extras.slice(0, HEADER_WORDS).every((fault) => fault === "none");
    const wrongCase = rights === 0 && wrongs >= (alone ? 1 : 2);
    return {
        field: "government_warning.header",
        valid,
        legible: original || valid || wrongCase || (faults.includes("violation") && legiblePage(page)),
        expected: WARNING_HEADER,
        actual: text === "" ? null : text,
        similarity_score: Number(similarity(lettersOf(text), lettersOf(WARNING_HEADER)).toFixed(3)),
        citation: "27 CFR 16.22(a)(2)",
        ...placeOf(shown),
    };
}

/** The words of the body as the readings together have them, with what the best one has beside where the votes doubt it. */
function bodyWords({ alignments, votes }: Readings): OcrWord[] {
    return unique(
        WORDS.flatMap((_, index) => {
            if (index < HEADER_WORDS) return [];
            const right = alignments.find(({ words }) => words[index]!.fault === "none" && words[index]!.read);
            const word = (right ?? alignments[0]).words[index]!.read;
            const beside = votes.extras[index] === "none" ? [] : alignments[0].extras[index]!.map(({ read }) => read);
            return [word, ...beside];
        }),
    );
}

function body(readings: Readings, { compatibility }: RuleInput): ValidationResult {
    const original = compatibility === "original";
    const { alignments, votes } = readings;
    const best = alignments[0];
    const inBody = best.steps.slice(best.steps.findIndex(({ wanted }) => /^(\(1\)|According)/.test(wanted ?? "")));
    const words = original ? unique(inBody.map(({ read }) => read)) : bodyWords(readings);
    const actual = textOf(words);
    const score = (original ? ratio : similarity)(actual.toLowerCase(), WARNING_BODY.toLowerCase());
    const faults = [...votes.words.slice(HEADER_WORDS), ...votes.extras.slice(HEADER_WORDS)];
    const unread = votes.words.slice(HEADER_WORDS).filter((fault) => fault === "doubtful");
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

/** Whether a second look at all of the picture was surer of what it read than the first one, which missed no ink. */
const wellReadAgain = (page: OcrPage): boolean =>
    isCovered(page) && (page.looks ?? []).some(({ whole, words }) => whole && isLegible(words));

function absent({ page, compatibility }: RuleInput): WarningReading {
    const result: ValidationResult = {
        field: "government_warning",
        valid: false,
        legible: compatibility === "original" || readWhole(page) || wellReadAgain(page),
        expected: WARNING_TEXT,
        actual: null,
        citation: "27 CFR 16.21",
    };
    return { present: false, header_correct: false, text_correct: false, results: [result] };
}

/** The health warning: verbatim words (27 CFR 16.21), header in capitals (16.22). Bold and type size are not judged. */
export function checkWarning(input: RuleInput): WarningReading {
    const { page } = input;
    const whole = readWhole(page);
    const alone = page.looks === undefined;
    const alignments = readingsOf(page)
        .map((words) => alignInOrder(words, { whole: whole && isLegible(words), alone }))
        .filter(({ hits }) => hits / WORDS.length >= PRESENT)
        .sort((one, other) => other.hits - one.hits);
    const [first, ...more] = alignments;
    if (!first) return absent(input);
    const readings: Readings = { alignments: [first, ...more], votes: votesOf(alignments, alone), alone };
    const [head, text] = [header(readings, input), body(readings, input)];
    return { present: true, header_correct: head.valid, text_correct: text.valid, results: [head, text] };
}
