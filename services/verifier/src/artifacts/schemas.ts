import { imageExtensions, verdicts } from "./types";

const time = { type: "string", description: "ISO 8601, UTC, to the second" };
const id = { type: "string", description: "YYYYMMDD-<uuid>" };
const verdict = { type: "string", enum: [...verdicts] };

export const listQuery = {
    type: "object",
    properties: {
        start_date: { type: "string", format: "date", description: "First day, UTC, YYYY-MM-DD" },
        end_date: { type: "string", format: "date", description: "Last day, included" },
        validation_status: verdict,
        limit: { type: "integer", minimum: 1, maximum: 250, default: 50 },
        cursor: {
            type: "string",
            maxLength: 200,
            description: "next_cursor of the page before; same filters as there",
        },
    },
    additionalProperties: false,
};

export const idParams = { type: "object", properties: { id }, required: ["id"] };

const summaryProperties = { id, timestamp: time, validation_status: verdict };

export const pageBody = {
    type: "object",
    properties: {
        artifacts: {
            type: "array",
            description: "Newest first",
            items: { type: "object", properties: summaryProperties, required: Object.keys(summaryProperties) },
        },
        next_cursor: { type: ["string", "null"], description: "null on the last page" },
    },
    required: ["artifacts", "next_cursor"],
};

const metadataProperties = {
    request_id: id,
    timestamp: time,
    client_ip: { type: "string" },
    image_size_bytes: { type: "integer" },
    image_format: { type: "string", enum: Object.keys(imageExtensions) },
    ocr_backend: { type: "string" },
    validation_passed: { type: "boolean" },
    processing_time_ms: { type: "integer" },
    model_version: { type: "string" },
};

export const artifactBody = {
    type: "object",
    properties: {
        ...summaryProperties,
        metadata: { type: "object", properties: metadataProperties, required: Object.keys(metadataProperties) },
        extracted_text: { description: "What OCR read" },
        validation_result: { description: "The answer that POST /verify gave" },
        image: {
            type: "object",
            properties: {
                url: { type: "string" },
                content_type: { type: "string" },
                size_bytes: { type: "integer" },
            },
        },
    },
};
