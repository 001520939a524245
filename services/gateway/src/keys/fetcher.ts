import { handOver } from "./handOver";
import { roleSession } from "./metadata";
import { secretText, type SecretsManager } from "./secret";
import { bedrockKey, type Credentials } from "./sign";

/** One endpoint's key, by the endpoint's name. */
export type Wanted =
    | { readonly name: string; readonly kind: "bedrock"; readonly region: string }
    | { readonly name: string; readonly kind: "secret"; readonly region: string; readonly secretId: string };

/** What tests replace: addresses, and the clock. */
export interface Sources {
    readonly metadata?: string;
    readonly secrets?: Omit<SecretsManager, "region">;
    readonly now?: () => number;
}

const hour = 3600;
/** Seconds after which a secret is looked at again. */
const secretAgain = 300;
/** Seconds after a failure, doubled each time up to the longest. */
const soonest = 5;
const latest = 60;

/** Fetches one key after the other's turn and hands it over; what fails is tried again, and the key of before stays. */
export class Fetcher {
    private readonly timers = new Map<string, NodeJS.Timeout>();

    constructor(
        private readonly folder: string,
        private readonly sources: Sources = {},
    ) {}

    /** Resolves once each key was tried. @returns the names of those that failed */
    async start(wanted: readonly Wanted[]): Promise<string[]> {
        const tried = await Promise.all(wanted.map(async (one) => ((await this.turn(one, soonest)) ? [] : [one.name])));
        return tried.flat();
    }

    stop(): void {
        this.timers.forEach((timer) => clearTimeout(timer));
    }

    private async turn(wanted: Wanted, wait: number): Promise<boolean> {
        let again = wait;
        let next = Math.min(wait * 2, latest);
        let fetched = false;
        try {
            again = await this.fetch(wanted);
            next = soonest;
            fetched = true;
        } catch (error) {
            console.error(`gateway-keys: ${wanted.name}: ${(error as Error).message}; again in ${again} s`);
        }
        this.timers.set(
            wanted.name,
            setTimeout(() => void this.turn(wanted, next), again * 1000),
        );
        return fetched;
    }

    /** @returns the seconds after which it is fetched again */
    async fetch(wanted: Wanted): Promise<number> {
        const session = await roleSession(this.sources.metadata ?? "http://169.254.169.254");
        if (wanted.kind === "secret") {
            const { region, secretId, name } = wanted;
            handOver(
                this.folder,
                name,
                (await secretText(secretId, { ...this.sources.secrets, region }, session)).trim(),
            );
            return secretAgain;
        }
        const now = this.sources.now?.() ?? Date.now();
        const seconds = lifetime(session, now);
        handOver(this.folder, wanted.name, bedrockKey(session, wanted.region, seconds, new Date(now)));
        return Math.max(1, Math.floor(seconds / 2));
    }
}

/** An hour, and never past the session's end: a key that says more would stop before it says so. @throws Error at the end */
export function lifetime({ expiration }: Credentials, now: number): number {
    const left = Math.floor((expiration - now) / 1000);
    if (left < 1) throw new Error("the role's session has ended");
    return Math.min(hour, left);
}
