import type { Commodity, RuleInput } from "./types";

/** Words of class and type designations: 27 CFR part 4 (wine), part 5 (distilled spirits), part 7 (malt beverages). */
const keywords: readonly [Commodity, string][] = [
    [
        "wine",
        "wines?|vino|vin|wein|chardonnay|merlot|cabernet|pinot|riesling|zinfandel|syrah|shiraz|malbec|sauvignon|grenache|tempranillo|" +
            "sangiovese|chianti|moscato|muscat|muscadet|prosecco|cava|ros[eé]|champagne|port|sherry|madeira|marsala|vermouth|sangria|sake|" +
            "mead|cider|perry|barolo|barbaresco|barbera|nebbiolo|rioja|bordeaux|burgundy|bourgogne|chablis|beaujolais|brunello|amarone|" +
            "valpolicella|soave|sancerre|lambrusco|asti|cr[eé]mant|sekt|gamay|viognier|mourv[eè]dre|primitivo|gew[uü]rztraminer|" +
            "albari[nñ]o|verdejo|s[eé]millon|carm[eé]n[eè]re|sirah|petit verdot|chenin|blanc|rouge",
    ],
    [
        "spirits",
        "whisk(?:e)?ys?|whiskies|bourbon|vodka|gin|rum|rhum|tequila|mezcal|sotol|brandy|cognac|armagnac|calvados|grappa|pisco|absinthe|" +
            "liqueur|cordial|spirits?|scotch|schnapps|arak|arrack|ouzo|raki|aquavit|akvavit|baijiu|soju|shochu|cacha[cç]a|moonshine|" +
            "amaro|triple sec|limoncello|sambuca|slivovitz|kirsch|kirschwasser|eau[- ]de[- ]vie|aguardiente|applejack|bitters",
    ],
    [
        "malt",
        "beers?|bier|bi[eè]re|birra|cerveza|ales?|lagers?|stouts?|porters?|pils|pilsner|pilsener|ipas?|hefeweizen|witbier|wheat|saison|" +
            "k[oö]lsch|bock|doppelbock|malt|gose|lambic|tripel|dubbel|quadrupel|m[aä]rzen|oktoberfest|helles|dunkel|radler|shandy|altbier|" +
            "schwarzbier|rauchbier|weissbier|gueuze",
    ],
];
// \b knows no accents: "rosé" would never end.
const KEYWORD = new RegExp(
    `(?<!\\p{L})(?:${keywords.map(([name, words]) => `(?<${name}>${words})`).join("|")})(?!\\p{L})`,
    "giu",
);
/** What a product was aged in, made from, flavored with or is likened to is not what it is. */
const ASIDES = [
    /\p{L}+[\s-]+(?:casks?|barrels?)(?!\p{L})/giu,
    /(?<!\p{L})(?:(?:(?:distilled|made|produced|fermented|brewed)\s+)?(?:from|with|using)|(?:aged|finished|rested|matured)\s+in)\s.*$/giu,
    /\p{L}+\s+of\s+(?=beers?(?!\p{L}))/giu,
];
const BARLEY_WINE = /(?<!\p{L})barley\s?wine(?!\p{L})/iu;
/** Sold as malt beverages, as spirits and as wine alike: which it is, the designation does not tell. */
const ANY =
    /(?<!\p{L})(?:seltzer|cocktail|margarita|spritz(?:er)?|cooler|hard\s+(?:\p{L}+\s+)?(?:tea|lemonade|soda|punch|kombucha))(?!\p{L})/iu;

/** The commodity that a class or type designation belongs to: that of its last word that tells one, as in "Scotch ale". */
export function commodityOf(text: string): Commodity | undefined {
    if (BARLEY_WINE.test(text)) return "malt";
    const product = ASIDES.reduce((rest, aside) => rest.replaceAll(aside, ""), text);
    const groups = ([...product.matchAll(KEYWORD)].at(-1) ?? [...text.matchAll(KEYWORD)].at(-1))?.groups;
    return keywords.map(([name]) => name).find((name) => groups?.[name] !== undefined);
}

/** Whether a designation names a product that any commodity may be. */
export function fitsAnyCommodity(text: string): boolean {
    return ANY.test(text);
}

const plain = (text: string): string =>
    text
        .toLowerCase()
        .replace(/[^\p{L}]+/gu, " ")
        .trim();

/** A bare commodity name, as `product_type` of a ground truth may be; "distilled_spirits" as the original writes it. */
export function bareCommodity(text: string): Commodity | undefined {
    const names: Record<string, Commodity> = {
        wine: "wine",
        spirit: "spirits",
        "distilled spirit": "spirits",
        liquor: "spirits",
        beer: "malt",
        malt: "malt",
        "malt beverage": "malt",
        "beer malt beverage": "malt",
        "malt beverage beer": "malt",
    };
    return names[plain(text).replaceAll(/s(?= |$)/g, "")];
}

/**
 * The commodity of a class that TTB's registry has by code (COLA "Class/Type" list) and that is no wording of labels: nobody prints
 * "table red wine".
 */
export function classCode(text: string): Commodity | undefined {
    const name = plain(text);
    const wines =
        /^(?:table (?:red|white|flavored|fruit) wine|rose wine|dessert (?:flavored |fruit )?wine|dessert port sherry( cooking)? wine|sparkling wine champagne|table fruit wine|other wine)$/;
    if (wines.test(name)) return "wine";
    if (/^(?:other )?malt beverages? special(?:i)?t(?:y|ies)(?: flavored)?$/.test(name)) return "malt";
    return /^(?:other (?:whisk(?:e)?y|gin|rum|vodka|brandy|spirits)|(?:other )?specialties and proprietaries)$/.test(
        name,
    )
        ? "spirits"
        : undefined;
}

/** What the application or, without one, the designation says that the product is. */
export function commodityIn({ truth, extraction }: Pick<RuleInput, "truth" | "extraction">): Commodity | undefined {
    return truth?.commodity ?? commodityOf(extraction.product_type?.value ?? "");
}
