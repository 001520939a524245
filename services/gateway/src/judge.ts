import type { z } from "zod";

import type { Allowed, Dialect } from "./dialects/dialect";
import { readJson, type Json, type JsonObject } from "./json/read";
import { writeJson } from "./json/write";
import { Refusal } from "./refusal";

type Issue = z.core.$ZodIssue;

/** What is forwarded, and what the audit line says of it. */
export interface Judged {
    readonly body: string;
    readonly model: string | undefined;
    readonly toolKinds: readonly string[];
    /** The most tokens that the model may write, where the body says it. */
    readonly maxOutput?: number;
}

/**
 * The body as it goes to the endpoint: read strictly, judged by the dialect's allowlist, written anew.
 * @throws Refusal 400 for what is no JSON object, 403 for what the policy does not know
 */
export function judge(bytes: Uint8Array, dialect: Dialect, allowed: Allowed): Judged {
    const { value, numbers } = readJson(bytes);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
        throw new Refusal(400, "json", "The body is not a JSON object.");
    }
    const asked = askedFor(value);
    const result = schemaOf(dialect, allowed).safeParse(value);
    if (!result.success) throw Object.assign(refusalOf(deepest(result.error.issues)), asked);
    dialect.write(value);
    return { body: writeJson(value, numbers), ...asked, maxOutput: maxOutputOf(value) };
}

function maxOutputOf(body: JsonObject): number | undefined {
    const { inferenceConfig: converse } = body;
    const said = [body.max_tokens, body.max_completion_tokens, body.max_output_tokens];
    if (converse !== null && typeof converse === "object" && !Array.isArray(converse)) said.push(converse.maxTokens);
    const numbers = said.filter((value) => typeof value === "number");
    return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

/** For the audit line, of a refused body too: its values are a client's words. */
function askedFor(value: JsonObject): Pick<Judged, "model" | "toolKinds"> {
    return { model: typeof value.model === "string" ? value.model : undefined, toolKinds: toolKinds(value) };
}

const schemas = new WeakMap<Allowed, Map<Dialect, z.ZodType>>();

/** Made once for an endpoint: making it costs more than judging by it. */
function schemaOf(dialect: Dialect, allowed: Allowed): z.ZodType {
    const known = schemas.get(allowed) ?? new Map<Dialect, z.ZodType>();
    const schema = known.get(dialect) ?? dialect.schema(allowed);
    schemas.set(allowed, known.set(dialect, schema));
    return schema;
}

/** Also where Converse has them: there a tool's one member names its kind. */
function toolKinds(body: JsonObject): string[] {
    const holders = [body, body.toolConfig, body.additionalModelRequestFields].filter(isObject);
    const kinds = holders.flatMap(({ tools }) => (Array.isArray(tools) ? tools.map(kindOf) : []));
    return [...new Set(kinds)];
}

function kindOf(tool: Json): string {
    if (!isObject(tool) || "toolSpec" in tool) return "custom";
    return typeof tool.type === "string"
        ? tool.type
        : (["systemTool", "cachePoint"].find((tag) => tag in tool) ?? "custom");
}

const isObject = (value: Json | undefined): value is JsonObject =>
    value !== null && typeof value === "object" && !Array.isArray(value);

/** A union reports each branch; the branch that went deepest is the one that was meant. */
function deepest(issues: readonly Issue[]): Issue {
    const all = issues.flatMap((issue): Issue[] => {
        if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
        const branches = issue.errors.flat().map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
        return [deepest(branches)];
    });
    return all.reduce((best, issue) => (issue.path.length > best.path.length ? issue : best));
}

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
const storingKeys = new Set(["store", "background", "conversation", "previous_response_id", "prompt"]);
/** Members that say where content lies. */
const remoteKeys = new Set(["source", "image_url", "file_id", "file_url", "s3Location"]);

function refusalOf(issue: Issue): Refusal {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    const path = keys.length > 0 ? [...issue.path, keys[0]!] : issue.path;
    const pointer = path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    return new Refusal(403, ruleOf(path, keys), `${pointer || "/"}: ${whatIsWrong(issue, keys)}.`);
}

function ruleOf(path: readonly PropertyKey[], keys: readonly string[]): string {
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

function whatIsWrong(issue: Issue, keys: readonly string[]): string {
    const who = "the operator of the gateway can allow it only where its policy knows it";
    if (keys.length > 0) return `the gateway's policy does not know this member; leave it out, ${who}`;
    return `the gateway's policy does not allow this value (${issue.message}); ${who}`;
}
