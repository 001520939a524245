import { modelStates } from "./types";

const time = { type: ["string", "null"], description: "ISO 8601, UTC, to the second" };

export const statusBody = {
    type: "object",
    properties: {
        model: { type: "string" },
        status: { type: "string", enum: [...modelStates] },
        progress: {
            type: ["object", "null"],
            properties: {
                downloaded_bytes: { type: "integer" },
                total_bytes: { type: "integer" },
                percentage: { type: "number", description: "One decimal" },
                estimated_time_remaining_seconds: {
                    type: ["integer", "null"],
                    description: "What is missing at the mean speed of the last 30 s; null while that is not known",
                },
            },
        },
        source: { type: ["string", "null"], enum: ["s3", "ollama", null] },
        started_at: time,
        updated_at: time,
        completed_at: time,
        error: { type: ["string", "null"], description: "The reason, when status is error" },
    },
};
