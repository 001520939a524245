export type System = "metric" | "US";

/** Millilitres of each unit; spellings as labels have them, and as OCR misreads them. */
const units: readonly { form: string; system: System; millilitres: number }[] = [
    { form: String.raw`m[l1I]s?|millilit(?:er|re)s?`, system: "metric", millilitres: 1 },
    { form: String.raw`cls?|centilit(?:er|re)s?`, system: "metric", millilitres: 10 },
    { form: String.raw`dls?|decilit(?:er|re)s?`, system: "metric", millilitres: 100 },
    { form: String.raw`l|lt|ltrs?|lit(?:er|re)s?`, system: "metric", millilitres: 1000 },
    { form: String.raw`(?:fl(?:uid)?\.?\s*)?(?:[o0]zs?|ounces?)`, system: "US", millilitres: 29.5735295625 },
    { form: String.raw`pts?|pints?`, system: "US", millilitres: 473.176473 },
    { form: String.raw`qts?|quarts?`, system: "US", millilitres: 946.352946 },
    { form: String.raw`gals?|gallons?`, system: "US", millilitres: 3785.411784 },
    // A barrel of beer is 31 gallons (27 CFR 25.11).
    { form: String.raw`bbls?`, system: "US", millilitres: 117347.765304 },
];
const wholes = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const fractions: Record<string, number> = { half: 2, third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, eighth: 8 };
const vulgar: Record<string, number> = {
    ...{ "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5 },
    ...{ "⅙": 1 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8 },
};
const DECIMAL = String.raw`\d+(?:[.,]\d+)?`;
const VULGAR = `[${Object.keys(vulgar).join("")}]`;
const FRACTION = String.raw`\d+\s*[/⁄]\s*\d+`;
const WORDS = String.raw`\b(?:(?:${wholes.join("|")}|an?)[\s-]+)?(?:${Object.keys(fractions).join("|")})s?\b|\b(?:${wholes.join("|")})\b`;
/** "750", "1.75", ".9", "3/4", "1 1/2", "1½", "ONE", "half", "three-quarters" */
const AMOUNT = String.raw`(?:(?<![\p{L}\d.,/⁄])(?:\d+[\s-]+${FRACTION}|${FRACTION}|\d*\s*${VULGAR}|${DECIMAL}|\.\d+)|${WORDS})`;

function part(system?: System): string {
    const forms = units.filter((unit) => system === undefined || unit.system === system).map(({ form }) => form);
    return String.raw`${AMOUNT}[\s-]*(?:U\.?\s?S\.?\s*)?(?:${forms.join("|")})(?![\p{L}\d])\.?`;
}

/** "750 mL", "12 U.S. FL. OZ.", "1 PT. .9 FL. OZ.", "THREE-QUARTERS QUART"; of "750 mL 25.4 fl oz", which says it twice, the first. */
export const VOLUME = new RegExp(`${part("metric")}|${part("US")}(?:\\s*(?:,|&|\\+|and\\b)?\\s*${part("US")})*`, "iu");
/** Each of the statements of a text. */
export const VOLUMES = new RegExp(VOLUME.source, "giu");
const PARTS = new RegExp(part(), "giu");
/** Serving facts and the like name volumes that are no net contents. */
export const NOT_CONTENTS = /\bserving|\bper\s+container|\bcalories/i;

/** What US units and metric ones may differ by when both are rounded as on labels (6.8 fl oz are 200 mL). */
const ROUNDING = 0.01;
/** Of sums of decimal fractions. */
const EPSILON = 1e-6;

function fractionOf(text: string): number {
    const [over, under] = text.split(/[/⁄]/).map(Number);
    return over! / under!;
}

/** Of "three-quarters": each word names a whole or a fraction. */
function wordsOf(text: string): number {
    return text
        .toLowerCase()
        .split(/[\s-]+/)
        .map((word) => {
            const fraction = fractions[word.replace(/s$/, "")];
            return fraction === undefined ? Math.max(1, wholes.indexOf(word) + 1) : 1 / fraction;
        })
        .reduce((product, one) => product * one, 1);
}

function numberOf(text: string): number {
    const mixed = new RegExp(`^(\\d+)[\\s-]+(${FRACTION})$`).exec(text);
    if (mixed) return Number(mixed[1]) + fractionOf(mixed[2]!);
    if (new RegExp(`^${FRACTION}$`).test(text)) return fractionOf(text);
    const sign = new RegExp(`^(\\d*)\\s*(${VULGAR})$`, "u").exec(text);
    if (sign) return Number(sign[1]) + vulgar[sign[2]!]!;
    if (/^\p{L}/u.test(text)) return wordsOf(text);
    // 1,000 mL, but 0,75 L
    return Number(/^\d{1,3},\d{3}$/.test(text) ? text.replace(",", "") : text.replace(",", "."));
}

export interface Volume {
    system: System;
    millilitres: number;
}

function readPart(text: string): Volume {
    for (const { form, system, millilitres } of units) {
        // One expression for both, so that "120z" is 12 oz.
        const whole = new RegExp(`^(${AMOUNT})[\\s-]*(?:U\\.?\\s?S\\.?\\s*)?(?:${form})\\.?$`, "iu");
        const [, number] = whole.exec(text) ?? [];
        if (number !== undefined) return { system, millilitres: numberOf(number.trim()) * millilitres };
    }
    throw new Error(`${text} states no volume`);
}

export function volumeOf(text: string): Volume | undefined {
    const parts = VOLUME.exec(text)?.[0].match(PARTS)?.map(readPart);
    return parts && { system: parts[0]!.system, millilitres: parts.reduce((sum, one) => sum + one.millilitres, 0) };
}

/** Whether two statements mean the same volume; undefined where one of them states none. */
export function sameVolume(left: string, right: string): boolean | undefined {
    const [one, other] = [volumeOf(left), volumeOf(right)];
    if (!one || !other) return undefined;
    const difference = Math.abs(one.millilitres - other.millilitres) / Math.max(one.millilitres, other.millilitres);
    return difference <= (one.system === other.system ? EPSILON : ROUNDING);
}
