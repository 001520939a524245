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

    /** Gives back what frees the place, which may be called more than once. Throws NoPlaceError. */
    take(): () => void {
        if (this.taken >= this.limit) throw new NoPlaceError(`all ${this.limit} places are taken`);
        this.taken += 1;
        let held = true;
        return () => {
            if (held) this.taken -= 1;
            held = false;
        };
    }
}
