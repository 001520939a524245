import type { AnswersFor } from "./providerRun";

const items = new Set(["message", "reasoning", "function_call", "custom_tool_call"]);
const events =
    /^response\.(?:created|queued|in_progress|completed|incomplete|failed|output_item|content_part|output_text|refusal|function_call_arguments|custom_tool_call_input|reasoning(?:_text|_summary_part|_summary_text)?)(?:\.|$)/;

export const openaiResponsesAnswers: AnswersFor = (serverTools) => {
    const search = serverTools.includes("web_search");
    return {
        providerRun(object, name) {
            const { type } = object;
            switch (name) {
                case "output":
                case "item":
                    return typeof type !== "string" || !(items.has(type) || (search && type === "web_search_call"));
                case "annotations":
                case "annotation":
                    return !(search && type === "url_citation");
                case "caller":
                    return type !== "direct";
                default:
                    if (name !== "" || typeof type !== "string" || !type.startsWith("response.")) return false;
                    return !events.test(type) && !(search && type.startsWith("response.web_search_call."));
            }
        },
        // A response repeats what it was asked, with the client's schemas.
        clientsOwn: (object, member, name) =>
            object.object === "response" &&
            (name === "" || name === "response") &&
            (member === "tools" || member === "text" || member === "instructions" || member === "metadata"),
    };
};
