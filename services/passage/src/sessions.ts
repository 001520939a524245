import { request } from "node:http";

/** Everything open is asked about this often, in milliseconds, and closed when nobody has answered for `patience`. */
const interval = 10_000;
const patience = 45_000;

type Close = () => void;

/**
 * What is open (websockets, streams, long answers) under which login session. A session that was signed out, locked or has expired ends
 * within a minute, although nothing of what is open asks the login again: the login service is asked here, and no answer is a no.
 */
export class OpenSessions {
    private readonly open = new Map<string, Set<Close>>();
    private answered = Date.now();
    private readonly timer: NodeJS.Timeout;

    constructor(
        private readonly loginSocket: string,
        everyMs = interval,
        private readonly patienceMs = patience,
    ) {
        this.timer = setInterval(() => void this.check(), everyMs);
        this.timer.unref();
    }

    /** @returns what to call when it is over */
    add(session: string, close: Close): () => void {
        if (this.open.size === 0) this.answered = Date.now();
        const those = this.open.get(session) ?? new Set();
        this.open.set(session, those.add(close));
        return () => {
            those.delete(close);
            if (those.size === 0 && this.open.get(session) === those) this.open.delete(session);
        };
    }

    async check(): Promise<void> {
        if (this.open.size === 0) return;
        try {
            const alive = new Set(await this.ask([...this.open.keys()]));
            this.answered = Date.now();
            for (const session of this.open.keys()) if (!alive.has(session)) this.end(session);
        } catch {
            if (Date.now() - this.answered < this.patienceMs) return;
            for (const session of this.open.keys()) this.end(session);
        }
    }

    stop(): void {
        clearInterval(this.timer);
    }

    private end(session: string): void {
        const those = this.open.get(session) ?? [];
        this.open.delete(session);
        for (const close of those) close();
    }

    private ask(sessions: readonly string[]): Promise<string[]> {
        return new Promise((settle, fail) => {
            const body = sessions.join("\n");
            const headers = { "content-length": Buffer.byteLength(body) };
            const call = request(
                { socketPath: this.loginSocket, path: "/alive", method: "POST", headers, timeout: 5_000 },
                (answer) => {
                    const pieces: Buffer[] = [];
                    answer.on("data", (piece: Buffer) => pieces.push(piece));
                    answer.once("error", fail);
                    answer.once("end", () => {
                        if (answer.statusCode !== 200)
                            return fail(new Error(`The login service answered ${answer.statusCode}.`));
                        settle(Buffer.concat(pieces).toString().split("\n"));
                    });
                },
            );
            call.once("timeout", () => call.destroy(new Error("The login service is silent.")));
            call.once("error", fail);
            call.end(body);
        });
    }
}
