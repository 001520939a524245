/** Names of fields, verdicts and outcomes, as people read them; with the sign that says the same without colour. */

/** @type {Record<string, string>} */
const fieldNames = {
    brand_name: "Brand name",
    product_type: "Class or type",
    abv: "Alcohol by volume",
    "abv.form": "Alcohol: form",
    "abv.one": "Alcohol: one statement",
    "abv.proof": "Alcohol: proof",
    net_contents: "Net contents",
    "net_contents.measure": "Contents: measure",
    "net_contents.standard_of_fill": "Contents: standard of fill",
    bottler: "Bottler or producer",
    "bottler.address": "Bottler: address",
    "bottler.phrase": "Bottler: phrase",
    country: "Country of origin",
    government_warning: "Health warning",
    "government_warning.header": "Warning: heading",
    "government_warning.text": "Warning: text",
};

/**
 * @param {string} field
 * @returns {string}
 */
export function fieldName(field) {
    return Object.hasOwn(fieldNames, field) ? /** @type {string} */ (fieldNames[field]) : field;
}

/** @type {Record<string, { sign: string, text: string }>} */
export const verdicts = {
    COMPLIANT: { sign: "✓", text: "Compliant" },
    NON_COMPLIANT: { sign: "✕", text: "Not compliant" },
    PARTIAL_VALIDATION: { sign: "?", text: "Needs a human" },
    ERROR: { sign: "!", text: "Could not be read" },
};

/**
 * @param {string} status
 * @returns {{ sign: string, text: string }}
 */
export function verdictWords(status) {
    return Object.hasOwn(verdicts, status) ? verdicts[status] : { sign: "!", text: status };
}

/** @typedef {"good" | "bad" | "unclear"} Outcome */

/** @type {Record<Outcome, string>} */
export const signs = { good: "✓", bad: "✕", unclear: "?" };
