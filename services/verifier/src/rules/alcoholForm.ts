import { ALCOHOL_BY_VOLUME, alcoholOf, PROOF } from "./alcohol";
import { commodityIn } from "./commodity";
import { type Line, matched, readLines } from "./lines";
import { question, stated } from "./results";
import type { RuleInput, ValidationResult } from "./types";

/** "ABV" is none of the abbreviations that 5.65(b)(3) names. */
const ABV_ONLY = /\ba\.?b\.?v\b/i;
/** Proof is given to a tenth or so of twice the per cent. */
const ROUNDING = 0.051;

const statementsOf = (lines: readonly Line[], pattern: RegExp) =>
    lines.flatMap((line) =>
        [...line.text.matchAll(new RegExp(pattern, "gi"))].map((match) => ({ ...matched(line, match), match })),
    );

/** Spirits state per cent by volume, in words or as alc/vol; proof may stand beside it and no abbreviation "ABV" for it. */
function checkSpirits(input: RuleInput): ValidationResult | undefined {
    const read = input.extraction.abv;
    if (!read) return undefined;
    const rule = { field: "abv.form", expected: "per cent of alcohol by volume", citation: "27 CFR 5.65(b)" };
    const percents = statementsOf(readLines(input.page).others, ALCOHOL_BY_VOLUME);
    const proper = percents.find(({ text }) => !ABV_ONLY.test(text));
    if (proper) return stated(rule, { value: proper.text, words: proper.words }, true);
    return stated(rule, read, !PROOF.test(read.value) && !ABV_ONLY.test(read.value));
}

/** Per cent to a tenth, or below a half to a hundredth. */
function checkMalt({ extraction: { abv: read } }: RuleInput): ValidationResult | undefined {
    if (!read) return undefined;
    const rule = { field: "abv.form", expected: "to the nearest tenth of a per cent", citation: "27 CFR 7.65(b)" };
    const places = /\d[.,](\d+)/.exec(read.value)?.[1]?.length ?? 0;
    return stated(rule, read, places <= 1 || read.numeric < 0.5);
}

/** Ranges of wine span at most 3 points, above 14 % at most 2. */
function checkWine({ extraction: { abv: read } }: RuleInput): ValidationResult | undefined {
    if (read?.low === undefined) return undefined;
    const span = read.numeric > 14 ? 2 : 3;
    const rule = { field: "abv.form", expected: `a range of at most ${span} points`, citation: "27 CFR 4.36(b)(2)" };
    return stated(rule, read, read.low <= read.numeric && read.numeric - read.low <= span);
}

/** How the alcohol content is said. */
export function checkAlcoholForm(input: RuleInput): ValidationResult | undefined {
    switch (commodityIn(input)) {
        case "spirits":
            return checkSpirits(input);
        case "malt":
            return checkMalt(input);
        case "wine":
            return checkWine(input);
        default:
            return undefined;
    }
}

/** Proof is twice the per cent by volume (27 CFR 5.1). */
export function checkProof({ page, extraction: { abv } }: RuleInput): ValidationResult | undefined {
    const proof = statementsOf(readLines(page).others, PROOF)[0];
    if (!abv || !proof || PROOF.test(abv.value)) return undefined;
    const degrees = Number(proof.match[1]);
    const rule = { field: "abv.proof", expected: `${2 * abv.numeric} proof`, citation: "27 CFR 5.65(b)" };
    const words = [...proof.words, ...abv.words];
    return stated(rule, { value: proof.text, words }, Math.abs(degrees / 2 - abv.numeric) <= ROUNDING);
}

/** A label that states two contents misleads whatever the content is; which one it was read from, a person must say. */
export function checkOneContent({ page, extraction: { abv } }: RuleInput): ValidationResult | undefined {
    const other = statementsOf(readLines(page).others, ALCOHOL_BY_VOLUME).find(
        ({ text }) => abv && Math.abs(alcoholOf(text)!.numeric - abv.numeric) > ROUNDING,
    );
    if (!abv || !other) return undefined;
    const rule = { field: "abv.one", expected: abv.value, citation: "27 CFR 4.36, 5.65, 7.65" };
    return question(rule, "the label states another alcohol content, too", { value: other.text, words: other.words });
}
