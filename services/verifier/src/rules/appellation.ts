import { commodityIn } from "./commodity";
import { LEAST_WINE } from "./contents";
import { firstMatch, type Line, allLines, spans } from "./lines";
import { countriesIn } from "./places";
import { question, stated } from "./results";
import { normalise } from "./similarity";
import { hasTownAndState, stateCode } from "./states";
import type { RuleInput, ValidationResult } from "./types";

/** Grape names that are type designations (27 CFR 4.23; 4.91 lists all of them). */
const GRAPES =
    /(?<!\p{L})(?:aglianico|albari[nñ]o|alicante|arneis|barbera|blaufr[aä]nkisch|cabernet|carignan[e]?|carm[eé]n[eè]re|catawba|cayuga|chambourcin|chardonel|chardonnay|chenin|cinsau[l]?t|colombard|concord|counoise|delaware|dolcetto|dornfelder|fiano|frontenac|furmint|gamay|gew[uü]rztraminer|grenache|gr[uü]ner|la crescent|lemberger|malbec|malvasia|marquette|marsanne|merlot|mourv[eè]dre|muscadine|muscat|nebbiolo|nero d'avola|niagara|norton|petit verdot|pinot|pinotage|primitivo|riesling|roussanne|sangiovese|sauvignon|scuppernong|s[eé]millon|seyval|sirah|syrah|shiraz|tannat|tempranillo|torront[eé]s|traminette|trebbiano|verdejo|verdelho|vermentino|vidal|vignoles|viognier|zinfandel|zweigelt)(?!\p{L})/iu;
const YEAR = /(?<![\d.])(?:19[5-9]\d|20[0-4]\d)(?![\d.])/;
/** A year that says when a winery began or a label was made. */
const OTHER_YEAR = /\b(?:est|established|since|founded|copyright|in|anno)\b|©|\(c\)/i;
/** What places that wine comes from are called: 27 CFR 4.25, part 9, and the marks of other countries. */
const REGION =
    /(?<!\p{L})(?:valley|county|counties|coast|mountains?|hills?|foothills|highlands|bench|mesa|plateau|gorge|peninsula|islands?|isle|lakes?|river|district|creek|canyon|ridge|appellation|appell?ation|denominaci[oó]n|denominazione|doc|docg|do|doca|doq|aoc|aop|igt|igp|ava|qba|pdo|pgi|vino de la tierra|vin de pays|napa|sonoma|lodi|carneros|paso robles|temecula|mendocino|monterey|santa \p{L}+|oakville|rutherford|stags leap|yountville|calistoga|st\.? helena|howell|willamette|walla walla|puget sound|champagne|bordeaux|bourgogne|burgundy|rioja|chianti|barolo|mosel|rheingau|pfalz|alsace|loire|rh[oô]ne|provence|languedoc|tuscany|toscana|piemonte|piedmont|veneto|sicily|sicilia|puglia|abruzzo|douro|d[aã]o|alentejo|mendoza|maipo|colchagua|casablanca|marlborough|hawke'?s bay|central otago|barossa|mclaren vale|margaret river|stellenbosch|swartland|ribera del duero|priorat|r[ií]as baixas|rueda|beaujolais|chablis|sancerre|saint-[eé]milion|m[eé]doc|c[oô]tes?)(?!\p{L})/iu;

/** Lines but the name and address, whose town is no appellation. */
function lines(input: RuleInput): Line[] {
    const taken = new Set([...(input.extraction.bottler?.words ?? []), ...(input.extraction.brand_name?.words ?? [])]);
    return allLines(input.page).others.filter(
        ({ text, words }) => !words.every((word) => taken.has(word)) && !hasTownAndState(text),
    );
}

const names = ({ text }: Line): boolean =>
    REGION.test(text) ||
    countriesIn(text).length > 0 ||
    text.split(/[\s,;()]+/).some((_, index, all) =>
        [1, 2].some((length) => {
            const part = all.slice(index, index + length).join(" ");
            return part.length > 2 && stateCode(part) !== undefined;
        }),
    );

/** The application's appellation, which must be on the label word by word. */
function checkApplied(input: RuleInput, appellation: string): ValidationResult {
    const rule = { field: "appellation", expected: appellation, citation: "27 CFR 4.25" };
    const line = spans(allLines(input.page).others, 2).find(({ text }) =>
        normalise(text).includes(normalise(appellation)),
    );
    return line
        ? stated(rule, { value: line.text, words: line.words }, true)
        : question(rule, "not found; it may be there and not legible");
}

/** Wine named for a grape, or with a vintage, says where the grapes grew. No list has all such places: a person judges the rest. */
export function checkAppellation(input: RuleInput): ValidationResult | undefined {
    const { truth, extraction, page } = input;
    const abv = truth?.abv ?? extraction.abv?.numeric;
    if (commodityIn(input) !== "wine" || (abv !== undefined && abv < LEAST_WINE)) return undefined;
    if (truth?.appellation !== undefined) return checkApplied(input, truth.appellation);
    const varietal = GRAPES.test(`${truth?.class_type ?? ""} ${extraction.product_type?.value ?? ""}`);
    const vintage = firstMatch(allLines(page).others, (text) => (OTHER_YEAR.test(text) ? null : YEAR.exec(text)));
    if (!varietal && !vintage) return undefined;
    const rule = {
        field: "appellation",
        expected: "an appellation of origin",
        citation: varietal ? "27 CFR 4.23(a)" : "27 CFR 4.27(a)",
    };
    const found = lines(input).find(names);
    return found
        ? stated(rule, { value: found.text, words: found.words }, true)
        : question(rule, "no place was recognized that the grapes could come from");
}
