import { commodityIn } from "./commodity";
import { firstMatch, allLines } from "./lines";
import { question, stated } from "./results";
import type { Commodity, RuleInput, ValidationResult } from "./types";
import { NOT_CONTENTS, type System, sameVolume, VOLUME, volumeOf } from "./volume";

const prescribed: Record<Commodity, { system: System; citation: string }> = {
    wine: { system: "metric", citation: "27 CFR 4.37(a)" },
    spirits: { system: "metric", citation: "27 CFR 5.70(a)" },
    malt: { system: "US", citation: "27 CFR 7.70(a)" },
};
/** Millilitres; as amended by T.D. TTB-200 (90 FR 1868), in force since 2025-01-10. */
const standards = {
    wine: {
        citation: "27 CFR 4.72",
        sizes: [
            ...[50, 100, 180, 187, 200, 250, 300, 330, 355, 360, 375, 473, 500, 550, 568, 600, 620, 700, 720, 750],
            ...[1000, 1500, 1800, 2250, 3000],
        ],
    },
    spirits: {
        citation: "27 CFR 5.203",
        sizes: [
            ...[50, 100, 187, 200, 250, 331, 350, 355, 375, 475, 500, 570, 700, 710, 720, 750, 900, 945],
            ...[1000, 1500, 1750, 1800, 2000, 3000, 3750],
        ],
    },
};
/** Of wine: even litres from 4 (4.72(b)), and any size from 18 (4.70(b)(2)). */
const largeWine = (millilitres: number): boolean =>
    millilitres >= 18_000 || (millilitres >= 4000 && isWhole(millilitres / 1000));
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
/** Sake has no standards of fill (4.70(b)(1)). */
const SAKE = /(?<!\p{L})sak[eé](?!\p{L})/iu;
/** Below it wine is no wine of part 4 (4.10), and the standards of fill do not hold. */
export const LEAST_WINE = 7;
/** What a metric statement leaves behind when its number could not be read. */
const METRIC_TRACE = /(?<!\p{L})(?:m[l1I]|c[l1I]|lit(?:er|re)s?|l)(?!\p{L})/iu;

const isFaintWine = ({ truth, extraction }: RuleInput): boolean => {
    const abv = truth?.abv ?? extraction.abv?.numeric;
    return abv !== undefined && abv < LEAST_WINE;
};

/** Statements of volume that may be the net contents, outside serving facts. */
function statements(input: RuleInput) {
    const lines = allLines(input.page).others.filter(({ text }) => !NOT_CONTENTS.test(text));
    return { lines, find: (wanted: (text: string) => RegExpExecArray | null) => firstMatch(lines, wanted) };
}

const all = new RegExp(VOLUME, "giu");

/** Wine and spirits in metric measure, malt beverages in US measure; the other may stand beside it. */
export function checkMeasure(input: RuleInput): ValidationResult | undefined {
    const commodity = commodityIn(input);
    const read = input.extraction.net_contents;
    if (!commodity || !read || (commodity === "wine" && isFaintWine(input))) return undefined;
    const { system, citation } = prescribed[commodity];
    const { lines, find } = statements(input);
    const rule = { field: "net_contents.measure", expected: `${system} measure`, citation };
    const right = find((text) => {
        for (const match of text.matchAll(all)) if (volumeOf(match[0])?.system === system) return match;
        return null;
    });
    if (right) return stated(rule, { value: right.text, words: right.words }, true);
    const hidden = system === "metric" && lines.some(({ text }) => METRIC_TRACE.test(text));
    return hidden
        ? question(rule, "metric measure may be there and could not be read", read)
        : stated(rule, read, false);
}

/** Sizes that wine and spirits may be sold in. A number that contradicts the application is judged as that. */
export function checkStandardOfFill(input: RuleInput): ValidationResult | undefined {
    const commodity = commodityIn(input);
    const read = input.extraction.net_contents;
    const volume = read && volumeOf(read.value);
    if (!read || volume?.system !== "metric" || (commodity !== "wine" && commodity !== "spirits")) return undefined;
    const designation = `${input.truth?.class_type ?? ""} ${input.extraction.product_type?.value ?? ""}`;
    if (commodity === "wine" && (isFaintWine(input) || SAKE.test(designation))) return undefined;
    const applied = input.truth?.net_contents;
    if (applied !== undefined && sameVolume(read.value, applied) === false) return undefined;
    const { sizes, citation } = standards[commodity];
    const valid =
        sizes.some((size) => Math.abs(size - volume.millilitres) < 1e-6) ||
        (commodity === "wine" && largeWine(volume.millilitres));
    return stated({ field: "net_contents.standard_of_fill", expected: "a standard of fill", citation }, read, valid);
}
