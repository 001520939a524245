import { allLines, spans } from "./lines";
import { BOTTLER } from "./phrases";
import { question, stated } from "./results";
import { hasTownAndState } from "./states";
import type { RuleInput, ValidationResult } from "./types";

const CITATION = "27 CFR 4.35, 5.66, 7.66";
const PRODUCED = /\b(?:produced|made)\b/i;
const MORE_THAN_BOTTLED = /\b(?:produced|made|vinted|cellared|blended|grown|crafted|fermented|imported)\b/i;

/** A name has its town and state with it; of an import, the importer has. One that is the application's was compared with that. */
function checkAddress({ page, extraction: { bottler }, truth }: RuleInput): ValidationResult | undefined {
    if (!bottler || truth?.bottler !== undefined) return undefined;
    const rule = { field: "bottler.address", expected: "a town and its state", citation: CITATION };
    if (hasTownAndState(bottler.value)) return stated(rule, bottler, true);
    // Of several names one is enough: the law asks for the address of who imports, not of who made it abroad.
    const other = spans(allLines(page).others, 3).find(({ text }) => BOTTLER.test(text) && hasTownAndState(text));
    return other
        ? stated(rule, { value: other.text, words: other.words }, true)
        : question(rule, "no town and state were recognized beside the name", bottler);
}

/** Who produced a wine did more than bottle it (4.35(a)): where one says so and the other does not, they are not the same claim. */
function checkPhrase({ extraction: { bottler }, truth }: RuleInput): ValidationResult | undefined {
    if (!bottler || truth?.commodity !== "wine" || !PRODUCED.test(truth.bottler ?? "")) return undefined;
    if (!/\b(?:bottled|packed)\b/i.test(bottler.value) || MORE_THAN_BOTTLED.test(bottler.value)) return undefined;
    const rule = { field: "bottler.phrase", expected: truth.bottler!, citation: "27 CFR 4.35(a)" };
    return question(rule, "the application says produced, the label bottled only", bottler);
}

export function checkBottler(input: RuleInput): ValidationResult[] {
    return [checkAddress(input), checkPhrase(input)].filter((result) => result !== undefined);
}
