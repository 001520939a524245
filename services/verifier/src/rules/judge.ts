import type { OcrPage } from "../ocr/types";
import { checkAbv } from "./abv";
import { checkAge } from "./age";
import { checkAlcoholForm, checkOneContent, checkProof } from "./alcoholForm";
import { checkAppellation } from "./appellation";
import { checkBottler } from "./bottler";
import { confirmAccusations } from "./confirm";
import { checkMeasure, checkStandardOfFill } from "./contents";
import { checkCountry } from "./country";
import { extract } from "./extract";
import { excuseElsewhere } from "./elsewhere";
import { checkFieldOfVision } from "./fieldOfVision";
import { checkIngredients } from "./ingredients";
import { checkPresence } from "./presence";
import { checkSulfites } from "./sulfites";
import { checkTexts } from "./text";
import type { Compatibility, GroundTruth, RuleInput, ValidationResult } from "./types";
import { checkWarning } from "./warning";

export interface Violation {
    field: string;
    type: "structural" | "accuracy";
    message: string;
    expected?: string;
    actual?: string;
    citation: string;
}

export interface Judgement {
    status: "COMPLIANT" | "NON_COMPLIANT" | "PARTIAL_VALIDATION" | "ERROR";
    validation_level: "STRUCTURAL_ONLY" | "FULL_VALIDATION";
    extracted_fields: {
        brand_name: string | null;
        product_type: string | null;
        abv: string | null;
        abv_numeric: number | null;
        net_contents: string | null;
        bottler: string | null;
        country: string | null;
        government_warning: { present: boolean; header_correct: boolean; text_correct: boolean };
    };
    validation_results: { structural: ValidationResult[]; accuracy: ValidationResult[] };
    violations: Violation[];
    warnings: string[];
}

const NOT_JUDGED =
    "Not judged by machine: bold type of the warning header, type sizes, characters per inch, punctuation and the numbers (1) and (2) (27 CFR 16.22); check by eye.";

function violationsOf(results: readonly ValidationResult[], type: Violation["type"]): Violation[] {
    return results
        .filter(({ valid, legible }) => !valid && legible)
        .map(({ field, expected, actual, citation }) => ({
            field,
            type,
            message:
                actual === null
                    ? `${field}: not found on the label`
                    : `${field}: not as ${citation} and the application want it`,
            ...(expected !== null && { expected }),
            ...(actual !== null && { actual }),
            citation,
        }));
}

function shown(keys: readonly string[]): string {
    const some = keys.slice(0, 10).map((key) => JSON.stringify(key.slice(0, 40)));
    return some.join(", ") + (keys.length > some.length ? `, ${keys.length - some.length} more` : "");
}

function warningsOf(results: readonly ValidationResult[], truth: GroundTruth | undefined): string[] {
    const unread = results.filter(({ valid, legible }) => !valid && !legible).map(({ field }) => field);
    const missing = results.filter(({ actual }) => actual === null).length;
    return [
        ...(truth === undefined
            ? ["No ground truth given: presence and the warning were checked, not the values."]
            : []),
        ...(truth?.unknown_keys
            ? [`Not compared, no rule knows these keys of the ground truth: ${shown(truth.unknown_keys)}`]
            : []),
        ...(unread.length > 0 ? [`Not legible, a person must look: ${[...new Set(unread)].join(", ")}`] : []),
        ...(missing >= 2 ? [`OCR extracted ${missing} missing fields`] : []),
        NOT_JUDGED,
    ];
}

/** What the law asks for beyond the fields that every label has; the original asks for none of it. */
const rules: readonly ((input: RuleInput) => ValidationResult | ValidationResult[] | undefined)[] = [
    checkAlcoholForm,
    checkProof,
    checkOneContent,
    checkMeasure,
    checkStandardOfFill,
    checkBottler,
    checkSulfites,
    checkIngredients,
    checkCountry,
    checkAppellation,
    checkAge,
    checkFieldOfVision,
];

/** Any violation NON_COMPLIANT; else anything not legible PARTIAL_VALIDATION; else COMPLIANT. */
export function verdictOn(
    structural: ValidationResult[],
    accuracy: ValidationResult[],
): Pick<Judgement, "status" | "validation_results" | "violations"> {
    const violations = [...violationsOf(structural, "structural"), ...violationsOf(accuracy, "accuracy")];
    const partial = [...structural, ...accuracy].some(({ valid, legible }) => !valid && !legible);
    return {
        status: violations.length > 0 ? "NON_COMPLIANT" : partial ? "PARTIAL_VALIDATION" : "COMPLIANT",
        validation_results: { structural, accuracy },
        violations,
    };
}

/** The verdict on what was read, of panels with these names. */
export function judge(
    page: OcrPage,
    truth: GroundTruth | undefined,
    compatibility: Compatibility,
    panels: readonly string[] = [],
): Judgement {
    const extraction = extract(page);
    const input: RuleInput = { page, extraction, truth, compatibility };
    const warning = checkWarning(input);
    const further = compatibility === "original" ? [] : rules.flatMap((rule) => rule(input) ?? []);
    const required = [...checkPresence(input), ...warning.results, ...further];
    const abv = checkAbv(input);
    const compared = [...checkTexts(input), ...(abv ? [abv] : [])];
    const all =
        compatibility === "original"
            ? [...required, ...compared]
            : confirmAccusations(excuseElsewhere([...required, ...compared], panels), page);
    const [structural, accuracy] = [all.slice(0, required.length), all.slice(required.length)];
    return {
        ...verdictOn(structural, accuracy),
        validation_level: truth === undefined ? "STRUCTURAL_ONLY" : "FULL_VALIDATION",
        extracted_fields: {
            brand_name: extraction.brand_name?.value ?? null,
            product_type: extraction.product_type?.value ?? null,
            abv: extraction.abv?.value ?? null,
            abv_numeric: extraction.abv?.numeric ?? null,
            net_contents: extraction.net_contents?.value ?? null,
            bottler: extraction.bottler?.value ?? null,
            country: extraction.country?.value ?? null,
            government_warning: {
                present: warning.present,
                header_correct: warning.header_correct,
                text_correct: warning.text_correct,
            },
        },
        warnings: warningsOf([...structural, ...accuracy], truth),
    };
}
