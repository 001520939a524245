const NUMBER = String.raw`(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)`;
const PERCENT = String.raw`\s*(?:%|per\s?cent)`;
const BY_VOLUME = String.raw`(?:by\s+vol(?:ume)?|vol(?:ume)?)\b\.?`;
const ALCOHOL = String.raw`\balc(?:ohol)?\b\.?`;
const ABV = String.raw`\ba\.?b\.?v\b\.?`;

/** "13.5% ALC/VOL", "Alc. 13.5% by Vol.", "ABV: 5%"; the number is group 1 or 2. */
export const ALCOHOL_BY_VOLUME = new RegExp(
    `${NUMBER}${PERCENT}\\s*(?:${ABV}|${ALCOHOL}(?:[\\s/]*${BY_VOLUME})?|${BY_VOLUME})` +
        `|(?:${ABV}|${ALCOHOL})(?:[\\s/]*${BY_VOLUME})?\\s*:?\\s*${NUMBER}${PERCENT}(?:\\s*${BY_VOLUME})?`,
    "i",
);
/** "90 Proof", "86.8-proof", "80° PROOF" */
export const PROOF = /(?<![\d.,])(\d{2,3}(?:\.\d{1,2})?)\s*[°º]?\s*-?\s*proof\b/i;

/** Per cent by volume of an alcohol statement; undefined for any other text. */
export function alcoholOf(text: string): { numeric: number; match: RegExpExecArray } | undefined {
    const percent = ALCOHOL_BY_VOLUME.exec(text);
    if (percent) return { numeric: Number((percent[1] ?? percent[2])!.replace(",", ".")), match: percent };
    const proof = PROOF.exec(text);
    return proof ? { numeric: Number(proof[1]) / 2, match: proof } : undefined;
}
