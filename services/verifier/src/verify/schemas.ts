import { verdicts } from "../artifacts";
import { backends } from "../health/backends";
import { longestTimeoutSeconds } from "./options";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const flag = { type: "boolean" } as const;

/** Open objects: what the engine says beyond these fields (citations, boxes) goes through. */
const open = (properties: object, description?: string) => ({
    type: "object",
    properties,
    additionalProperties: true,
    ...(description && { description }),
});

const result = open({
    field: text,
    valid: flag,
    legible: { ...flag, description: "false: a person must look; not a violation" },
    expected: textOrNull,
    actual: textOrNull,
    similarity_score: { type: "number" },
    citation: { ...text, description: "Where the rule comes from" },
    error: text,
    panel: { ...text, description: "The picture it was found on, where several were sent" },
});

const violation = open({
    field: text,
    type: { type: "string", enum: ["structural", "accuracy"] },
    message: text,
    expected: text,
    actual: text,
    citation: text,
});

const extracted = open({
    brand_name: textOrNull,
    product_type: textOrNull,
    abv: textOrNull,
    abv_numeric: { type: ["number", "null"] },
    net_contents: textOrNull,
    bottler: textOrNull,
    country: textOrNull,
    government_warning: open({ present: flag, header_correct: flag, text_correct: flag }),
});

const artifact = open(
    { saved: flag, id: text, error: text, retrying: flag },
    "Only when the label was to be kept; a failure does not change the verdict",
);

export const verifyBody = open({
    status: { type: "string", enum: [...verdicts] },
    validation_level: { type: "string", enum: ["STRUCTURAL_ONLY", "FULL_VALIDATION"] },
    extracted_fields: extracted,
    validation_results: open({
        structural: { type: "array", items: result },
        accuracy: { type: "array", items: result },
    }),
    violations: { type: "array", items: violation },
    warnings: { type: "array", items: text },
    processing_time_seconds: { type: "number" },
    panels: { type: "array", items: text, description: "The names of the pictures, where several were sent" },
    image_path: { ...text, description: "The name of the file as it was sent" },
    error: { ...text, description: "Why OCR failed, when status is ERROR" },
    artifact,
});

export const batchBody = open({
    results: { type: "array", items: verifyBody },
    summary: open({
        total: { type: "integer" },
        compliant: { type: "integer" },
        non_compliant: { type: "integer" },
        partial: { type: "integer" },
        errors: { type: "integer" },
        total_processing_time_seconds: { type: "number" },
    }),
});

const file = (description: string) => ({ type: "string", format: "binary", description });

const common = {
    ocr_backend: { type: "string", enum: [...backends], description: "Default: DEFAULT_OCR_BACKEND" },
    timeout: { type: "integer", minimum: 1, maximum: longestTimeoutSeconds, description: "Seconds for one label" },
    save_artifact: { type: "boolean", description: "Default: ARTIFACT_DEFAULT_SAVE" },
};

/** The forms, for OpenAPI; `readForm` checks them. */
export const verifyForm = {
    type: "object",
    required: ["image"],
    properties: {
        image: file(
            "JPEG, PNG, TIFF, WebP, HEIC or PDF (each page a panel), by content; also accepted as `file`. Repeated: the panels of one label, up to 6",
        ),
        ground_truth: { type: "string", description: "JSON: what the application says is on the label" },
        ...common,
    },
};

export const batchForm = {
    type: "object",
    required: ["batch_file"],
    properties: {
        batch_file: file(
            "ZIP of pictures, each with a ground truth of the same name in .json; name.front.jpg and name.back.jpg are one label",
        ),
        ...common,
    },
};

export const saveQuery = { type: "object", properties: { save_artifact: { type: "string", maxLength: 5 } } };
