import { holdsSomething, type Answers } from "./providerRun";

/** What a search or a program at a provider, or at a router before it, leaves in an answer. */
const traces = [
    "annotations",
    "citations",
    "executed_tools",
    "search_results",
    "num_search_queries",
    "num_sources_used",
    "server_tool_use",
];

export const openaiChatAnswers: Answers = {
    providerRun(object, name) {
        if (traces.some((trace) => holdsSomething(object[trace]))) return true;
        const { type = null } = object;
        // A call that goes on has no type again.
        return name === "tool_calls" && type !== null && type !== "function" && type !== "custom";
    },
    // A tool's arguments are a string.
    clientsOwn: () => false,
};
