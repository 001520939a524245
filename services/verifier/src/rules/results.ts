import { legibleWords, placeOf } from "./legibility";
import type { Found, ValidationResult } from "./types";

interface Rule {
    field: string;
    expected: string;
    /** Where the rule comes from. */
    citation: string;
}

/** What the label says, and whether the rule allows it; it counts only when it was read with confidence. */
export function stated(rule: Rule, found: Found, valid: boolean): ValidationResult {
    return {
        ...rule,
        valid,
        legible: valid || legibleWords(found.words),
        actual: found.value,
        ...placeOf(found.words),
    };
}

/** What only a person can settle, and why. */
export function question(rule: Rule, error: string, found?: Found): ValidationResult {
    return {
        ...rule,
        valid: false,
        legible: false,
        actual: found?.value ?? null,
        error,
        ...placeOf(found?.words ?? []),
    };
}
