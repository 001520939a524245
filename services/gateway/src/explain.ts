import type { z } from "zod";

import type { Json, JsonObject } from "./json/read";
import { Refusal } from "./refusal";

type Issue = z.core.$ZodIssue;

/** The refusal of a body: the rule's id, what was found where, what to do, and who can allow it. */
export function refusalOf(issues: readonly Issue[], body: JsonObject): Refusal {
    const issue = deepest(issues);
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    const path = keys.length > 0 ? [...issue.path, keys[0]!] : issue.path;
    const rule = ruleOf(path, keys);
    const wrong =
        keys.length > 0 ? "which the policy does not know" : `which the policy does not allow (${issue.message})`;
    return new Refusal(403, rule, `${pointerTo(path)}: found ${shown(valueAt(body, path))}, ${wrong}. ${help[rule]}`);
}

/** A JSON pointer (RFC 6901); the whole body is "/". */
export const pointerTo = (path: readonly PropertyKey[]): string =>
    path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("") || "/";

/** A union reports each branch; the branch that went deepest is the one that was meant. */
function deepest(issues: readonly Issue[]): Issue {
    const all = issues.flatMap((issue): Issue[] => {
        if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
        const branches = issue.errors.flat().map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
        return [deepest(branches)];
    });
    return all.reduce((best, issue) => (issue.path.length > best.path.length ? issue : best));
}

function valueAt(body: Json, path: readonly PropertyKey[]): Json | undefined {
    let value: Json | undefined = body;
    for (const part of path) {
        value = value !== null && typeof value === "object" ? (value as JsonObject)[String(part)] : undefined;
    }
    return value;
}

const longest = 80;

function shown(value: Json | undefined): string {
    if (value === undefined) return "nothing";
    if (Array.isArray(value)) return "a list";
    if (value !== null && typeof value === "object") return "an object";
    const text = JSON.stringify(typeof value === "string" ? value.slice(0, longest) : value);
    return typeof value === "string" && value.length > longest ? `${text}...` : text;
}

type Rule = "model" | "server-tool" | "stored" | "remote-content" | "unknown-field" | "unknown-value";

const who = "the gateway's operator";
const help: Readonly<Record<Rule, string>> = {
    model: `Ask for a model that config lists; ${who} adds others to the endpoint's models.`,
    "server-tool": `It would run at the provider, which then connects wherever a request says. Use a tool that the client runs; ${who} decides about others.`,
    stored: `The provider would keep the conversation. Leave it out and send the history with each call; not even ${who} can allow it.`,
    "remote-content": `Content stands in the request itself: as text, base64 or a data: URL. Nothing is fetched, and not even ${who} can allow it.`,
    "unknown-field": `Leave it out; who needs it asks ${who}, since the policy must know it first.`,
    "unknown-value": `Send one that the policy knows, or leave it out; who needs it asks ${who}.`,
};

/** Members by which a provider, or a router before it, goes out or runs something by itself. */
const serverToolKeys = new Set([
    "mcp_servers",
    "container",
    "web_search_options",
    "plugins",
    "search_parameters",
    "enable_search",
    "data_sources",
    "systemTool",
    "toolAddition",
    "toolRemoval",
]);
/** Members by which the provider keeps a conversation, or takes one that it kept. */
const storingKeys = new Set(["store", "background", "conversation", "previous_response_id", "prompt", "thread"]);
/** Members that say where content lies. */
const remoteKeys = new Set(["source", "image_url", "file_id", "file_url", "s3Location"]);

function ruleOf(path: readonly PropertyKey[], keys: readonly string[]): Rule {
    if (path[0] === "model") return "model";
    if (keys.some((key) => serverToolKeys.has(key))) return "server-tool";
    const inTools = path.slice(path.indexOf("tools") + 1);
    if (path.includes("tools") && (inTools.length === 1 || (inTools.length === 2 && inTools[1] === "type"))) {
        return "server-tool";
    }
    if (path.length === 1 && storingKeys.has(String(path[0]))) return "stored";
    if (path.some((part) => remoteKeys.has(String(part)))) return "remote-content";
    return keys.length > 0 ? "unknown-field" : "unknown-value";
}
