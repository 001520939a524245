import { holdsSomething, type AnswersFor } from "./providerRun";

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

export const openaiChatAnswers: AnswersFor = (serverTools) => {
    const search = serverTools.includes("web_search");
    const forbidden = search ? traces.filter((trace) => trace !== "annotations") : traces;
    return {
        providerRun(object, name) {
            if (forbidden.some((trace) => holdsSomething(object[trace]))) return true;
            const { type = null } = object;
            if (name === "annotations") return type !== "url_citation";
            // A call that goes on has no type again.
            return name === "tool_calls" && type !== null && type !== "function" && type !== "custom";
        },
        // A tool's arguments are a string.
        clientsOwn: () => false,
    };
};
