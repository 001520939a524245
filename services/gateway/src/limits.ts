import type { Usage } from "./usage";

/** What config allows one client at one endpoint. Absent is unlimited. */
export interface LimitValues {
    readonly concurrent?: number;
    readonly requestsPerMinute?: number;
    readonly tokensPerDay?: number;
    readonly usdPerDay?: number;
}
export interface Price {
    readonly inputUsdPerMillion: number;
    readonly outputUsdPerMillion: number;
}
export interface Reached {
    readonly limit: keyof LimitValues;
    readonly value: number;
    /** Seconds until it makes sense to ask again. */
    readonly retryAfter: number;
    /** A day's limit: whoever retries waits in vain. */
    readonly day: boolean;
}

interface State {
    running: number;
    /** When the requests of the last minute came, oldest first. */
    readonly recent: number[];
    day: number;
    tokens: number;
    usd: number;
}

const minute = 60_000;
const aDay = 86_400_000;

/** Counts for each client and endpoint, in memory; a day is UTC's. The clock is the caller's. */
export class Limits {
    private readonly states = new Map<string, State>();

    constructor(private readonly now: () => number = Date.now) {}

    /** The limit that refuses whatever is asked, known before a body is read. */
    full(client: string, endpoint: string, limits: LimitValues): Reached | undefined {
        return this.reached(this.state(client, endpoint), limits, { tokens: 0, usd: 0 });
    }

    /** Takes a place and reserves the most that the call can cost, or names the limit that this would pass. */
    enter(
        client: string,
        endpoint: string,
        limits: LimitValues,
        most: Usage,
        price: Price | undefined,
    ): Ticket | Reached {
        const state = this.state(client, endpoint);
        const cost = costOf(most, price);
        const reached = this.reached(state, limits, cost);
        if (reached) return reached;
        state.running++;
        if (limits.requestsPerMinute !== undefined) state.recent.push(this.now());
        state.tokens += cost.tokens;
        state.usd += cost.usd;
        return new Ticket(state, most, price);
    }

    private reached(state: State, limits: LimitValues, cost: Cost): Reached | undefined {
        const { concurrent, requestsPerMinute, tokensPerDay, usdPerDay } = limits;
        const now = this.now();
        while (state.recent.length > 0 && state.recent[0]! <= now - minute) state.recent.shift();
        const tomorrow = (state.day + 1) * aDay - now;
        const over = (used: number, more: number, most: number): boolean => used >= most || used + more > most;
        if (concurrent !== undefined && state.running >= concurrent) {
            return reachedOf("concurrent", concurrent, 1000);
        }
        if (requestsPerMinute !== undefined && state.recent.length >= requestsPerMinute) {
            return reachedOf("requestsPerMinute", requestsPerMinute, state.recent[0]! + minute - now);
        }
        if (tokensPerDay !== undefined && over(state.tokens, cost.tokens, tokensPerDay)) {
            return reachedOf("tokensPerDay", tokensPerDay, tomorrow, true);
        }
        if (usdPerDay !== undefined && over(state.usd, cost.usd, usdPerDay)) {
            return reachedOf("usdPerDay", usdPerDay, tomorrow, true);
        }
        return undefined;
    }

    private state(client: string, endpoint: string): State {
        const key = `${client}\n${endpoint}`;
        const day = Math.floor(this.now() / aDay);
        const state = this.states.get(key) ?? { running: 0, recent: [], day, tokens: 0, usd: 0 };
        this.states.set(key, state);
        if (state.day !== day) Object.assign(state, { day, tokens: 0, usd: 0 });
        return state;
    }
}

const reachedOf = (limit: Reached["limit"], value: number, ms: number, day = false): Reached => ({
    limit,
    value,
    retryAfter: Math.max(1, Math.ceil(ms / 1000)),
    day,
});

/** One call's place and reservation; given back once. */
export class Ticket {
    private readonly day: number;
    private open = true;

    constructor(
        private readonly state: State,
        private readonly most: Usage,
        private readonly price: Price | undefined,
    ) {
        this.day = state.day;
    }

    /** The answer said what it cost. Of one that was cut, the output that was reserved counts: it was not said to its end. */
    settle(usage: Usage | undefined, whole: boolean): void {
        if (usage === undefined) return this.end(this.most);
        this.end(whole ? usage : { input: usage.input, output: Math.max(usage.output, this.most.output) });
    }

    /** Nothing was asked of the endpoint, or it refused: it costs nothing. */
    release(): void {
        this.end({ input: 0, output: 0 });
    }

    private end(used: Usage): void {
        if (!this.open) return;
        this.open = false;
        this.state.running--;
        // A call over midnight counts for the day on which it began.
        if (this.state.day !== this.day) return;
        const [was, is] = [costOf(this.most, this.price), costOf(used, this.price)];
        this.state.tokens += is.tokens - was.tokens;
        this.state.usd += is.usd - was.usd;
    }
}

interface Cost {
    readonly tokens: number;
    readonly usd: number;
}

function costOf({ input, output }: Usage, price: Price | undefined): Cost {
    const usd = price ? (input * price.inputUsdPerMillion + output * price.outputUsdPerMillion) / 1e6 : 0;
    return { tokens: input + output, usd };
}

const unsaidOutput = 16_384;

/** The most that a call can cost, as far as its body says: three bytes a token, and what the model may write. */
export const mostOf = (bytes: number, maxOutput: number | undefined): Usage => ({
    input: Math.ceil(bytes / 3),
    output: maxOutput ?? unsaidOutput,
});
