/** What a JSON text may write instead of a character, beside its number. */
const escapes = new Set(['"', "\\", "/"]);

export interface Scrubbing {
    /** True once the key was seen. */
    readonly found: boolean;
    push(piece: Buffer): Buffer;
    end(): Buffer;
    sees(bytes: Buffer): boolean;
}

/** Cuts an endpoint's key out of what the endpoint answers: also across two pieces, and with its characters escaped. */
export class Scrub implements Scrubbing {
    found = false;
    private kept = "";
    private readonly start: RegExp;

    constructor(private readonly key: string) {
        const first = key[0]!.replace(/[\\\]^-]/, "\\$&");
        this.start = new RegExp(`[${first}\\\\]`, "g");
    }

    /** Latin-1 keeps every byte; a key is ASCII. Only what may be the key's beginning is held back. */
    push(piece: Buffer): Buffer {
        return Buffer.from(this.cut(this.kept + piece.toString("latin1")), "latin1");
    }

    end(): Buffer {
        const rest = Buffer.from(this.kept, "latin1");
        this.kept = "";
        return rest;
    }

    /** Whether bytes that are whole hold the key. */
    sees(bytes: Buffer): boolean {
        const alone = new Scrub(this.key);
        alone.push(bytes);
        this.found ||= alone.found;
        return alone.found;
    }

    private cut(text: string): string {
        let clean = "";
        let from = 0;
        this.start.lastIndex = 0;
        for (let found = this.start.exec(text); found; found = this.start.exec(text)) {
            const end = this.endOfKey(text, found.index);
            if (end === "open") {
                this.kept = text.slice(found.index);
                return clean + text.slice(from, found.index);
            }
            this.start.lastIndex = end ?? found.index + 1;
            if (end === undefined) continue;
            this.found = true;
            clean += text.slice(from, found.index);
            from = end;
        }
        this.kept = "";
        return clean + text.slice(from);
    }

    /** Where the key that begins at a place ends; "open" when the text ends first. */
    private endOfKey(text: string, start: number): number | "open" | undefined {
        let at = start;
        for (const character of this.key) {
            if (at >= text.length) return "open";
            const length = spelling(text, at, character);
            if (typeof length !== "number") return length;
            at += length;
        }
        return at;
    }
}

/** How many characters of a text spell this one, plainly or as JSON escapes it. */
function spelling(text: string, at: number, character: string): number | "open" | undefined {
    if (text[at] === "\\") {
        const next = text[at + 1];
        if (next === undefined) return "open";
        if (next === character && escapes.has(character)) return 2;
        if (next === "u") {
            const hex = text.slice(at + 2, at + 6);
            if (!/^[0-9a-fA-F]*$/.test(hex)) return character === "\\" ? 1 : undefined;
            if (hex.length < 4) return at + 6 > text.length ? "open" : undefined;
            if (parseInt(hex, 16) === character.charCodeAt(0)) return 6;
        }
    }
    return text[at] === character ? 1 : undefined;
}
