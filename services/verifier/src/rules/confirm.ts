import type { OcrPage, OcrWord } from "../ocr/types";
import { lettersOf } from "./confusable";
import { legibleWords } from "./legibility";
import { readingsOf } from "./readings";
import type { ValidationResult } from "./types";

/** What a result says that one reading holds against a label and no other has seen. */
export const UNCONFIRMED = "one reading only says so: no second look read the same";

/** The words of a reading that have these letters and digits, in a row. */
function wordsWith(wanted: string, reading: readonly OcrWord[]): OcrWord[] | undefined {
    const letters = reading.map(({ text }) => lettersOf(text));
    for (let start = 0; start < letters.length; start++) {
        let text = "";
        for (let end = start; end < letters.length && wanted.startsWith(text); end++) {
            text += letters[end]!;
            if (text === wanted) return reading.slice(start, end + 1);
        }
    }
    return undefined;
}

/** No dictionary helps to read a number, and it is the size of all of the picture that makes a 5 a 9. */
const isNumber = ({ field, expected }: ValidationResult): boolean =>
    (field === "abv" || field === "net_contents") && expected !== "present";

/** Whether two readings, which go wrong in different ways, say the same, and one of them surely; or of all the picture nothing. */
function confirmed(result: ValidationResult, page: OcrPage): boolean {
    const { actual } = result;
    if (actual === null) return page.looks!.some(({ whole }) => whole);
    const wanted = lettersOf(actual);
    const found = readingsOf(page).flatMap((reading) => {
        const words = wordsWith(wanted, reading);
        return words ? [words] : [];
    });
    const byItself = page.looks!.some(({ whole, words }) => !whole && wordsWith(wanted, words));
    return found.length >= 2 && found.some(legibleWords) && (byItself || !isNumber(result));
}

/**
 * Nothing is held against a label on one reading alone, where there can be another; and what several readings agree on counts
 * though the first one was not sure of it. What the warning says was compared word by word over all readings already.
 */
export function confirmAccusations(results: readonly ValidationResult[], page: OcrPage): ValidationResult[] {
    if (page.looks === undefined) return [...results];
    return results.map((result) => {
        const unsure = isNumber(result) && result.actual !== null && result.error === undefined;
        const open = !result.valid && (result.legible || unsure) && !result.field.startsWith("government_warning.");
        if (!open) return result;
        return confirmed(result, page)
            ? { ...result, legible: true }
            : { ...result, legible: false, error: UNCONFIRMED };
    });
}
