const DIGITS = String.raw`\d{1,2}(?:[.,]\d{1,2})?`;
const PERCENT = String.raw`\s*(?:%|per[\s-]?cent)`;
/** "11-14%", "11% to 14%": 27 CFR 4.36(b)(2). */
const LOW = String.raw`(?:(?<![\d.,])(${DIGITS})(?:${PERCENT})?\s*(?:-|–|—|to|and)\s*)?`;
const NUMBER = String.raw`${LOW}(?<![\d.,])(${DIGITS})`;
/** Of "by" in narrow type readers make other words. */
const BY_VOLUME = String.raw`(?:[bdph]y[\s-]+vol(?:ume)?|vol(?:ume)?)\b\.?`;
const ALCOHOL = String.raw`\balc(?:ohol)?\b\.?(?:\s+content)?`;
/** Of the stroke of "ALC/VOL" in narrow capitals they make a letter. */
const ALC_VOL = String.raw`\bal[ce]\.?[/|\\ZIl17]vol\b\.?`;
const ABV = String.raw`\ba\.?b\.?v\b\.?`;

/** "13.5% ALC/VOL", "Alc. 13.5% by Vol.", "11% to 14% alcohol by volume", "ABV: 5%"; numbers are groups 1 and 2, or 3 and 4. */
export const ALCOHOL_BY_VOLUME = new RegExp(
    `${NUMBER}${PERCENT}[\\s-]*(?:${ABV}|${ALC_VOL}|${ALCOHOL}(?:[\\s/-]*${BY_VOLUME})?|${BY_VOLUME})` +
        `|(?:${ABV}|${ALC_VOL}|${ALCOHOL})(?:[\\s/-]*${BY_VOLUME})?\\s*:?\\s*(?:between\\s+)?${NUMBER}${PERCENT}(?:\\s*${BY_VOLUME})?`,
    "i",
);
/** "90 Proof", "86.8-proof", "80° PROOF" */
export const PROOF = /(?<![\d.,])(\d{2,3}(?:\.\d{1,2})?)\s*[°º]?\s*-?\s*proof\b/i;

/** What a statement leaves behind when its number could not be read. */
export const ALCOHOL_TRACE = /(?<!\p{L})(?:a[l1I][ce]|alcohol|vol(?:ume)?|abv)(?!\p{L})/iu;

export interface Alcohol {
    /** Per cent by volume; of a range the upper end. */
    numeric: number;
    /** The lower end of a range. */
    low?: number;
    match: RegExpExecArray;
}

/** Per cent beside its proof, each below its heading: one is twice the other, which no misreading makes. */
const COLUMNS = /(?<![\d.,])(\d{2}(?:\.\d{1,2})?)\s*%\W{0,4}(\d{2,3}(?:\.\d)?)(?![\d.,%])/;

function columnsOf(text: string): Alcohol | undefined {
    const match = /\bproof\b/i.test(text) ? COLUMNS.exec(text) : null;
    const numeric = match && numberOf(match[1]!);
    return numeric && 2 * numeric === numberOf(match[2]!) ? { numeric, match } : undefined;
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
    const columns = columnsOf(text);
    if (columns) return columns;
    const proof = PROOF.exec(text);
    return proof ? { numeric: Number(proof[1]) / 2, match: proof } : undefined;
}
