import type { Commodity } from "./types";

/** Words of class and type designations: 27 CFR part 4 (wine), part 5 (distilled spirits), part 7 (malt beverages). */
const keywords: readonly [Commodity, string][] = [
    [
        "wine",
        "wine|chardonnay|merlot|cabernet|pinot|riesling|zinfandel|syrah|shiraz|malbec|sauvignon|grenache|tempranillo|" +
            "sangiovese|chianti|moscato|prosecco|cava|ros[eé]|champagne|port|sherry|madeira|vermouth|sangria|sake|mead|cider",
    ],
    [
        "spirits",
        "whisk(?:e)?y|bourbon|vodka|gin|rum|tequila|mezcal|brandy|cognac|armagnac|grappa|pisco|absinthe|liqueur|cordial|" +
            "spirits?|scotch|schnapps",
    ],
    ["malt", "beer|ale|lager|stout|porter|pilsner|pilsener|ipa|hefeweizen|saison|k[oö]lsch|bock|malt"],
];
// \b knows no accents: "rosé" would never end.
const patterns = keywords.map(
    ([name, words]) => [name, new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, "iu")] as const,
);
/** What a product was aged in is not what it is: "Bourbon barrel-aged stout", "Whiskey finished in port casks". */
const VESSEL = /\p{L}+[\s-]+(?:casks?|barrels?)(?!\p{L})/giu;
const BARLEY_WINE = /(?<!\p{L})barley\s?wine(?!\p{L})/iu;

/** The commodity that a class or type designation belongs to. */
export function commodityOf(text: string): Commodity | undefined {
    if (BARLEY_WINE.test(text)) return "malt";
    const product = text.replaceAll(VESSEL, "");
    return patterns.find(([, pattern]) => pattern.test(product))?.[0];
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
