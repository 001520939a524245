import { anthropicMessages } from "./anthropicMessages";
import { bedrockConverse } from "./bedrockConverse";
import { bedrockInvoke } from "./bedrockInvoke";
import type { Dialect } from "./dialect";
import { openaiChat } from "./openaiChat";
import { openaiResponses } from "./openaiResponses";

/** Every dialect that a route may name. */
export const dialects: Readonly<Record<string, Dialect>> = {
    "anthropic-messages": anthropicMessages,
    "openai-chat": openaiChat,
    "openai-responses": openaiResponses,
    "bedrock-converse": bedrockConverse,
    "bedrock-converse-stream": bedrockConverse,
    "bedrock-invoke": bedrockInvoke,
    "bedrock-invoke-stream": bedrockInvoke,
};
