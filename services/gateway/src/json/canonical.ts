import { isUtf8 } from "node:buffer";

import { Refusal } from "../refusal";
import { Keys } from "./keys";
import * as escapes from "./escapes";

const maxDepth = 64;
// Of this file: an import is looked up anew each time, and here each time is each byte.
const { plain, quote, backslash, shortEscapes, writeEscape } = escapes;
const [comma, colon, openObject, closeObject, openArray, closeArray] = [0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];
const words: Readonly<Record<number, Buffer>> = {
    0x74: Buffer.from("true"),
    0x66: Buffer.from("false"),
    0x6e: Buffer.from("null"),
};

/** A member of the document itself: its key, and where key and value stand. */
export interface Span {
    readonly key: string;
    readonly from: number;
    readonly to: number;
}

/**
 * Writes one JSON document (RFC 8259) anew, over itself: without spaces, each string as JSON.stringify spells it, each number
 * with the text that it came with (Python writes 1.0 where JavaScript would write 1). So every parser reads it alike: no
 * duplicate keys, no depth over 64, no byte-order mark, no lone surrogates, no number beyond a double. It never grows.
 * @returns the bytes of the document, which lie where it lay, and its members
 * @throws Refusal 400
 */
export function canonical(bytes: Buffer): { document: Buffer; members: readonly Span[] } {
    if (!isUtf8(bytes)) throw new Refusal(400, "json", "The body is not UTF-8.");
    const writer = new Writer(bytes);
    return { document: bytes.subarray(0, writer.document()), members: writer.members };
}

function endOfPlain(bytes: Buffer, from: number): number {
    const { length } = bytes;
    let at = from;
    while (at < length && plain[bytes[at]!] === 1) at++;
    return at;
}

class Writer {
    readonly members: Span[] = [];
    private readonly keys: Keys;
    /** The next byte to read, and the place of the next to write: never behind it. */
    private at = 0;
    private out = 0;

    constructor(private readonly bytes: Buffer) {
        this.keys = new Keys(bytes);
    }

    document(): number {
        this.skip();
        this.value(0);
        this.skip();
        if (this.at < this.bytes.length) this.fail("more than one document");
        return this.out;
    }

    private fail(what: string): never {
        throw new Refusal(400, "json", `The body is not strict JSON: ${what} at byte ${this.at}.`);
    }

    private skip(): void {
        const { bytes } = this;
        for (; this.at < bytes.length; this.at++) {
            const byte = bytes[this.at]!;
            if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return;
        }
    }

    private next(): number {
        return this.at < this.bytes.length ? this.bytes[this.at]! : -1;
    }

    private put(byte: number): void {
        this.bytes[this.out++] = byte;
        this.at++;
    }

    /** What was read from `from` on, as it came. */
    private copy(from: number): void {
        const { bytes, at, out } = this;
        if (out !== from) {
            if (at - from > 48) bytes.copyWithin(out, from, at);
            else for (let place = from; place < at; place++) bytes[out + place - from] = bytes[place]!;
        }
        this.out = out + at - from;
    }

    private value(depth: number): void {
        const byte = this.next();
        if (byte === quote) this.string();
        else if (byte === openObject) this.object(depth + 1);
        else if (byte === openArray) this.array(depth + 1);
        else if (words[byte]) this.word(words[byte]);
        else this.number(byte);
    }

    private word(word: Buffer): void {
        const from = this.at;
        if (this.bytes.compare(word, 0, word.length, from, Math.min(from + word.length, this.bytes.length)) !== 0)
            this.fail("an unknown word");
        this.at += word.length;
        this.copy(from);
    }

    private number(first: number): void {
        const from = this.at;
        if (first === 0x2d) this.at++;
        if (this.next() === 0x30) this.at++;
        else this.digits(from === this.at && this.at < this.bytes.length ? "an unexpected character" : "an early end");
        let exact = this.at - from < 300;
        if (this.next() === 0x2e) {
            this.at++;
            this.digits("a fraction without digits");
        }
        if ((this.next() | 0x20) === 0x65) {
            exact = false;
            this.at++;
            if (this.next() === 0x2b || this.next() === 0x2d) this.at++;
            this.digits("an exponent without digits");
        }
        if (!exact && !Number.isFinite(Number(this.bytes.toString("latin1", from, this.at))))
            this.fail("a number beyond a double");
        this.copy(from);
    }

    private digits(otherwise: string): void {
        const from = this.at;
        while (this.next() >= 0x30 && this.next() <= 0x39) this.at++;
        if (this.at === from) this.fail(otherwise);
    }

    private string(): void {
        const { bytes } = this;
        let from = this.at++;
        for (;;) {
            const at = (this.at = endOfPlain(bytes, this.at));
            if (this.next() === quote) break;
            if (this.next() !== backslash) this.fail("a string without end or with a control character");
            if (shortEscapes[bytes[at + 1] ?? 0] === 1) {
                this.at = at + 2;
                continue;
            }
            this.copy(from);
            const { read, written } = writeEscape(bytes, at, this.out);
            if (read === 0) this.fail("a wrong escape, or half of a surrogate pair");
            this.out += written;
            from = this.at = at + read;
        }
        this.at++;
        this.copy(from);
    }

    private array(depth: number): void {
        this.open(depth);
        if (this.next() === closeArray) return this.put(closeArray);
        do {
            this.skip();
            this.value(depth);
        } while (this.more(closeArray));
    }

    private object(depth: number): void {
        this.open(depth);
        if (this.next() === closeObject) return this.put(closeObject);
        const mark = this.keys.open();
        do {
            this.skip();
            const from = this.out;
            this.key(mark);
            const to = this.out;
            this.skip();
            if (this.next() !== colon) this.fail("a key without value");
            this.put(colon);
            this.skip();
            this.value(depth);
            if (depth === 1) this.members.push({ key: this.text(from, to), from, to: this.out });
        } while (this.more(closeObject));
        this.keys.close(mark);
    }

    private key(mark: number): void {
        if (this.next() !== quote) this.fail("a key that is no string");
        const from = this.out;
        this.string();
        if (this.keys.twice(mark, from, this.out))
            this.fail(`the key ${JSON.stringify(this.text(from, this.out))} twice`);
        if (this.out - from === 11 && this.text(from, this.out) === "__proto__") this.fail("the key __proto__");
    }

    private text(from: number, to: number): string {
        return JSON.parse(this.bytes.toString("utf8", from, to)) as string;
    }

    private open(depth: number): void {
        if (depth > maxDepth) this.fail(`a depth over ${maxDepth}`);
        this.put(this.next());
        this.skip();
    }

    private more(end: number): boolean {
        this.skip();
        const next = this.next();
        if (next !== comma && next !== end) this.fail("a missing comma or bracket");
        this.put(next);
        return next === comma;
    }
}
