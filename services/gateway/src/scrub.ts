/** Cuts an endpoint's key out of what the endpoint answers, also where it lies across two pieces. */
export class Scrub {
    /** True once the key was seen. */
    found = false;
    private kept = "";

    constructor(private readonly key: string) {}

    /** Latin-1 keeps every byte; a key is ASCII. Only what may be the key's beginning is held back. */
    push(piece: Buffer): Buffer {
        const text = this.cut(this.kept + piece.toString("latin1"));
        const held = this.beginning(text);
        this.kept = text.slice(text.length - held);
        return Buffer.from(text.slice(0, text.length - held), "latin1");
    }

    end(): Buffer {
        const rest = Buffer.from(this.kept, "latin1");
        this.kept = "";
        return rest;
    }

    private cut(text: string): string {
        if (!text.includes(this.key)) return text;
        this.found = true;
        return text.replaceAll(this.key, "");
    }

    private beginning(text: string): number {
        for (let length = Math.min(this.key.length - 1, text.length); length > 0; length--) {
            if (text.endsWith(this.key.slice(0, length))) return length;
        }
        return 0;
    }
}
