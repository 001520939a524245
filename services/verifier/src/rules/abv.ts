import { placeOf, legibleWords } from "./legibility";
import { commodityOf } from "./commodity";
import { toleranceOf } from "./tolerance";
import type { RuleInput, ValidationResult } from "./types";

/** Rounding of decimal fractions; far below the tenth that labels are given to. */
const EPSILON = 1e-9;

/** Alcohol content on the label against the stated one, within the tolerance of the commodity. */
export function checkAbv({ extraction, truth, compatibility }: RuleInput): ValidationResult | undefined {
    if (truth?.abv === undefined || !extraction.abv) {
        return undefined;
    }
    const commodity = truth.commodity ?? commodityOf(extraction.product_type?.value ?? "");
    const { points, citation } = toleranceOf(commodity, truth.abv, compatibility);
    const valid = Math.abs(extraction.abv.numeric - truth.abv) <= points + EPSILON;
    return {
        field: "abv",
        valid,
        legible: compatibility === "original" || valid || legibleWords(extraction.abv.words),
        expected: `${truth.abv}% (tolerance ${points})`,
        actual: extraction.abv.value,
        citation,
        ...placeOf(extraction.abv.words),
    };
}
