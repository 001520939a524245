import { Refusal } from "./refusal";

interface Waiting {
    readonly share: Share;
    readonly length: number;
    readonly go: () => void;
}

/**
 * The bytes of all bodies that are held at a time. A body that finds no room is not read on, so its client waits; it is
 * counted by what came, since a length that somebody only claims must not keep others out. The oldest body may exceed
 * the budget, alone: without that, two that hold half of it each would wait for one another.
 */
export class Budget {
    private used = 0;
    /** By age. */
    private readonly shares = new Set<Share>();
    private waiting: Waiting[] = [];

    constructor(
        readonly limit = 96 * 1024 * 1024,
        /** Milliseconds that a body waits for room. */
        private readonly patience = 30_000,
    ) {}

    get held(): number {
        return this.used;
    }

    share(): Share {
        const share = new Share(this);
        this.shares.add(share);
        return share;
    }

    private fits(share: Share, length: number): boolean {
        if (this.used + length <= this.limit) return true;
        for (const oldest of this.shares) if (oldest.held > 0) return oldest === share;
        return true;
    }

    /** Resolves when the bytes have room. @throws Refusal 503 when they found none in time */
    take(share: Share, length: number): Promise<void> | void {
        // Who came first goes first, but what holds bytes already is what gives them back.
        if ((this.waiting.length === 0 || share.held > 0) && this.fits(share, length)) return this.add(share, length);
        return new Promise((settle, fail) => {
            const waiting: Waiting = {
                share,
                length,
                go: () => {
                    clearTimeout(timer);
                    settle();
                },
            };
            const timer = setTimeout(() => {
                this.waiting = this.waiting.filter((other) => other !== waiting);
                fail(tooBusy());
            }, this.patience);
            this.waiting.push(waiting);
        });
    }

    release(share: Share): void {
        this.shares.delete(share);
        this.used -= share.held;
        share.held = 0;
        this.waiting = this.waiting.filter((waiting) => {
            if (waiting.share === share) waiting.go();
            else if (this.fits(waiting.share, waiting.length)) {
                this.add(waiting.share, waiting.length);
                waiting.go();
            } else return true;
            return false;
        });
    }

    private add(share: Share, length: number): void {
        share.held += length;
        this.used += length;
    }
}

/** What one body holds. */
export class Share {
    held = 0;

    constructor(private readonly budget: Budget) {}

    take(length: number): Promise<void> | void {
        return this.budget.take(this, length);
    }

    /** Once it is forwarded, refused or gone. */
    release(): void {
        this.budget.release(this);
    }
}

const tooBusy = (): Refusal =>
    new Refusal(503, "bytes-in-flight", "The gateway holds as many bytes of bodies as it may; try again.", {
        "retry-after": "5",
    });
