import { commodityIn, commodityOf, fitsAnyCommodity } from "./commodity";
import { placeOf, legibleWords, readWhole } from "./legibility";
import { matched, readLines } from "./lines";
import { question, stated } from "./results";
import type { Found, RuleInput, ValidationResult } from "./types";

const required = [
    { field: "brand_name", citation: "27 CFR 4.33, 5.64, 7.64" },
    { field: "abv", citation: "27 CFR 4.36, 5.65, 7.65" },
    { field: "net_contents", citation: "27 CFR 4.37, 5.70, 7.70" },
    { field: "bottler", citation: "27 CFR 4.35, 5.66, 7.66" },
] as const;

/** What stands for a statement of alcohol content on wine of at most 14 % (27 CFR 4.36(a)). */
function tableWine({ page, truth }: RuleInput): Found | undefined {
    if (truth?.abv !== undefined && truth.abv > 14) return undefined;
    for (const line of readLines(page).others) {
        const match = /\b(?:table|light)\s+wine\b/i.exec(line.text);
        if (match) return { value: match[0], words: matched(line, match).words };
    }
    return undefined;
}

/** Malt beverages need to state alcohol for flavors with alcohol only (27 CFR 7.63(a)(3)); one that was applied for is looked for. */
function isOptional(field: string, { extraction, truth }: RuleInput): boolean {
    const commodity = commodityIn({ truth, extraction });
    if (field === "net_contents") return truth?.net_contents_on_container === true;
    return field === "abv" && commodity === "malt" && truth?.abv === undefined;
}

/** Letters and digits that a line has at least, to be more than a speck or an ornament. */
const STATEMENT = 4;

/** Whether a missing field may be a line that nobody could read and no other field is in. */
function mayHide({ page, extraction }: RuleInput): boolean {
    const { product_type: designation, ...rest } = extraction;
    // Any line that is left over is taken for the designation.
    const fields = commodityOf(designation?.value ?? "") ? [...Object.values(rest), designation] : Object.values(rest);
    const claimed = new Set(fields.flatMap((found) => found?.words ?? []));
    return readLines(page).others.some(
        ({ words, text }) =>
            !legibleWords(words) &&
            text.replace(/[^\p{L}\p{N}]/gu, "").length >= STATEMENT &&
            !words.some((word) => claimed.has(word)),
    );
}

/** Contents that no label shows may be blown, embossed or branded into the container (27 CFR 4.37(c), 5.61(a)(2), 7.61(a)(2)). */
const onContainer = (field: string): boolean => field === "net_contents";

/** Class and type, where no ground truth says which: a line that names none of those known here, a person must judge. */
function checkDesignation({ extraction: { product_type: read }, truth }: RuleInput): ValidationResult | undefined {
    if (truth?.class_type !== undefined || truth?.commodity !== undefined) return undefined;
    const rule = { field: "product_type", expected: "present", citation: "27 CFR 4.34, 5.63(a)(2), 7.63(a)(2)" };
    const known = read && (commodityOf(read.value) !== undefined || fitsAnyCommodity(read.value));
    return known ? stated(rule, read, true) : question(rule, "no class or type was recognized", read);
}

/** The fields every label must carry; their absence is evidence only on a page that can be read. */
export function checkPresence(input: RuleInput): ValidationResult[] {
    const { page, extraction, compatibility } = input;
    const original = compatibility === "original";
    const results = required.map(({ field, citation }): ValidationResult => {
        const found = extraction[field] ?? (field === "abv" && !original ? tableWine(input) : undefined);
        const valid = found !== undefined || (!original && isOptional(field, input));
        if (!valid && !original && onContainer(field)) {
            return question(
                { field, expected: "present", citation },
                "not on the label: it may be on the container itself",
            );
        }
        return {
            field,
            valid,
            legible: valid || original || (readWhole(page) && !mayHide(input)),
            expected: "present",
            actual: found?.value ?? null,
            citation,
            ...placeOf(found?.words ?? []),
        };
    });
    const designation = original ? undefined : checkDesignation(input);
    return designation ? [...results, designation] : results;
}
