import { commodityOf, fitsAnyCommodity } from "./commodity";
import { placeOf, legiblePage, legibleWords } from "./legibility";
import { readLines, spans } from "./lines";
import { nameOf } from "./phrases";
import { normalise, ratio, similarity } from "./similarity";
import { withStateCodes } from "./states";
import type { Found, RuleInput, ValidationResult } from "./types";
import { sameVolume } from "./volume";

/** Texts that agree to this degree name the same thing. */
const SAME = 0.9;
/** Lines that a name, an address or a designation is broken into at most. */
const LINES = 3;
const CLASS_AND_TYPE = "27 CFR 4.34, 5.63, 7.63";

type TextField = "brand_name" | "net_contents" | "bottler" | "product_type";

const fields: readonly { field: TextField; citation: string }[] = [
    { field: "brand_name", citation: "27 CFR 4.33, 5.64, 7.64" },
    { field: "net_contents", citation: "27 CFR 4.37, 5.70, 7.70" },
    { field: "bottler", citation: "27 CFR 4.35, 5.66, 7.66" },
    { field: "product_type", citation: CLASS_AND_TYPE },
];

/** Who is named, and where: neither the phrase before the name nor the way to write a state is. */
const named = (text: string): string => nameOf(withStateCodes(text));

function scoreOf(field: TextField, read: string, expected: string): number {
    if (field === "net_contents") {
        const same = sameVolume(read, expected);
        // Numbers that differ by one digit look alike and are not the same.
        if (same !== undefined) return same ? 1 : Math.min(0.89, similarity(normalise(read), normalise(expected)));
    }
    if (field === "bottler") return similarity(normalise(named(read)), normalise(named(expected)));
    return similarity(normalise(read), normalise(expected));
}

/** What the label says of the field: as it was extracted, or where else on the label the expected text stands. */
function bestOf(field: TextField, extracted: Found, expected: string, input: RuleInput): Found & { score: number } {
    const candidate = (found: Found) => ({ ...found, score: scoreOf(field, found.value, expected) });
    const best = candidate(extracted);
    if (best.score >= SAME || field === "net_contents") return best;
    const length = normalise(expected).length;
    const elsewhere = spans(readLines(input.page).others, LINES)
        .filter(({ text }) => field === "bottler" || Math.abs(normalise(text).length - length) <= length * (1 - SAME))
        .map(({ text, words }) => candidate({ value: text, words }));
    return elsewhere.find(({ score }) => score >= SAME) ?? best;
}

/** The original compares what it extracted, lower-cased and stripped, by difflib's ratio. */
function originalScore(read: string, expected: string): number {
    return ratio(read.toLowerCase().trim(), expected.toLowerCase().trim());
}

function compare(
    field: TextField,
    extracted: Found,
    expected: string,
    citation: string,
    input: RuleInput,
): ValidationResult {
    const original = input.compatibility === "original";
    const { value, words, score } = original
        ? { ...extracted, score: originalScore(extracted.value, expected) }
        : bestOf(field, extracted, expected, input);
    const valid = score >= SAME;
    return {
        field,
        valid,
        legible: original || valid || legibleWords(words),
        expected,
        actual: value,
        similarity_score: Number(score.toFixed(3)),
        citation,
        ...placeOf(words),
    };
}

/** A bare commodity as ground truth. A designation that names none, or none at all, is for a person to judge. */
function commodityResult({ extraction, truth }: RuleInput): ValidationResult | undefined {
    if (truth?.commodity === undefined || truth.class_type !== undefined) return undefined;
    const found = extraction.product_type;
    const read = commodityOf(found?.value ?? "");
    const valid = read === truth.commodity || fitsAnyCommodity(found?.value ?? "");
    return {
        field: "product_type",
        valid,
        legible: valid || (found !== undefined && read !== undefined && legibleWords(found.words)),
        expected: truth.commodity,
        actual: found?.value ?? null,
        citation: CLASS_AND_TYPE,
        ...placeOf(found?.words ?? []),
    };
}

/** Class and type are not among what every label is searched for: a ground truth makes their absence a finding. */
function absentClass({ page, extraction, truth, compatibility }: RuleInput): ValidationResult | undefined {
    if (truth?.class_type === undefined || extraction.product_type || compatibility === "original") return undefined;
    return {
        field: "product_type",
        valid: false,
        legible: legiblePage(page),
        expected: truth.class_type,
        actual: null,
        citation: CLASS_AND_TYPE,
    };
}

/** Brand, contents, bottler and class or type on the label against the ground truth. */
export function checkTexts(input: RuleInput): ValidationResult[] {
    const { extraction, truth } = input;
    const expected = { ...truth, product_type: truth?.class_type };
    const results = fields.flatMap(({ field, citation }) => {
        const found = extraction[field];
        const wanted = expected[field];
        return found && wanted !== undefined ? [compare(field, found, wanted, citation, input)] : [];
    });
    return [...results, ...[commodityResult(input), absentClass(input)].filter((result) => result !== undefined)];
}
