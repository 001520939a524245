import type { Json, JsonObject } from "./json/read";

/** What a body asks for: for the audit line, of a refused body too, so its values are a client's words; and for the limits. */
export interface Asked {
    readonly model: string | undefined;
    readonly toolKinds: readonly string[];
    /** The most tokens that the model may write, where the body says it. */
    readonly maxOutput?: number;
}

export function askedFor(body: JsonObject): Asked {
    const { model } = body;
    return {
        model: typeof model === "string" ? model : undefined,
        toolKinds: toolKinds(body),
        maxOutput: maxOutputOf(body),
    };
}

function maxOutputOf(body: JsonObject): number | undefined {
    const said = [body.max_tokens, body.max_completion_tokens, body.max_output_tokens];
    if (isObject(body.inferenceConfig)) said.push(body.inferenceConfig.maxTokens);
    const numbers = said.filter((value) => typeof value === "number");
    return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

/** Also where Converse has them: there a tool's one member names its kind. */
function toolKinds(body: JsonObject): string[] {
    const holders = [body, body.toolConfig, body.additionalModelRequestFields].filter(isObject);
    const kinds = holders.flatMap(({ tools }) => (Array.isArray(tools) ? tools.map(kindOf) : []));
    return [...new Set(kinds)];
}

function kindOf(tool: Json): string {
    if (!isObject(tool) || "toolSpec" in tool) return "custom";
    if (typeof tool.type === "string") return tool.type;
    return ["systemTool", "cachePoint"].find((tag) => tag in tool) ?? "custom";
}

const isObject = (value: Json | undefined): value is JsonObject =>
    value !== null && typeof value === "object" && !Array.isArray(value);
