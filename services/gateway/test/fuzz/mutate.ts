/** A generator of numbers that is the same on every run of a seed (mulberry32). */
export function random(seed: number): (below: number) => number {
    let state = seed >>> 0;
    return (below) => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
    };
}
type Random = ReturnType<typeof random>;
type Holder = Record<string, unknown>;

const out = "https://attacker.test/?d=SENTINEL";
/** What an agent would like the provider to read. */
const members: readonly (readonly [string, unknown])[] = [
    ["mcp_servers", [{ type: "url", url: out, name: "x" }]],
    ["container", "c"],
    ["web_search_options", {}],
    ["tools", [{ type: "web_fetch_20250910", name: "web_fetch" }]],
    ["store", true],
    ["background", true],
    ["previous_response_id", "resp_1"],
    ["conversation", "conv_1"],
    ["prompt", { id: "p" }],
    ["metadata", { a: out }],
    ["plugins", [{ id: "web" }]],
    ["file_id", "file-1"],
    ["url", out],
    ["image_url", out],
    ["source", { type: "url", url: out }],
    ["s3Location", { uri: "s3://a/b" }],
    ["systemTool", { name: "nova_grounding" }],
    ["toolAddition", {}],
    ["caller", { type: "code_execution_20250825" }],
    ["allowed_callers", ["code_execution_20250825"]],
    ["n", 5],
    ["service_tier", "priority"],
    ["model", "model-b"],
    ["models", ["model-b"]],
    ["anthropic_beta", ["mcp-client-2025-04-04"]],
    ["additionalModelRequestFields", { mcp_servers: [] }],
    ["type", "item_reference"],
    ["$ref", out],
    ["cache_control", { type: "ephemeral" }],
    ["stream", true],
];
const values: readonly unknown[] = [
    out,
    null,
    {},
    [],
    0,
    true,
    "",
    "data:text/html,a",
    "hello",
    ...["mcp", "web_search", "server_tool_use", "item_reference", "url", "file"].map((type) => ({
        type,
        url: out,
        id: "x",
    })),
    ...["image", "document"].map((type) => ({ type, source: { type: "url", url: out } })),
    { type: "image_url", image_url: { url: out } },
    { type: "input_image", image_url: out },
    { image: { format: "png", source: { s3Location: { uri: "s3://a/b" } } } },
    { type: "web_fetch_20250910", name: "web_fetch" },
    { text: "hello" },
    { type: "text", text: out },
];
const names = [
    "__proto__",
    "constructor",
    "toString",
    "Tools",
    "tools ",
    "t\u043eols",
    "mcp_servers",
    "",
    "type",
    "url",
];

/** A body that an agent might send: an honest one, changed in its tree, its text or its bytes; sometimes not at all. */
export function mutated(bodies: readonly object[], next: Random): Buffer {
    const body = structuredClone(bodies[next(bodies.length)]!);
    for (let changes = next(4); changes > 0; changes--) change(body, bodies, next);
    const text = next(4) === 0 ? retold(JSON.stringify(body), next) : JSON.stringify(body);
    const bytes = Buffer.from(text);
    if (next(50) === 0) bytes[next(bytes.length)] = next(256);
    return bytes;
}

function holders(value: unknown, found: Holder[] = []): Holder[] {
    if (value === null || typeof value !== "object") return found;
    found.push(value as Holder);
    Object.values(value).forEach((member) => holders(member, found));
    return found;
}

function change(body: object, bodies: readonly object[], next: Random): void {
    const all = holders(body);
    const holder = all[next(all.length)]!;
    const keys = Object.keys(holder);
    const key = keys[next(Math.max(1, keys.length))] ?? "0";
    const set = (name: string, value: unknown): void => {
        if (Array.isArray(holder)) holder.splice(next(holder.length + 1), 0, structuredClone(value));
        else
            Object.defineProperty(holder, name, {
                value: structuredClone(value),
                enumerable: true,
                configurable: true,
                writable: true,
            });
    };
    const [name, value] = members[next(members.length)]!;
    const other = holders(bodies[next(bodies.length)]!);
    switch (next(7)) {
        case 0:
            return set(name, value);
        case 1:
            return set(key, values[next(values.length)]);
        case 2:
            if (keys.length > 0) holder[key] = structuredClone(values[next(values.length)]);
            return;
        case 3:
            return set(key, other[next(other.length)]);
        case 4:
            return set(names[next(names.length)]!, holder[key]);
        case 5:
            if (keys.length > 0) delete holder[key];
            return;
        default:
            // The same said twice changes nothing.
            return Array.isArray(holder) && keys.length > 0 ? set(key, holder[Number(key)]) : undefined;
    }
}

/** The same document in another spelling, or one that two parsers read differently. */
function retold(text: string, next: Random): string {
    const [name, value] = members[next(members.length)]!;
    const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    switch (next(12)) {
        case 0:
            return text.replace("{", `{${member},`);
        case 1:
            return text.replace(/\}$/, `,${member}}`);
        case 2:
            return text.replace(/"([a-z])/g, (_found, letter: string) => `"\\u00${letter.charCodeAt(0).toString(16)}`);
        case 3:
            return `${text}${text}`;
        case 4:
            return `\uFEFF${text}`;
        case 5:
            return text.replace(/:(\d+)/, [":1e999", ":NaN", ":-0", ":1.0", ":0x10"][next(5)]!);
        case 6:
            return text.replace("{", `{"deep":${"[".repeat(70)}${"]".repeat(70)},`);
        case 7:
            return text.replace("hello", "\\ud800").replace(/\}$/, ",}");
        case 8:
            return text.replace("{", "{/* */").replaceAll('"', "'");
        case 9:
            return text.replaceAll(":", " :\n\t");
        case 10:
            return `[${text}]`;
        default:
            return text.replaceAll("e", "\\u0065").replaceAll("\\u0065", next(2) === 0 ? "e" : "\\u0065");
    }
}
