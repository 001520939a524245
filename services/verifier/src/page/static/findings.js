/** @typedef {import("../../rules/types").ValidationResult} ValidationResult */
/** @typedef {import("../../rules/judge").Judgement["validation_results"]} ValidationResults */
/** @typedef {import("./words.js").Outcome} Outcome */
/**
 * What was found about one field.
 *
 * @typedef {object} Finding
 * @property {string} field
 * @property {Outcome} outcome
 * @property {string} says
 * @property {string | null} expected null where only presence was asked for
 * @property {string | null} actual
 * @property {number | undefined} similarity 0 to 1
 * @property {string} citation
 * @property {import("../../ocr/types").Box | undefined} box
 * @property {string} place the field of the first finding in the list that has the same box: they share it on the picture
 */

/** @type {Record<Outcome, number>} */
const gravity = { good: 0, unclear: 1, bad: 2 };

/**
 * @param {ValidationResult} result
 * @returns {Outcome}
 */
function outcomeOf({ valid, legible }) {
    if (valid) return "good";
    return legible === false ? "unclear" : "bad";
}

/**
 * @param {ValidationResult} result
 * @param {boolean} compared with a value, not only looked for
 */
function saysOf({ actual, valid, legible }, compared) {
    if (valid && actual === null) return "Not required";
    if (valid) return compared ? "Matches" : "Present";
    if (legible === false) return "Not legible: a human must look";
    return actual === null ? "Missing" : "Violation";
}

/**
 * @param {ValidationResult} result
 * @param {boolean} accuracy
 * @returns {Finding}
 */
function findingOf(result, accuracy) {
    const compared = accuracy || result.expected !== "present";
    return {
        field: result.field,
        outcome: outcomeOf(result),
        says: saysOf(result, compared),
        expected: compared ? result.expected : null,
        actual: result.actual,
        similarity: result.similarity_score,
        citation: result.citation,
        box: result.box,
        place: result.field,
    };
}

/**
 * @param {import("../../ocr/types").Box} one
 * @param {import("../../ocr/types").Box} other
 */
function isSame(one, other) {
    return one.left === other.left && one.top === other.top && one.width === other.width && one.height === other.height;
}

/**
 * One finding a field: the graver of "is it there" and "is it what the application says", the latter if they agree.
 *
 * @param {Partial<ValidationResults> | undefined} results
 * @returns {Finding[]} violations first, then what a human must look at; else in the order of the rules
 */
export function findingsOf(results) {
    /** @type {Map<string, Finding>} */
    const byField = new Map();
    const all = [
        ...(results?.structural ?? []).map((result) => findingOf(result, false)),
        ...(results?.accuracy ?? []).map((result) => findingOf(result, true)),
    ];
    for (const finding of all) {
        const before = byField.get(finding.field);
        if (!before || gravity[finding.outcome] >= gravity[before.outcome]) byField.set(finding.field, finding);
    }
    const sorted = [...byField.values()].sort((one, other) => gravity[other.outcome] - gravity[one.outcome]);
    const first = (/** @type {Finding} */ { box, field }) =>
        sorted.find((other) => box && other.box && isSame(box, other.box))?.field ?? field;
    return sorted.map((finding) => ({ ...finding, place: first(finding) }));
}
