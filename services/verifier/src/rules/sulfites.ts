import { commodityIn } from "./commodity";
import { LEAST_WINE } from "./contents";
import { firstMatch, allLines } from "./lines";
import { question, stated } from "./results";
import type { RuleInput, ValidationResult } from "./types";

/** "Contains sulfites", "sulphites", "a sulfiting agent", "sulfur dioxide", with the letters that readers mix up. */
export const SULFITES = /(?<!\p{L})su[l1I](?:f|ph)(?:[il1]t\p{L}*|ur\s+dioxide)/iu;

/** Wine with 10 parts per million of sulfur dioxide or more declares it. Which has less, an analysis tells and no label does. */
export function checkSulfites(input: RuleInput): ValidationResult | undefined {
    const abv = input.truth?.abv ?? input.extraction.abv?.numeric;
    if (commodityIn(input) !== "wine" || (abv !== undefined && abv < LEAST_WINE)) return undefined;
    const rule = { field: "sulfites", expected: "Contains sulfites", citation: "27 CFR 4.32(e)" };
    const found = firstMatch(allLines(input.page).all, (text) => SULFITES.exec(text));
    return found
        ? stated(rule, { value: found.text, words: found.words }, true)
        : question(rule, "not found; only wine with less than 10 parts per million needs no declaration");
}
