import { boxAround, legiblePage } from "./legibility";
import type { RuleInput, ValidationResult } from "./types";

const required = [
    { field: "brand_name", citation: "27 CFR 4.33, 5.64, 7.64" },
    { field: "abv", citation: "27 CFR 4.36, 5.65, 7.65" },
    { field: "net_contents", citation: "27 CFR 4.37, 5.70, 7.70" },
    { field: "bottler", citation: "27 CFR 4.35, 5.66, 7.66" },
] as const;

/** The fields every label must carry; their absence is evidence only on a page that can be read. */
export function checkPresence({ page, extraction, compatibility }: RuleInput): ValidationResult[] {
    return required.map(({ field, citation }) => {
        const found = extraction[field];
        const box = found && boxAround(found.words);
        return {
            field,
            valid: found !== undefined,
            legible: found !== undefined || compatibility === "original" || legiblePage(page),
            expected: "present",
            actual: found?.value ?? null,
            citation,
            ...(box && { box }),
        };
    });
}
