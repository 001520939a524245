import type { Ingredient } from "./ingredients";
import type { Box, OcrPage, OcrWord } from "../ocr/types";

export type Compatibility = "strict" | "original";
export type Commodity = "wine" | "spirits" | "malt";

/** What the applicant says is on the label, after aliases and nesting are resolved. */
export interface GroundTruth {
    brand_name?: string;
    /** Per cent by volume. */
    abv?: number;
    net_contents?: string;
    bottler?: string;
    /** Text of the class or type designation. */
    class_type?: string;
    /** Decides the tolerance, and is checked against the class or type read. */
    commodity?: Commodity;
    /** Country that an imported product comes from; a state or "USA" of a domestic one. */
    country?: string;
    appellation?: string;
    /** Years, of the youngest spirits in it. */
    age?: number;
    /** Of what is in it, all that has to be declared. */
    ingredients?: Ingredient[];
    /** The net contents are blown, embossed or branded into the container, as item 15 of the application may say. */
    net_contents_on_container?: true;
    /** Keys that no rule knows: what they say was not compared. */
    unknown_keys?: string[];
}

export interface Found {
    value: string;
    words: OcrWord[];
}

export interface Extraction {
    brand_name?: Found;
    product_type?: Found;
    /** Per cent by volume; of a range, `low` to `numeric`. */
    abv?: Found & { numeric: number; low?: number };
    net_contents?: Found;
    bottler?: Found;
    country?: Found;
}

export interface ValidationResult {
    field: string;
    /** False without `legible` is a question to a person, not a violation. */
    valid: boolean;
    legible: boolean;
    expected: string | null;
    actual: string | null;
    /** 0 to 1 where texts were compared. */
    similarity_score?: number;
    /** Where the rule comes from. */
    citation: string;
    error?: string;
    box?: Box;
    /** Name of the panel that `actual` was found on, where the label has several. */
    panel?: string;
}

export interface RuleInput {
    page: OcrPage;
    extraction: Extraction;
    truth: GroundTruth | undefined;
    compatibility: Compatibility;
}
