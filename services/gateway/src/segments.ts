const shortest = 16 * 1024;
const longest = 256 * 1024;

/**
 * Bytes as they come, in memory of their own: a client that sends byte by byte takes no more of it than it sends, and a large
 * body's can be handed to another thread without a copy.
 */
export class Segments {
    length = 0;
    private readonly full: Buffer[] = [];
    private last: Buffer;
    private used = 0;

    /** `told` is only said by the client: it is believed up to a segment's length. */
    constructor(told: number) {
        this.last = Buffer.allocUnsafeSlow(Math.min(longest, Math.max(shortest, told)));
    }

    push(piece: Buffer): void {
        for (let from = 0; from < piece.length;) {
            if (this.used === this.last.length) this.next();
            const copied = piece.copy(this.last, this.used, from);
            this.used += copied;
            from += copied;
        }
        this.length += piece.length;
    }

    private next(): void {
        this.full.push(this.last);
        this.last = Buffer.allocUnsafeSlow(Math.min(longest, this.last.length * 2));
        this.used = 0;
    }

    /** What came, in order; each has its memory for itself. */
    parts(): Buffer[] {
        return [...this.full, this.last.subarray(0, this.used)];
    }

    whole(): Buffer {
        return this.full.length === 0 ? this.last.subarray(0, this.used) : Buffer.concat(this.parts(), this.length);
    }
}
