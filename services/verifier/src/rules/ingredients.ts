import { commodityIn } from "./commodity";
import { readWhole } from "./legibility";
import { firstMatch, allLines } from "./lines";
import { stated } from "./results";
import type { Commodity, RuleInput, ValidationResult } from "./types";

/** What has to be declared by name wherever it is used. */
const declared = {
    yellow5: {
        name: /\byellow\s*(?:no\.?|#|number)?\s*5\b|\btartrazine\b|\bE\s?102\b/i,
        form: /FD&?\s?C\s+Yellow\s*(?:No\.?|#|number)\s*5\b/i,
        says: "FD&C Yellow No. 5",
        citations: { wine: "27 CFR 4.32(c)", spirits: "27 CFR 5.63(c)(5)", malt: "27 CFR 7.63(b)(1)" },
    },
    carmine: {
        name: /\bcarmin(?:e|ic acid)\b|\bcochineal\b|\bnatural\s+red\s+4\b|\bE\s?120\b/i,
        form: /\bcochineal\s+extract\b|\bcarmine\b/i,
        says: "cochineal extract, or carmine",
        citations: { wine: "27 CFR 4.32(d)", spirits: "27 CFR 5.63(c)(6)", malt: "27 CFR 7.63(b)(2)" },
    },
    aspartame: {
        name: /\baspartame\b|\bE\s?951\b|\bphenylketonurics\b/i,
        form: /PHENYLKETONURICS:?\s+CONTAINS\s+PHENYLALANINE/,
        says: "PHENYLKETONURICS: CONTAINS PHENYLALANINE",
        citations: { wine: "21 CFR 172.804(d)(2)", spirits: "27 CFR 5.63(c)(8)", malt: "27 CFR 7.63(b)(4)" },
    },
    sulfites: {
        name: /\bsul(?:f|ph)it\w*|\bsulfur\s+dioxide\b|\bE\s?220\b/i,
        form: /\bcontains\b.*(?:\bsul(?:f|ph)it\w*|\bsulfur\s+dioxide\b)/i,
        says: "Contains sulfites",
        citations: { wine: "27 CFR 4.32(e)", spirits: "27 CFR 5.63(c)(7)", malt: "27 CFR 7.63(b)(3)" },
    },
} as const;
export type Ingredient = keyof typeof declared;
const ingredients = Object.keys(declared) as Ingredient[];

/** Those of a list of ingredients that have to be declared. */
export function ingredientsOf(text: string): Ingredient[] {
    return ingredients.filter((one) => declared[one].name.test(text));
}

function check(ingredient: Ingredient, commodity: Commodity, input: RuleInput): ValidationResult | undefined {
    const { name, form, says, citations } = declared[ingredient];
    const lines = allLines(input.page).all;
    const rule = { field: `ingredients.${ingredient}`, expected: says, citation: citations[commodity] };
    const right = firstMatch(lines, (text) => form.exec(text));
    if (right) return stated(rule, { value: right.text, words: right.words }, true);
    // Sulfites without "contains", as in "no sulfites added", are `checkSulfites`' business.
    const named = ingredient === "sulfites" ? undefined : firstMatch(lines, (text) => name.exec(text));
    if (named) return stated(rule, { value: named.text, words: named.words }, false);
    if (!input.truth?.ingredients?.includes(ingredient)) return undefined;
    return { ...rule, valid: false, legible: readWhole(input.page), actual: null };
}

/** What the application or the label itself says is in the product, declared as the law has it said. */
export function checkIngredients(input: RuleInput): ValidationResult[] {
    const commodity = commodityIn(input);
    if (!commodity) return [];
    return ingredients.flatMap((one) => check(one, commodity, input) ?? []);
}
