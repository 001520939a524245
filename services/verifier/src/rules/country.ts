import { readWhole } from "./legibility";
import { firstMatch, type Line, allLines, spans } from "./lines";
import { countriesIn, countryOf, HOME } from "./places";
import { question, stated } from "./results";
import type { Found, RuleInput, ValidationResult } from "./types";

const CITATION = "19 CFR 134.11; 27 CFR 4.35(b), 5.69, 7.69";
const IMPORTED = /\bimport(?:ed|er|s)?\b/i;
const TITLES =
    /\b(?:product|produce|produit|producto|prodotto|produto)\s+(?:of|de|di|do)\b|\bmade\s+in\b|\bhecho\s+en\b/i;

function naming(lines: readonly Line[], country: string): Found | undefined {
    const line = spans(lines, 2).find(({ text }) => countriesIn(text).includes(country) || countryOf(text) === country);
    return line && { value: line.text, words: line.words };
}

/** Lines but the importer's, whose address is no origin. */
function originLines(input: RuleInput): Line[] {
    const importer = new Set(input.extraction.bottler?.words ?? []);
    return allLines(input.page).others.filter(({ words }) => !words.every((word) => importer.has(word)));
}

/** An import of which no application is there: some country must be on it. */
function checkAnyCountry(input: RuleInput, rule: { field: string; citation: string }): ValidationResult | undefined {
    if (!IMPORTED.test(input.extraction.bottler?.value ?? "")) return undefined;
    const lines = originLines(input);
    const found =
        input.extraction.country ??
        lines.find(({ text }) => countriesIn(text).some((one) => one !== HOME) || TITLES.test(text));
    const wanted = { ...rule, expected: "the country of origin" };
    if (!found) return question(wanted, "the label names an importer and no country");
    const value = "value" in found ? found.value : found.text;
    return stated(wanted, { value, words: found.words }, true);
}

/** The origin of an import, which must be on the label, and what it says it is a product of. */
export function checkCountry(input: RuleInput): ValidationResult | undefined {
    const rule = { field: "country", citation: CITATION };
    const applied = input.truth?.country;
    if (applied === undefined) return input.truth === undefined ? checkAnyCountry(input, rule) : undefined;
    const wanted = countryOf(applied);
    const expected = { ...rule, expected: applied };
    const claimed = input.extraction.country;
    if (!wanted) {
        const same = firstMatch(originLines(input), (text) =>
            plainly(text).includes(plainly(applied)) ? /.+/.exec(text) : null,
        );
        if (same) return stated(expected, { value: same.text, words: same.words }, true);
        return question(expected, "the application's country is none that is known here", claimed);
    }
    const claim = claimed && countryOf(claimed.value);
    if (claimed && claim === wanted) return stated(expected, claimed, true);
    if (claimed && claim) return stated(expected, claimed, false);
    const found = naming(originLines(input), wanted);
    if (found) return stated(expected, found, true);
    if (wanted === HOME) return undefined;
    if (claimed) return question(expected, "the country on the label is none that is known here", claimed);
    return { ...expected, valid: false, legible: readWhole(input.page), actual: null };
}

const plainly = (text: string): string => text.toLowerCase().replace(/[^\p{L}]+/gu, "");
