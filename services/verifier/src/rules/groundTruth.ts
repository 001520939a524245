import { alcoholOf } from "./alcohol";
import { bareCommodity, commodityOf } from "./commodity";
import type { GroundTruth } from "./types";

export class GroundTruthError extends Error {}

const aliases = {
    brand_name: ["brand_name"],
    abv: ["abv", "abv_numeric", "alcohol_content_numeric", "alcohol_content"],
    net_contents: ["net_contents"],
    bottler: ["bottler", "bottler_info"],
    product_type: ["product_type", "commodity"],
    class_type: ["class_type"],
} as const;
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
    const classType = read("class_type") ?? (bare ? undefined : productType);
    const abv = read("abv");
    const commodity = bare ?? (classType === undefined ? undefined : commodityOf(classType));
    const known: readonly string[] = [...Object.values(aliases).flat(), ...IGNORED];
    const unknown = Object.keys(outer).filter((key) => !known.includes(key));
    const truth = {
        brand_name: read("brand_name"),
        abv: abv === undefined ? undefined : percentOf(abv),
        net_contents: read("net_contents"),
        bottler: read("bottler"),
        class_type: classType,
        commodity,
        unknown_keys: unknown.length > 0 ? unknown : undefined,
    };
    return Object.fromEntries(Object.entries(truth).filter(([, entry]) => entry !== undefined)) as GroundTruth;
}
