import type { OcrPage, OcrWord } from "../ocr/types";
import { commodityOf, fitsAnyCommodity } from "./commodity";
import { findText } from "./find";
import { placeOf, legibleWords, readWhole } from "./legibility";
import { allLines, readLines, spans } from "./lines";
import { nameOf } from "./phrases";
import { readingsOf } from "./readings";
import { normalise, ratio, similarity } from "./similarity";
import { withStateCodes } from "./states";
import type { Found, RuleInput, ValidationResult } from "./types";
import { NOT_CONTENTS, sameVolume, VOLUMES } from "./volume";

/** Texts that agree to this degree name the same thing. */
const SAME = 0.9;
/** What comes as near as this may be the same, misread, or an applicant's slip of the pen: for a person to look at. */
const NEAR = 0.7;
const CLASS_AND_TYPE = "27 CFR 4.34, 5.63, 7.63";

type TextField = "brand_name" | "net_contents" | "bottler" | "product_type";

const fields: readonly { field: TextField; citation: string }[] = [
    { field: "brand_name", citation: "27 CFR 4.33, 5.64, 7.64" },
    { field: "net_contents", citation: "27 CFR 4.37, 5.70, 7.70" },
    { field: "bottler", citation: "27 CFR 4.35, 5.66, 7.66" },
    { field: "product_type", citation: CLASS_AND_TYPE },
];

type Scored = { value: string | null; words: OcrWord[]; score: number };

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

/** What the label says of the field: as it was extracted, or where else in any reading the expected text stands. */
function bestOf(field: TextField, extracted: Found | undefined, expected: string, input: RuleInput): Scored {
    const score = extracted ? scoreOf(field, extracted.value, expected) : 0;
    if (score >= SAME) return { ...extracted!, score };
    if (field === "net_contents")
        return sameVolumeIn(input.page, expected) ?? { value: null, words: [], ...extracted, score };
    const { words, score: there } = findText(
        field === "bottler" ? named(expected) : expected,
        input.page,
        field === "bottler",
    );
    const found = { value: words.map(({ text }) => text).join(" "), words, score: there };
    // What comes near may be the expected text, misread.
    return there >= NEAR || !extracted
        ? { ...found, value: there >= NEAR ? found.value : null }
        : { ...extracted, score: there };
}

/** A statement of the same volume in any reading: a label states it in more than one unit, and in more than one place. */
function sameVolumeIn(page: OcrPage, expected: string): Scored | undefined {
    for (const words of readingsOf(page)) {
        const same = spans(readLines({ ...page, words }).others, 2).find(
            ({ text }) =>
                !NOT_CONTENTS.test(text) && [...text.matchAll(VOLUMES)].some(([one]) => sameVolume(one, expected)),
        );
        if (same) return { value: same.text, words: same.words, score: 1 };
    }
    return undefined;
}

/** Whether what was read instead is evidence: it stands where the expected text must stand. */
function accuses(field: TextField, best: Scored, extracted: Found | undefined, input: RuleInput): boolean {
    // Presence is not asked of a class or type: that there is none is the finding.
    if (!extracted) return field === "product_type" && best.value === null && readWhole(input.page);
    if (best.value === null || !legibleWords(best.words)) return false;
    if (field === "net_contents") return true;
    // The whole name and address in other words is another one; a brand or a class that comes near may be misread.
    if ((best.score >= NEAR && field !== "bottler") || !readWhole(input.page)) return false;
    return field !== "product_type" || commodityOf(extracted.value) !== undefined;
}

/** The original compares what it extracted, lower-cased and stripped, by difflib's ratio. */
function originalScore(read: string, expected: string): number {
    return ratio(read.toLowerCase().trim(), expected.toLowerCase().trim());
}

function compare(
    field: TextField,
    extracted: Found | undefined,
    expected: string,
    citation: string,
    input: RuleInput,
): ValidationResult {
    const original = input.compatibility === "original";
    const best =
        original && extracted
            ? { ...extracted, score: originalScore(extracted.value, expected) }
            : bestOf(field, extracted, expected, input);
    const valid = best.score >= SAME;
    return {
        field,
        valid,
        legible: original || valid || accuses(field, best, extracted, input),
        expected,
        actual: best.value,
        similarity_score: Number(best.score.toFixed(3)),
        citation,
        ...placeOf(best.words),
    };
}

/** Words of a line that is a designation and no story. */
const DESIGNATION_WORDS = 6;

/** The designation as it was extracted, or where that names no commodity, one of the right commodity in any reading. */
function designationOf({ page, extraction, truth }: RuleInput): Found | undefined {
    const found = extraction.product_type;
    if (found && (commodityOf(found.value) !== undefined || fitsAnyCommodity(found.value))) return found;
    const line = allLines(page).others.find(
        ({ text, words }) => words.length <= DESIGNATION_WORDS && commodityOf(text) === truth?.commodity,
    );
    return line ? { value: line.text, words: line.words } : found;
}

/** A bare commodity as ground truth. A designation that names none, or none at all, is for a person to judge. */
function commodityResult(input: RuleInput): ValidationResult | undefined {
    const { extraction, truth, compatibility } = input;
    if (truth?.commodity === undefined || truth.class_type !== undefined) return undefined;
    const found = compatibility === "original" ? extraction.product_type : designationOf(input);
    const read = commodityOf(found?.value ?? "");
    const valid = read === truth.commodity || fitsAnyCommodity(found?.value ?? "");
    return {
        field: "product_type",
        valid,
        legible: valid || (read !== undefined && legibleWords(found!.words) && readWhole(input.page)),
        expected: truth.commodity,
        actual: found?.value ?? null,
        citation: CLASS_AND_TYPE,
        ...placeOf(found?.words ?? []),
    };
}

/** Brand, contents, bottler and class or type on the label against the ground truth. */
export function checkTexts(input: RuleInput): ValidationResult[] {
    const { extraction, truth, compatibility } = input;
    const expected = { ...truth, product_type: truth?.class_type };
    const results = fields.flatMap(({ field, citation }) => {
        const found = extraction[field];
        const wanted = expected[field];
        if (wanted === undefined || (!found && compatibility === "original")) return [];
        const result = compare(field, found, wanted, citation, input);
        // That a field is not there at all is said once, where its presence is asked for.
        return found || result.valid || field === "product_type" ? [result] : [];
    });
    const commodity = commodityResult(input);
    return [...results, ...(commodity ? [commodity] : [])];
}
