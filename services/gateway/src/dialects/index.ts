import { anthropicMessages } from "./anthropicMessages";
import { bedrockConverse, bedrockConverseStream } from "./bedrockConverse";
import { bedrockInvoke, bedrockInvokeStream } from "./bedrockInvoke";
import type { DialectName } from "../rules";
import type { Dialect } from "./dialect";
import { openaiChat } from "./openaiChat";
import { openaiResponses } from "./openaiResponses";

/** Every dialect that a route may name. */
export const dialects: Readonly<Record<string, Dialect>> = {
    "anthropic-messages": anthropicMessages,
    "openai-chat": openaiChat,
    "openai-responses": openaiResponses,
    "bedrock-converse": bedrockConverse,
    "bedrock-converse-stream": bedrockConverseStream,
    "bedrock-invoke": bedrockInvoke,
    "bedrock-invoke-stream": bedrockInvokeStream,
} satisfies Record<DialectName, Dialect>;
