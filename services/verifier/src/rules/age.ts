import { commodityIn } from "./commodity";
import { readWhole } from "./legibility";
import { firstMatch, readLines } from "./lines";
import { stated } from "./results";
import type { RuleInput, ValidationResult } from "./types";

const NUMBER = String.raw`(\d{1,3}(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty[- ]four|thirty)`;
const AGE = new RegExp(
    String.raw`\b(?:aged|age|stored)\b[^\d]{0,40}?\b${NUMBER}\s*-?\s*(years?|months?|yrs?)\b|\b${NUMBER}\s*-?\s*(years?|months?|yrs?)[\s-]+(?:old|aged?)\b`,
    "i",
);
/** No statement of age: the most that it may be (5.74(a), "at least" is allowed and "less than" is not). */
const AT_MOST = /\b(?:less|not\s+more|no\s+more|younger)\s+than\b/i;
const WHISKY = /(?<!\p{L})(?:whisk(?:e)?y|bourbon|scotch)(?!\p{L})/iu;
const BRANDY = /(?<!\p{L})(?:brandy|cognac|armagnac)(?!\p{L})/iu;
const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

function yearsOf(match: RegExpExecArray): number {
    const [number, unit] = [(match[1] ?? match[3])!.toLowerCase(), (match[2] ?? match[4])!];
    const spelt =
        { eighteen: 18, "twenty-four": 24, "twenty four": 24, thirty: 30 }[number] ?? words.indexOf(number) + 1;
    const value = /^\d/.test(number) ? Number(number) : spelt;
    return /^m/i.test(unit) ? value / 12 : value;
}

/** Years below which an age must be stated: whisky 4, grape brandy 2 (27 CFR 5.74(a) and (b)). */
function leastUnstated(designation: string): number | undefined {
    if (WHISKY.test(designation)) return 4;
    return BRANDY.test(designation) ? 2 : undefined;
}

/**
 * Whisky under four years states its age, and an age that is stated is not above the true one. How old it is, only the
 * application tells; "straight" whisky is two years old at least (27 CFR 5.143).
 */
export function checkAge(input: RuleInput): ValidationResult | undefined {
    const designation = `${input.truth?.class_type ?? ""} ${input.extraction.product_type?.value ?? ""}`;
    const limit = leastUnstated(designation);
    if (commodityIn(input) !== "spirits" || limit === undefined) return undefined;
    const age = input.truth?.age;
    const lines = readLines(input.page).others;
    const rule = { field: "age", citation: "27 CFR 5.74" };
    const found = firstMatch(lines, (text) => AGE.exec(text));
    if (!found) {
        if (age === undefined || age >= limit) return undefined;
        const expected = `an age of ${Number(age.toFixed(2))} years`;
        return { ...rule, expected, valid: false, legible: readWhole(input.page), actual: null };
    }
    const years = yearsOf(found.match);
    const shown = { value: found.text, words: found.words };
    if (AT_MOST.test(found.text)) return stated({ ...rule, expected: "an age, not the most it may be" }, shown, false);
    if (/\bstraight\b/i.test(designation) && years < 2) {
        return stated(
            { ...rule, expected: "2 years at least for straight whisky", citation: "27 CFR 5.143" },
            shown,
            false,
        );
    }
    if (age === undefined) return undefined;
    return stated({ ...rule, expected: `at most ${Number(age.toFixed(2))} years` }, shown, years <= age + 1e-6);
}
