import { imageExtensions, verdicts } from "./types";

const time = { type: "string", description: "ISO 8601, UTC, to the second" };
const id = { type: "string", description: "YYYYMMDD-<uuid>" };
const verdict = { type: "string", enum: [...verdicts] };

const days = {
    start_date: { type: "string", format: "date", description: "First day, UTC, YYYY-MM-DD" },
    end_date: { type: "string", format: "date", description: "Last day, included" },
};

export const daysQuery = { type: "object", properties: days, additionalProperties: false };

export const listQuery = {
    type: "object",
    properties: {
        ...days,
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

const count = { type: "integer" };
const counts = { type: "object", properties: Object.fromEntries(verdicts.map((one) => [one, count])) };
const name = { type: "string" };
const rows = (description: string, properties: object) => ({
    type: "array",
    description,
    items: { type: "object", properties, required: Object.keys(properties) },
});

export const statisticsBody = {
    type: "object",
    properties: {
        counted: { ...count, description: "Verifications that were read: the newest of the days" },
        truncated: { type: "boolean", description: "True when the days hold more" },
        by_backend: rows("", { backend: name, total: count, verdicts: counts, mean_processing_time_ms: count }),
        by_field: rows("What came of each field", { field: name, right: count, violation: count, unread: count }),
        by_day: rows("Oldest first, days in UTC", { day: name, verdicts: counts }),
        comparison: {
            type: "object",
            description: "Backends on the same pictures, the newest verification of each",
            properties: {
                pictures: count,
                same_verdict: count,
                differences: rows("", {
                    verifications: rows("", { id, backend: name, status: verdict }),
                    fields: { type: "array", items: name },
                }),
            },
        },
    },
};
