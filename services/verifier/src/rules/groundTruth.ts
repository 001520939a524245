import { alcoholOf } from "./alcohol";
import { bareCommodity, classCode, commodityOf } from "./commodity";
import { type Ingredient, ingredientsOf } from "./ingredients";
import type { GroundTruth } from "./types";

export class GroundTruthError extends Error {}

const aliases = {
    brand_name: ["brand_name"],
    abv: ["abv", "abv_numeric", "alcohol_content_numeric", "alcohol_content"],
    net_contents: ["net_contents"],
    bottler: ["bottler", "bottler_info"],
    product_type: ["product_type", "commodity"],
    class_type: ["class_type"],
    country: ["country_of_origin", "country", "origin"],
    appellation: ["appellation", "appellation_of_origin", "wine_appellation"],
    age: ["age", "age_years"],
} as const;
/** Read in their own way: what is in it, and whether the container itself shows the contents. */
const OTHERS = ["ingredients", "contains", "additives", "net_contents_on_container"];
/** What ground truths also carry and no rule needs from them: the label is held against the law's own words. */
const IGNORED = ["government_warning"];

/** Characters: comparing costs the product of lengths. */
const LONGEST = 500;

function textOf(source: Record<string, unknown>, keys: readonly string[]): string | undefined {
    const key = keys.find((candidate) => source[candidate] !== undefined && source[candidate] !== null);
    const value = key === undefined ? undefined : source[key];
    if (value === undefined) {
        return undefined;
    }
    if ((typeof value !== "string" && typeof value !== "number") || String(value).trim() === "") {
        throw new GroundTruthError(`ground_truth.${key}: must be a text or a number that is not empty`);
    }
    if (String(value).length > LONGEST) throw new GroundTruthError(`ground_truth.${key}: is longer than ${LONGEST}`);
    return String(value).trim();
}

/** A number, with or without its sign of per cent, or a statement as labels have it; nothing is guessed from other texts. */
function percentOf(text: string): number {
    const plain = /^(\d*[.,]?\d+)\s*%?$/.exec(text)?.[1];
    const value = plain === undefined ? alcoholOf(text)?.numeric : Number(plain.replace(",", "."));
    if (value === undefined || value > 100) {
        throw new GroundTruthError(
            `ground_truth.abv: ${JSON.stringify(text)} is no per cent by volume; write for instance 13.5`,
        );
    }
    return value;
}

/** "2", "30 months", "3 years old" */
function yearsOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const [, number, unit] = /^(\d{1,3}(?:\.\d+)?)\s*(years?|yrs?|months?)?(?:\s+old)?$/i.exec(text) ?? [];
    if (number === undefined) {
        throw new GroundTruthError(
            `ground_truth.age: ${JSON.stringify(text)} is no age; write for instance 2 or 30 months`,
        );
    }
    return /^m/i.test(unit ?? "") ? Number(number) / 12 : Number(number);
}

/** From a list or a text with commas, under any of its names. */
function readIngredients(source: Record<string, unknown>): Ingredient[] | undefined {
    const values = ["ingredients", "contains", "additives"].flatMap((key) => {
        const list = source[key] ?? [];
        const texts = Array.isArray(list) ? list : [list];
        if (texts.some((text) => typeof text !== "string" || text.length > LONGEST)) {
            throw new GroundTruthError(`ground_truth.${key}: must be a text or a list of texts`);
        }
        return texts as string[];
    });
    return values.length > 0 ? ingredientsOf(values.join(", ")) : undefined;
}

function onContainer(value: unknown): true | undefined {
    if (value === undefined || value === null || value === false) return undefined;
    if (value === true) return true;
    throw new GroundTruthError("ground_truth.net_contents_on_container: must be true or false");
}

/**
 * The ground truth of a request: plain, or nested under `ground_truth`, with the key names of the original and of its samples.
 * `product_type` that is a commodity ("wine") decides the tolerance; any other text is the class or type designation.
 * Throws GroundTruthError naming the field.
 */
export function parseGroundTruth(value: unknown): GroundTruth {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new GroundTruthError("ground_truth: must be a JSON object");
    }
    const outer = value as Record<string, unknown>;
    if (outer["ground_truth"] !== undefined) {
        return parseGroundTruth(outer["ground_truth"]);
    }
    const read = (field: keyof typeof aliases): string | undefined => textOf(outer, aliases[field]);
    const productType = read("product_type");
    const bare = productType === undefined ? undefined : bareCommodity(productType);
    const designation = read("class_type") ?? (bare ? undefined : productType);
    const code = designation === undefined ? undefined : classCode(designation);
    const classType = code ? undefined : designation;
    const abv = read("abv");
    const commodity = bare ?? code ?? (classType === undefined ? undefined : commodityOf(classType));
    const known: readonly string[] = [...Object.values(aliases).flat(), ...OTHERS, ...IGNORED];
    const unknown = Object.keys(outer).filter((key) => !known.includes(key));
    const truth = {
        brand_name: read("brand_name"),
        abv: abv === undefined ? undefined : percentOf(abv),
        net_contents: read("net_contents"),
        bottler: read("bottler"),
        class_type: classType,
        commodity,
        country: read("country"),
        appellation: read("appellation"),
        age: yearsOf(read("age")),
        ingredients: readIngredients(outer),
        net_contents_on_container: onContainer(outer["net_contents_on_container"]),
        unknown_keys: unknown.length > 0 ? unknown : undefined,
    };
    return Object.fromEntries(Object.entries(truth).filter(([, entry]) => entry !== undefined)) as GroundTruth;
}
