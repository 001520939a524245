import { commodityOf } from "./commodity";
import { boxAround, legibleWords } from "./legibility";
import { normalise, similarity } from "./similarity";
import type { Found, RuleInput, ValidationResult } from "./types";

/** Texts that agree to this degree name the same thing. */
const SAME = 0.9;

type TextField = "brand_name" | "net_contents" | "bottler" | "product_type";

const fields: readonly { field: TextField; citation: string }[] = [
    { field: "brand_name", citation: "27 CFR 4.33, 5.64, 7.64" },
    { field: "net_contents", citation: "27 CFR 4.37, 5.70, 7.70" },
    { field: "bottler", citation: "27 CFR 4.35, 5.66, 7.66" },
    { field: "product_type", citation: "27 CFR 4.34, 5.63, 7.63" },
];

function compare(
    field: TextField,
    found: Found,
    expected: string,
    citation: string,
    strict: boolean,
): ValidationResult {
    const score = similarity(normalise(found.value), normalise(expected));
    const valid = score >= SAME;
    const box = boxAround(found.words);
    return {
        field,
        valid,
        legible: !strict || valid || legibleWords(found.words),
        expected,
        actual: found.value,
        similarity_score: Number(score.toFixed(3)),
        citation,
        ...(box && { box }),
    };
}

function commodityResult({ extraction, truth }: RuleInput): ValidationResult | undefined {
    const found = extraction.product_type;
    const read = commodityOf(found?.value ?? "");
    if (!found || truth?.commodity === undefined || read === undefined) {
        return undefined;
    }
    const box = boxAround(found.words);
    return {
        field: "product_type",
        valid: read === truth.commodity,
        legible: legibleWords(found.words) || read === truth.commodity,
        expected: truth.commodity,
        actual: found.value,
        citation: "27 CFR 4.34, 5.63, 7.63",
        ...(box && { box }),
    };
}

/** Brand, contents, bottler and class or type on the label against the ground truth. */
export function checkTexts(input: RuleInput): ValidationResult[] {
    const { extraction, truth, compatibility } = input;
    const expected = { ...truth, product_type: truth?.class_type };
    const results = fields.flatMap(({ field, citation }) => {
        const found = extraction[field];
        const wanted = expected[field];
        return found && wanted !== undefined
            ? [compare(field, found, wanted, citation, compatibility === "strict")]
            : [];
    });
    const commodity = truth?.class_type === undefined ? commodityResult(input) : undefined;
    return commodity ? [...results, commodity] : results;
}
