import type { Commodity } from "./types";

/** Words of class and type designations: 27 CFR part 4 (wine), part 5 (distilled spirits), part 7 (malt beverages). */
const keywords: readonly [Commodity, RegExp][] = [
    [
        "wine",
        /\b(wine|chardonnay|merlot|cabernet|pinot|riesling|zinfandel|syrah|shiraz|malbec|sauvignon|ros[eé]|champagne|port|sherry|sangria|mead|cider)\b/i,
    ],
    [
        "spirits",
        /\b(whisk(?:e)?y|bourbon|vodka|gin|rum|tequila|mezcal|brandy|cognac|liqueur|spirits?|scotch|schnapps)\b/i,
    ],
    ["malt", /\b(beer|ale|lager|stout|porter|pilsner|pilsener|ipa|malt)\b/i],
];

/** The commodity that a class or type designation belongs to. */
export function commodityOf(text: string): Commodity | undefined {
    return keywords.find(([, words]) => words.test(text))?.[0];
}

/** A bare commodity name, as `product_type` of a ground truth may be. */
export function bareCommodity(text: string): Commodity | undefined {
    const names: Record<string, Commodity> = {
        wine: "wine",
        spirits: "spirits",
        "distilled spirits": "spirits",
        beer: "malt",
        malt: "malt",
        "malt beverage": "malt",
    };
    return names[text.trim().toLowerCase()];
}
