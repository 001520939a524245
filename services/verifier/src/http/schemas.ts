/** Every error, as `ErrorEnvelope` has it. */
export const errorEnvelope = {
    type: "object",
    properties: {
        detail: {},
        error_code: { type: "string" },
        correlation_id: { type: "string" },
    },
    additionalProperties: true,
} as const;
