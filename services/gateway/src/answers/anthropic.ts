import type { JsonObject } from "../json/read";
import { holdsSomething, type Answers } from "./providerRun";

const blocks = new Set(["text", "thinking", "redacted_thinking", "tool_use"]);
const deltas = new Set(["text_delta", "input_json_delta", "thinking_delta", "signature_delta", "citations_delta"]);
/** Of the documents that the client sent; others are of a search. */
const citations = new Set(["char_location", "page_location", "content_block_location"]);

const known = (kinds: ReadonlySet<string>, { type }: JsonObject): boolean =>
    typeof type === "string" && kinds.has(type);

/** Of Anthropic's messages and their events, at Anthropic and by Bedrock's InvokeModel. */
export const anthropicAnswers: Answers = {
    providerRun(object, name) {
        switch (name) {
            case "content":
            case "content_block":
                return !known(blocks, object);
            case "delta":
                // The end of a message is a delta without type.
                return object.type !== undefined && !known(deltas, object);
            case "citations":
            case "citation":
                return !known(citations, object);
            case "caller":
                return object.type !== "direct";
            case "server_tool_use":
            case "container":
                return holdsSomething(object);
            default:
                return typeof object.type === "string" && /^(?:server_tool|mcp_)|_tool_result$/.test(object.type);
        }
    },
    clientsOwn: (object, member, name) =>
        member === "input" && object.type === "tool_use" && (name === "content" || name === "content_block"),
};
