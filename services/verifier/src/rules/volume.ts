type System = "metric" | "US";

/** Millilitres of each unit; spellings as labels have them, and as OCR misreads them. */
const units: readonly { form: string; system: System; millilitres: number }[] = [
    { form: String.raw`m[l1I]|millilit(?:er|re)s?`, system: "metric", millilitres: 1 },
    { form: String.raw`cl|centilit(?:er|re)s?`, system: "metric", millilitres: 10 },
    { form: String.raw`l|lit(?:er|re)s?`, system: "metric", millilitres: 1000 },
    { form: String.raw`(?:fl(?:uid)?\.?\s*)?(?:[o0]z|ounces?)`, system: "US", millilitres: 29.5735295625 },
    { form: String.raw`pts?|pints?`, system: "US", millilitres: 473.176473 },
    { form: String.raw`qts?|quarts?`, system: "US", millilitres: 946.352946 },
    { form: String.raw`gals?|gallons?`, system: "US", millilitres: 3785.411784 },
];

function part(system: System): string {
    const forms = units.filter((unit) => unit.system === system).map(({ form }) => form);
    return String.raw`(?<![\d.,])\d+(?:[.,]\d+)?\s*(?:${forms.join("|")})\b\.?`;
}

/** "750 mL", "12 FL. OZ.", "1 PT. 9.4 FL. OZ."; of "750 mL 25.4 fl oz", which says it twice, the first. */
export const VOLUME = new RegExp(`${part("metric")}|${part("US")}(?:\\s*,?\\s*${part("US")})*`, "i");
const PARTS = new RegExp(`${part("metric")}|${part("US")}`, "gi");
/** Serving facts and the like name volumes that are no net contents. */
export const NOT_CONTENTS = /\bserving|\bper\s+container|\bcalories/i;

/** What US units and metric ones may differ by when both are rounded as on labels (6.8 fl oz are 200 mL). */
const ROUNDING = 0.01;
/** Of sums of decimal fractions. */
const EPSILON = 1e-6;

function numberOf(text: string): number {
    // 1,000 mL, but 0,75 L
    return Number(/^\d{1,3},\d{3}$/.test(text) ? text.replace(",", "") : text.replace(",", "."));
}

function readPart(text: string): { system: System; millilitres: number } {
    for (const { form, system, millilitres } of units) {
        // One expression for both, so that "120z" is 12 oz.
        const [, number] = new RegExp(`^(\\d+(?:[.,]\\d+)?)\\s*(?:${form})\\.?$`, "i").exec(text) ?? [];
        if (number !== undefined) return { system, millilitres: numberOf(number) * millilitres };
    }
    throw new Error(`${text} states no volume`);
}

function volumeOf(text: string): { system: System; millilitres: number } | undefined {
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
