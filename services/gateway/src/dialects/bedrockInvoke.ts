import * as z from "zod";

import { anthropicAnswers } from "../answers/anthropic";
import { messagesMembers, metadata } from "./anthropicMessages";
import { bedrockError, betas, eventStream } from "./bedrock";
import type { Allowed, Dialect } from "./dialect";

/**
 * InvokeModel of an Anthropic model: its Messages body, with the version where the model's name would stand. The model and
 * the stream are in the path; the tier is a header, which is not forwarded.
 */
export const bedrockInvoke: Dialect = {
    schema: (allowed: Allowed) =>
        z.strictObject({
            // No server tool runs at Bedrock.
            ...messagesMembers(false),
            metadata,
            anthropic_version: z.literal("bedrock-2023-05-31"),
            anthropic_beta: betas(allowed),
        }),
    write(body) {
        delete body.metadata;
    },
    error: bedrockError,
    // As boto3 calls it: the body is bytes to it.
    untold: "application/json",
    headers: { accept: "application/json" },
    answers: () => anthropicAnswers([]),
};

export const bedrockInvokeStream: Dialect = { ...bedrockInvoke, headers: { accept: eventStream } };
