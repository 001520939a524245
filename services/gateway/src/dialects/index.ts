import { anthropicMessages } from "./anthropicMessages";
import type { Dialect } from "./dialect";
import { openaiChat } from "./openaiChat";
import { openaiResponses } from "./openaiResponses";

/** Every dialect that a route may name. */
export const dialects: Readonly<Record<string, Dialect>> = {
    "anthropic-messages": anthropicMessages,
    "openai-chat": openaiChat,
    "openai-responses": openaiResponses,
};
