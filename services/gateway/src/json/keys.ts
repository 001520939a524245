/** Up to so many keys of an object are compared with one another; of more, a set is made. */
const few = 16;

/** The keys of the objects that are open, outermost first, each as the place where it is spelled. */
export class Keys {
    private count = 0;
    private readonly hashes: number[] = [];
    private readonly places: number[] = [];
    private readonly sets = new Map<number, Set<string>>();

    constructor(private readonly bytes: Buffer) {}

    /** An object begins. @returns what its keys are known by, until `close` */
    open(): number {
        return this.count;
    }

    close(mark: number): void {
        this.count = mark;
        if (this.sets.size > 0) this.sets.delete(mark);
    }

    /** Takes a key of the innermost object; true when that has it already. Two spellings of one key are one: it is spelled anew. */
    twice(mark: number, from: number, to: number): boolean {
        const { bytes, hashes, places } = this;
        if (this.count - mark >= few) return this.inSet(mark, from, to);
        let hash = to - from;
        for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
        for (let index = mark; index < this.count; index++) {
            const [start, end] = [places[index * 2]!, places[index * 2 + 1]!];
            if (hashes[index] === hash && bytes.compare(bytes, from, to, start, end) === 0) return true;
        }
        hashes[this.count] = hash;
        places[this.count * 2] = from;
        places[this.count++ * 2 + 1] = to;
        return false;
    }

    private inSet(mark: number, from: number, to: number): boolean {
        const { bytes, places } = this;
        const text = (start: number, end: number): string => bytes.toString("latin1", start, end);
        let set = this.sets.get(mark);
        if (!set) {
            set = new Set();
            for (let index = mark; index < mark + few; index++)
                set.add(text(places[index * 2]!, places[index * 2 + 1]!));
            this.sets.set(mark, set);
        }
        const size = set.size;
        return set.add(text(from, to)).size === size;
    }
}
