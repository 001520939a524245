import { Refusal } from "../refusal";

/** What JSON can hold. Objects have no prototype, so that no key of a client means anything to JavaScript. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
    [key: string]: Json;
}

const maxDepth = 64;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- RFC 8259: a control character is written as an escape.
const plainText = /[^"\\\u0000-\u001f]*/y;
const space = /[ \t\n\r]*/y;
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * The text of every number, by its holder: Python writes 1.0 where JavaScript would write 1. What holds such a number
 * deeper down is here too, with texts of its own or none; all else is written as JSON.stringify writes it.
 */
export type NumberTexts = WeakMap<object, Map<string, string>>;

/**
 * One JSON document (RFC 8259) that every parser reads alike: no duplicate keys, no depth over 64,
 * no byte-order mark, no lone surrogates, no number beyond a double.
 * @throws Refusal 400
 */
export function readJson(bytes: Uint8Array): { value: Json; numbers: NumberTexts } {
    let text: string;
    try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw new Refusal(400, "json", "The body is not UTF-8.");
    }
    const reader = new Reader(text);
    return { value: reader.document(), numbers: reader.numbers };
}

class Reader {
    readonly numbers: NumberTexts = new WeakMap();
    /** What is being read, outermost first. */
    private readonly holders: object[] = [];
    private at = 0;

    constructor(private readonly text: string) {}

    document(): Json {
        const holder: JsonObject = Object.create(null);
        this.skip();
        const value = this.value(holder, "", 0);
        this.skip();
        if (this.at < this.text.length) this.fail("more than one document");
        return value;
    }

    private fail(what: string): never {
        throw new Refusal(400, "json", `The body is not strict JSON: ${what} at character ${this.at}.`);
    }

    private skip(): void {
        if (this.text.charCodeAt(this.at) > 0x20) return;
        space.lastIndex = this.at;
        space.test(this.text);
        this.at = space.lastIndex;
    }

    private value(holder: object, key: string, depth: number): Json {
        switch (this.text[this.at]) {
            case "{":
                return this.object(depth + 1);
            case "[":
                return this.array(depth + 1);
            case '"':
                return this.string();
            case "t":
                return this.word("true", true);
            case "f":
                return this.word("false", false);
            case "n":
                return this.word("null", null);
            default:
                return this.number(holder, key);
        }
    }

    private word<T extends Json>(word: string, value: T): T {
        if (!this.text.startsWith(word, this.at)) this.fail("an unknown word");
        this.at += word.length;
        return value;
    }

    private number(holder: object, key: string): number {
        numberText.lastIndex = this.at;
        const found = numberText.exec(this.text)?.[0];
        if (found === undefined) this.fail(this.at < this.text.length ? "an unexpected character" : "an early end");
        const value = Number(found);
        if (!Number.isFinite(value)) this.fail("a number beyond a double");
        this.at += found.length;
        if (String(value) !== found) {
            this.keep(holder, key, found);
        }
        return value;
    }

    private keep(holder: object, key: string, text: string): void {
        // Whatever is above one that is known is known too.
        for (let at = this.holders.length - 1; at >= 0 && !this.numbers.has(this.holders[at]!); at--) {
            this.numbers.set(this.holders[at]!, new Map());
        }
        const texts = this.numbers.get(holder) ?? new Map<string, string>();
        this.numbers.set(holder, texts.set(key, text));
    }

    private string(): string {
        const start = this.at++;
        for (;;) {
            plainText.lastIndex = this.at;
            plainText.test(this.text);
            this.at = plainText.lastIndex;
            const next = this.text[this.at];
            if (next === '"') break;
            if (next !== "\\") this.fail("a string without end or with a control character");
            this.at += 2;
        }
        this.at++;
        const raw = this.text.slice(start, this.at);
        if (!raw.includes("\\")) return raw.slice(1, -1);
        let value: string;
        try {
            value = JSON.parse(raw) as string;
        } catch {
            this.fail("a wrong escape");
        }
        if (loneSurrogate.test(value)) this.fail("half of a surrogate pair");
        return value;
    }

    private array(depth: number): Json[] {
        const values: Json[] = [];
        this.open(depth);
        if (this.closes("]")) return values;
        this.holders.push(values);
        do {
            this.skip();
            values.push(this.value(values, String(values.length), depth));
        } while (this.more("]"));
        this.holders.pop();
        return values;
    }

    private object(depth: number): JsonObject {
        const object: JsonObject = Object.create(null);
        this.open(depth);
        if (this.closes("}")) return object;
        this.holders.push(object);
        do {
            this.skip();
            if (this.text[this.at] !== '"') this.fail("a key that is no string");
            const key = this.string();
            if (key in object) this.fail(`the key ${JSON.stringify(key)} twice`);
            if (key === "__proto__") this.fail("the key __proto__");
            this.skip();
            if (this.text[this.at++] !== ":") this.fail("a key without value");
            this.skip();
            object[key] = this.value(object, key, depth);
        } while (this.more("}"));
        this.holders.pop();
        return object;
    }

    private open(depth: number): void {
        if (depth > maxDepth) this.fail(`a depth over ${maxDepth}`);
        this.at++;
        this.skip();
    }

    private closes(end: string): boolean {
        if (this.text[this.at] !== end) return false;
        this.at++;
        return true;
    }

    private more(end: string): boolean {
        this.skip();
        const next = this.text[this.at++];
        if (next === ",") return true;
        if (next !== end) this.fail("a missing comma or bracket");
        return false;
    }
}
