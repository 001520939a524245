const DIGITS = String.raw`\d{1,2}(?:[.,]\d{1,2})?`;
const PERCENT = String.raw`\s*(?:%|per[\s-]?cent)`;
/** "11-14%", "11% to 14%": 27 CFR 4.36(b)(2). */
const LOW = String.raw`(?:(?<![\d.,])(${DIGITS})(?:${PERCENT})?\s*(?:-|–|—|to|and)\s*)?`;
const NUMBER = String.raw`${LOW}(?<![\d.,])(${DIGITS})`;
const BY_VOLUME = String.raw`(?:by[\s-]+vol(?:ume)?|vol(?:ume)?)\b\.?`;
const ALCOHOL = String.raw`\balc(?:ohol)?\b\.?(?:\s+content)?`;
const ABV = String.raw`\ba\.?b\.?v\b\.?`;

/** "13.5% ALC/VOL", "Alc. 13.5% by Vol.", "11% to 14% alcohol by volume", "ABV: 5%"; numbers are groups 1 and 2, or 3 and 4. */
export const ALCOHOL_BY_VOLUME = new RegExp(
    `${NUMBER}${PERCENT}[\\s-]*(?:${ABV}|${ALCOHOL}(?:[\\s/-]*${BY_VOLUME})?|${BY_VOLUME})` +
        `|(?:${ABV}|${ALCOHOL})(?:[\\s/-]*${BY_VOLUME})?\\s*:?\\s*(?:between\\s+)?${NUMBER}${PERCENT}(?:\\s*${BY_VOLUME})?`,
    "i",
);
/** "90 Proof", "86.8-proof", "80° PROOF" */
export const PROOF = /(?<![\d.,])(\d{2,3}(?:\.\d{1,2})?)\s*[°º]?\s*-?\s*proof\b/i;

export interface Alcohol {
    /** Per cent by volume; of a range the upper end. */
    numeric: number;
    /** The lower end of a range. */
    low?: number;
    match: RegExpExecArray;
}

const numberOf = (text: string): number => Number(text.replace(",", "."));

/** Per cent by volume of an alcohol statement; undefined for any other text. */
export function alcoholOf(text: string): Alcohol | undefined {
    const match = ALCOHOL_BY_VOLUME.exec(text);
    if (match) {
        const low = match[1] ?? match[3];
        return {
            numeric: numberOf((match[2] ?? match[4])!),
            ...(low !== undefined && { low: numberOf(low) }),
            match,
        };
    }
    const proof = PROOF.exec(text);
    return proof ? { numeric: Number(proof[1]) / 2, match: proof } : undefined;
}
