import { type Judgement, verdictOn } from "./judge";
import type { ValidationResult } from "./types";

/** What a result says that Tesseract's reading holds against a label and the vision model's does not. */
export const CONTRADICTED = "the vision model reads what the rule wants: a person must look";

/** Whether the other reading has the field too, and all that is asked of it. */
const isGood = ({ field }: ValidationResult, other: readonly ValidationResult[]): boolean => {
    const same = other.filter((one) => one.field === field);
    return same.length > 0 && same.every(({ valid }) => valid);
};

/**
 * The verdict without what a second reader contradicts. That makes a question to a person of an accusation, and never acquits:
 * vision models complete texts that they know, and the warning is one.
 */
export function withoutContradicted(judgement: Judgement, other: Judgement): Judgement {
    const judged = [...other.validation_results.structural, ...other.validation_results.accuracy];
    const open = (result: ValidationResult): ValidationResult =>
        !result.valid && result.legible && isGood(result, judged)
            ? { ...result, legible: false, error: CONTRADICTED }
            : result;
    const { structural, accuracy } = judgement.validation_results;
    const verdict = verdictOn(structural.map(open), accuracy.map(open));
    const disputed = [...verdict.validation_results.structural, ...verdict.validation_results.accuracy]
        .filter(({ error }) => error === CONTRADICTED)
        .map(({ field }) => field);
    if (disputed.length === 0) return judgement;
    const warning = `Held against the label by Tesseract and not by the vision model, a person must look: ${[...new Set(disputed)].join(", ")}`;
    return { ...judgement, ...verdict, warnings: [warning, ...judgement.warnings] };
}
