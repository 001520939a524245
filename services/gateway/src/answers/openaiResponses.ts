import type { Answers } from "./providerRun";

const items = new Set(["message", "reasoning", "function_call", "custom_tool_call"]);
const events =
    /^response\.(?:created|queued|in_progress|completed|incomplete|failed|output_item|content_part|output_text|refusal|function_call_arguments|custom_tool_call_input|reasoning(?:_text|_summary_part|_summary_text)?)(?:\.|$)/;

export const openaiResponsesAnswers: Answers = {
    providerRun(object, name) {
        const { type } = object;
        switch (name) {
            case "output":
            case "item":
                return typeof type !== "string" || !items.has(type);
            case "annotations":
            case "annotation":
                return true;
            case "caller":
                return type !== "direct";
            default:
                return name === "" && typeof type === "string" && type.startsWith("response.") && !events.test(type);
        }
    },
    // A response repeats what it was asked, with the client's schemas.
    clientsOwn: (object, member, name) =>
        object.object === "response" &&
        (name === "" || name === "response") &&
        (member === "tools" || member === "text" || member === "instructions" || member === "metadata"),
};
