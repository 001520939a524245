import { placeOf, legibleWords } from "./legibility";
import { commodityIn } from "./commodity";
import { alcoholStatements } from "./extract";
import { toleranceOf } from "./tolerance";
import type { Extraction, RuleInput, ValidationResult } from "./types";

type Statement = NonNullable<Extraction["abv"]>;

/** Rounding of decimal fractions; far below the tenth that labels are given to. */
const EPSILON = 1e-9;

/** Whether a statement agrees with the application. */
function fits({ numeric, low }: Statement, abv: number, points: number): boolean {
    // A range has no tolerance (27 CFR 4.36(b)(2)).
    return low === undefined
        ? Math.abs(numeric - abv) <= points + EPSILON
        : abv >= low - EPSILON && abv <= numeric + EPSILON;
}

/** Alcohol content on the label against the stated one, within the tolerance of the commodity; that of any reading which agrees. */
export function checkAbv({ page, extraction, truth, compatibility }: RuleInput): ValidationResult | undefined {
    if (truth?.abv === undefined || !extraction.abv) {
        return undefined;
    }
    const { abv } = truth;
    const commodity = commodityIn({ truth, extraction });
    const { points, citation: tolerance } = toleranceOf(commodity, abv, compatibility);
    // No tolerance leads across 14 % (4.36(c)).
    const crosses = ({ numeric }: Statement): boolean =>
        compatibility === "strict" && commodity === "wine" && numeric > 14 !== abv > 14;
    const agrees = (statement: Statement): boolean => fits(statement, abv, points) && !crosses(statement);
    const read = agrees(extraction.abv) ? extraction.abv : (alcoholStatements(page).find(agrees) ?? extraction.abv);
    const valid = agrees(read);
    return {
        field: "abv",
        valid,
        legible: compatibility === "original" || valid || legibleWords(read.words),
        expected: `${abv}% (tolerance ${points})`,
        actual: read.value,
        citation: crosses(read) ? "27 CFR 4.36(c)" : tolerance,
        ...placeOf(read.words),
    };
}
