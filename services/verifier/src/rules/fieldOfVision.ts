import { commodityIn } from "./commodity";
import { readLines } from "./lines";
import { question, stated } from "./results";
import { normalise } from "./similarity";
import type { RuleInput, ValidationResult } from "./types";

/** Brand, class and type and alcohol content of spirits stand where one look sees them all: on one panel. */
export function checkFieldOfVision(input: RuleInput): ValidationResult | undefined {
    const { page, extraction, truth } = input;
    const panels = [...new Set(page.words.map(({ panel }) => panel))];
    const { abv, brand_name: brand, product_type: type } = extraction;
    if (commodityIn(input) !== "spirits" || panels.length < 2 || !abv || !brand || !type) return undefined;
    const wanted = [truth?.brand_name ?? brand.value, truth?.class_type ?? type.value, abv.value].map(normalise);
    const texts = panels.map((panel) => {
        const lines = readLines({ ...page, words: page.words.filter((word) => word.panel === panel) }).others;
        return normalise(lines.map(({ text }) => text).join(""));
    });
    const rule = {
        field: "field_of_vision",
        expected: "brand name, class or type and alcohol content on one panel",
        citation: "27 CFR 5.63(a)",
    };
    const together = texts.some((text) => wanted.every((one) => text.includes(one)));
    return together
        ? stated(rule, { value: abv.words[0]?.panel ?? "", words: abv.words }, true)
        : question(rule, "no panel was found to have all three; they may stand on one that could not be read");
}
