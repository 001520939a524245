export interface Usage {
    input: number;
    output: number;
}

/** Each dialect's names; what a cache gave or took is input too, and stands beside `input_tokens`. */
const inputs = ["input_tokens", "prompt_tokens", "inputTokens", "inputTokenCount"];
const cached = [
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cacheReadInputTokens",
    "cacheWriteInputTokens",
];
const outputs = ["output_tokens", "completion_tokens", "outputTokens", "outputTokenCount"];
const opening = /"(?:usage|amazon-bedrock-invocationMetrics)"\s*:\s*(?=\{)/g;
const longest = 4096;

/**
 * Reads the usage that stands in an answer as it passes, without parsing the rest. A model's own text holds its quotes
 * escaped; where it does not (a tool's input in a plain answer) it can only raise what its caller is charged.
 */
export class UsageMeter {
    /** Undefined until the answer said it. */
    usage: Usage | undefined;
    private kept = "";

    see(piece: Buffer): void {
        const text = this.kept + piece.toString("latin1");
        this.read(text);
        // InvokeModel's stream holds its events as base64 in JSON.
        for (const [, bytes] of text.matchAll(/"bytes"\s*:\s*"([A-Za-z0-9+/]+={0,2})"/g)) {
            this.read(Buffer.from(bytes!, "base64").toString("latin1"));
        }
        this.kept = text.slice(-longest);
    }

    private read(text: string): void {
        for (const { index, 0: found } of text.matchAll(opening)) {
            const end = endOfObject(text, index + found.length);
            if (end > 0) this.take(text.slice(index + found.length, end));
        }
    }

    private take(object: string): void {
        let value: Record<string, unknown>;
        try {
            value = JSON.parse(object) as Record<string, unknown>;
        } catch {
            return;
        }
        const first = (names: readonly string[]): number => Math.max(0, ...names.map((name) => count(value[name])));
        const input = first(inputs) + cached.reduce((sum, name) => sum + count(value[name]), 0);
        const output = first(outputs);
        if (input + output === 0) return;
        const { usage = { input: 0, output: 0 } } = this;
        // A stream says it in pieces: the input at its start, the output, growing, at its end.
        this.usage = { input: Math.max(usage.input, input), output: Math.max(usage.output, output) };
    }
}

const count = (value: unknown): number =>
    Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;

/** After the brace that closes the object at `start`; 0 when it is not there yet. No name or value of it holds a brace. */
function endOfObject(text: string, start: number): number {
    let depth = 0;
    for (let at = start; at < text.length && at < start + longest; at++) {
        if (text[at] === "{") depth++;
        else if (text[at] === "}" && --depth === 0) return at + 1;
    }
    return 0;
}
