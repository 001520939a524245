import type { ValidationResult } from "./types";

const BACK = /(?<![a-z])(?:back|rear)(?![a-z])/i;
const PART = /(?<![a-z])(?:front|neck|strip|side|shoulder|back|rear)(?![a-z])/i;
/** What stands on the front, or on both. */
const FRONT_FIELDS = /^(?:brand_name|product_type|abv)/;

const isMissing = (field: string, results: readonly ValidationResult[]): boolean =>
    results.some((result) => result.field === field && !result.valid && result.actual === null);

/**
 * Whether the pictures are not all of the label: their names say so (a front without a back, a back alone), or one picture has
 * neither warning nor name and address, as a front has.
 */
function isPart(names: readonly string[], results: readonly ValidationResult[]): boolean {
    if (names.length > 0 && names.every((name) => PART.test(name))) {
        return names.length === 1 || !names.some((name) => BACK.test(name));
    }
    return names.length <= 1 && isMissing("government_warning", results) && isMissing("bottler", results);
}

/** What is not on the panels that were sent is no violation where another panel may have it: a person must look there. */
export function excuseElsewhere(results: readonly ValidationResult[], names: readonly string[]): ValidationResult[] {
    if (!isPart(names, results)) return [...results];
    const backAlone = names.length === 1 && BACK.test(names[0]!);
    return results.map((result) => {
        const excused = result.actual === null || (backAlone && FRONT_FIELDS.test(result.field));
        if (result.valid || !excused) return result;
        return { ...result, legible: false, error: "not on what was sent: send the other panels of the label, too" };
    });
}
