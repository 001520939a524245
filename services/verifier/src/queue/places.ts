export class NoPlaceError extends Error {}

/**
 * Bounds the requests that are held in memory, read or unread, working or waiting. A place is taken before a body is read.
 */
export class Places {
    private taken = 0;

    constructor(readonly limit: number) {}

    get count(): number {
        return this.taken;
    }

    /** Gives back what frees the places, which may be called more than once. Throws NoPlaceError. */
    take(count = 1): () => void {
        if (this.taken + count > this.limit) throw new NoPlaceError(`${this.taken} of ${this.limit} places are taken`);
        this.taken += count;
        let held = true;
        return () => {
            if (held) this.taken -= count;
            held = false;
        };
    }
}
