import type { JsonObject } from "../json/read";
import { holdsSomething, type AnswersFor } from "./providerRun";

const blocks = new Set(["text", "thinking", "redacted_thinking", "tool_use"]);
const deltas = new Set(["text_delta", "input_json_delta", "thinking_delta", "signature_delta", "citations_delta"]);
/** Of the documents that the client sent; others are of a search. */
const citations = new Set(["char_location", "page_location", "content_block_location"]);

const known = (kinds: ReadonlySet<string>, { type }: JsonObject): boolean =>
    typeof type === "string" && kinds.has(type);

/** What a search left, where config allows it. */
function searched({ type, name }: JsonObject): boolean {
    if (type === "server_tool_use") return name === "web_search";
    return typeof type === "string" && /^web_search_(?:tool_result(?:_error)?|result)$/.test(type);
}

/** Of Anthropic's messages and their events, at Anthropic and by Bedrock's InvokeModel. */
export const anthropicAnswers: AnswersFor = (serverTools) => {
    const search = serverTools.includes("web_search");
    return {
        providerRun(object, name) {
            switch (name) {
                case "content":
                case "content_block":
                    return !known(blocks, object) && !(search && searched(object));
                case "delta":
                    // The end of a message is a delta without type.
                    return object.type !== undefined && !known(deltas, object);
                case "citations":
                case "citation":
                    return !known(citations, object) && !(search && object.type === "web_search_result_location");
                case "caller":
                    return object.type !== "direct";
                case "server_tool_use":
                    return Object.entries(object).some(
                        ([tool, count]) => holdsSomething(count) && !(search && tool === "web_search_requests"),
                    );
                case "container":
                    return holdsSomething(object);
                default:
                    return typeof object.type === "string" && /^(?:server_tool|mcp_)|_tool_result$/.test(object.type);
            }
        },
        clientsOwn: (object, member, name) =>
            member === "input" &&
            (object.type === "tool_use" || (search && searched(object))) &&
            (name === "content" || name === "content_block"),
    };
};
