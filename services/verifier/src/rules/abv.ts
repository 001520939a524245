import { placeOf, legibleWords } from "./legibility";
import { commodityIn } from "./commodity";
import { toleranceOf } from "./tolerance";
import type { RuleInput, ValidationResult } from "./types";

/** Rounding of decimal fractions; far below the tenth that labels are given to. */
const EPSILON = 1e-9;

/** Alcohol content on the label against the stated one, within the tolerance of the commodity. */
export function checkAbv({ extraction, truth, compatibility }: RuleInput): ValidationResult | undefined {
    if (truth?.abv === undefined || !extraction.abv) {
        return undefined;
    }
    const commodity = commodityIn({ truth, extraction });
    const { points, citation: tolerance } = toleranceOf(commodity, truth.abv, compatibility);
    const { numeric, low } = extraction.abv;
    // A range has no tolerance (27 CFR 4.36(b)(2)), and none leads across 14 % (4.36(c)).
    const within =
        low === undefined
            ? Math.abs(numeric - truth.abv) <= points + EPSILON
            : truth.abv >= low - EPSILON && truth.abv <= numeric + EPSILON;
    const crosses = compatibility === "strict" && commodity === "wine" && numeric > 14 !== truth.abv > 14;
    const valid = within && !crosses;
    return {
        field: "abv",
        valid,
        legible: compatibility === "original" || valid || legibleWords(extraction.abv.words),
        expected: `${truth.abv}% (tolerance ${points})`,
        actual: extraction.abv.value,
        citation: crosses ? "27 CFR 4.36(c)" : tolerance,
        ...placeOf(extraction.abv.words),
    };
}
